import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { fetchTip } from '../../src/adapters/git-remote.ts';
import { gitResults } from '../../src/adapters/git-results.ts';
import { isCountersignError } from '../../src/errors.ts';

const root = mkdtempSync(join(tmpdir(), 'countersign-results-'));
after(() => rmSync(root, { recursive: true, force: true }));

let remote = '';
let count = 0;

function git(directory: string, ...args: string[]): string {
  const config = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'init.defaultBranch=main'];
  return execFileSync('git', [...config, ...args], {
    cwd: directory,
    encoding: 'utf8',
    stdio: 'pipe',
  }).trim();
}

function clone(): string {
  count += 1;
  const directory = join(root, `clone-${count}`);
  git(root, 'clone', '--quiet', remote, directory);
  return directory;
}

function results(directory: string) {
  return gitResults({
    directory,
    remote,
    branch: 'certificates',
    author: { name: 'countersign', email: 'countersign@example.com' },
    now: () => new Date('2026-11-22T12:00:00Z'),
  });
}

const files = (entries: Record<string, string>) =>
  new Map(Object.entries(entries).map(([path, text]) => [`certificates/${path}`, Buffer.from(text)]));
const throwsCode = (code: Parameters<typeof isCountersignError>[1]) => (error: unknown) =>
  isCountersignError(error, code);

beforeEach(() => {
  count += 1;
  remote = join(root, `remote-${count}.git`);
  git(root, 'init', '--quiet', '--bare', remote);
  const directory = clone();
  writeFileSync(join(directory, 'README.md'), 'hello\n');
  git(directory, 'add', 'README.md');
  git(directory, 'commit', '--quiet', '-m', 'first');
  git(directory, 'push', '--quiet', 'origin', 'HEAD:refs/heads/main');
});

describe('gitResults', () => {
  test('has no head before the first commit, then reads back what was committed from any clone', async () => {
    const mine = results(clone());
    assert.equal(await mine.head(), null);
    await mine.checkWritable();
    const wanted = files({ 'prod/shop/web.crt': 'PEM\n', 'prod/shop/web/01.json': '{}' });
    const head = await mine.commit(null, 'issued web\n\nby a test', wanted);
    const other = results(clone());
    assert.equal(await other.head(), head);
    assert.deepEqual(new Map([...(await other.read(head))].map(([k, v]) => [k, Buffer.from(v)])), wanted);
    assert.equal(git(remote, 'log', '-1', '--format=%an %ae %aI %B', head).startsWith('countersign '), true);
    await other.checkWritable();
  });

  test('keeps the other files of the branch and replaces only those named', async () => {
    const mine = results(clone());
    const first = await mine.commit(null, 'a', files({ 'p/a': '1', 'p/b': '1' }));
    const second = await mine.commit(first, 'b', files({ 'p/b': '2', 'p/c': '2' }));
    const read = await mine.read(second);
    assert.deepEqual(
      [...read].map(([path, bytes]) => [path, Buffer.from(bytes).toString()]),
      [
        ['certificates/p/a', '1'],
        ['certificates/p/b', '2'],
        ['certificates/p/c', '2'],
      ],
    );
  });

  test('refuses with branch-moved when somebody else committed first, and changes nothing', async () => {
    const [mine, theirs] = [results(clone()), results(clone())];
    const first = await mine.commit(null, 'a', files({ 'p/a': '1' }));
    await theirs.head();
    const moved = await theirs.commit(first, 'b', files({ 'p/b': '1' }));
    await assert.rejects(mine.commit(first, 'c', files({ 'p/c': '1' })), throwsCode('branch-moved'));
    await assert.rejects(mine.commit(null, 'd', files({ 'p/d': '1' })), throwsCode('branch-moved'));
    assert.equal(await mine.head(), moved);
  });

  test('makes no commit when the files are there already', async () => {
    const mine = results(clone());
    const first = await mine.commit(null, 'a', files({ 'p/a': '1' }));
    assert.equal(await mine.commit(first, 'again', files({ 'p/a': '1' })), first);
  });

  test('says in the remote’s words why a push was refused, and leaves no ref behind', async () => {
    const directory = clone();
    writeFileSync(join(remote, 'hooks', 'pre-receive'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    await assert.rejects(results(directory).commit(null, 'a', files({ 'p/a': '1' })), (error: Error) => {
      assert.ok(isCountersignError(error, 'git-failed'));
      assert.match(error.message, /pre-receive hook declined/);
      return true;
    });
    assert.equal(git(directory, 'for-each-ref', 'refs/countersign'), '');
  });

  test('remembers every path that history ever held, deleted ones included (threat 4)', async () => {
    const directory = clone();
    const mine = results(directory);
    const first = await mine.commit(null, 'a', files({ 'p/a': '1', 'p/gone': '1' }));
    git(directory, 'fetch', '--quiet', remote, 'certificates');
    git(directory, 'checkout', '--quiet', first);
    git(directory, 'rm', '--quiet', 'certificates/p/gone');
    git(directory, 'commit', '--quiet', '-m', 'deleted by hand');
    git(directory, 'push', '--quiet', remote, 'HEAD:refs/heads/certificates');
    const other = results(clone());
    const head = (await other.head()) ?? '';
    const { paths, rewoundFrom } = await other.history(head);
    assert.deepEqual([...paths].sort(), ['certificates/p/a', 'certificates/p/gone']);
    assert.equal(rewoundFrom, null);
  });

  test('reports a rewound branch until a person deletes the ref that remembers (threat 20)', async () => {
    const directory = clone();
    const mine = results(directory);
    const first = await mine.commit(null, 'a', files({ 'p/a': '1' }));
    const second = await mine.commit(first, 'b', files({ 'p/b': '1' }));
    assert.equal((await mine.history(second)).rewoundFrom, null);
    git(remote, 'update-ref', 'refs/heads/certificates', first);
    for (let run = 0; run < 2; run += 1) {
      const { paths, rewoundFrom } = await mine.history(first);
      assert.equal(rewoundFrom, second);
      assert.deepEqual([...paths].sort(), ['certificates/p/a', 'certificates/p/b']);
    }
    git(directory, 'update-ref', '-d', 'refs/countersign/seen/certificates');
    assert.equal((await mine.history(first)).rewoundFrom, null);
  });

  test('refuses a history that a shallow clone cuts off', async () => {
    const mine = results(clone());
    const first = await mine.commit(null, 'a', files({ 'p/a': '1' }));
    const second = await mine.commit(first, 'b', files({ 'p/b': '1' }));
    const shallow = join(root, `shallow-${count}`);
    git(root, 'clone', '--quiet', '--depth=1', '--branch=certificates', `file://${remote}`, shallow);
    await assert.rejects(results(shallow).history(second), throwsCode('git-failed'));
  });

  test('does not run hooks of the clone', async () => {
    const directory = clone();
    for (const hook of ['reference-transaction', 'pre-push']) {
      writeFileSync(join(directory, '.git', 'hooks', hook), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    }
    await results(directory).commit(null, 'a', files({ 'p/a': '1' }));
  });

  test('does not write outside certificates/, whatever a path says', async () => {
    for (const path of ['../x', '.git/config', 'a/../b', 'a\nM 100644 inline b', 'a/.hidden']) {
      await assert.rejects(results(clone()).commit(null, 'a', files({ [path]: '1' })), /cannot be written/);
    }
  });

  test('refuses branch names that mean something in a refspec', () => {
    for (const branch of ['a:b', '+a', '*', '-a', 'a..b', 'a.lock', '']) {
      const target = {
        directory: root,
        remote,
        branch,
        author: { name: 'n', email: 'e' },
        now: () => new Date(0),
      };
      assert.throws(() => gitResults(target), throwsCode('usage'));
    }
  });
});

describe('fetchTip', () => {
  test('names the default branch of the remote and its newest commit, which the clone then holds', async () => {
    const directory = clone();
    const other = clone();
    git(other, 'commit', '--quiet', '--allow-empty', '-m', 'second');
    git(other, 'push', '--quiet', 'origin', 'HEAD:main');
    const tip = await fetchTip(directory, remote);
    assert.deepEqual(tip, { branch: 'main', commit: git(other, 'rev-parse', 'HEAD') });
    assert.equal(git(directory, 'cat-file', '-t', tip.commit), 'commit');
  });

  test('says so when there is nothing yet', async () => {
    const empty = join(root, `empty-${count}.git`);
    git(root, 'init', '--quiet', '--bare', empty);
    await assert.rejects(fetchTip(clone(), empty), throwsCode('not-set-up'));
  });
});
