/** `validate` of files that are no requests: a policy wherever it lies, and keys that Git does not track yet. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chooseUntracked } from '../../src/adapters/git-untracked.ts';
import { makeScratch, type Scratch } from '../support/scratch.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const sound = readFileSync(join(root, '.github/countersign.yaml'), 'utf8');
const faulty = sound.replace('rules:', 'rule:');
const key = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

function validate(cwd: string, ...names: readonly string[]) {
  const main = join(root, 'src/cli/main.ts');
  const argv = [main, 'validate', '--format', 'json', ...names];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd, encoding: 'utf8' });
  const report = stdout === '' ? null : JSON.parse(stdout);
  const codes = (report?.findings ?? []).map((found: { code: string }) => found.code);
  return { status, stderr, codes, requests: report?.requests ?? [], findings: report?.findings ?? [] };
}

/** A repository with a commit, and the untracked files of a test. */
function scratchWith(files: Readonly<Record<string, string>>, committed = true): Scratch {
  const scratch = makeScratch();
  scratch.write('README.md', 'hello\n');
  if (committed) scratch.commit();
  for (const [path, text] of Object.entries(files)) scratch.write(path, text);
  return scratch;
}

describe('a policy that somebody names', () => {
  for (const committed of [true, false])
    test(`is judged while Git does not track it, ${committed ? 'after' : 'before'} the first commit`, () => {
      using scratch = scratchWith({ '.github/countersign.yaml': faulty }, committed);
      for (const names of [['.github/countersign.yaml'], []]) {
        const { status, codes, requests } = validate(scratch.directory, ...names);
        assert.equal(status, 1, names.join());
        assert.ok(codes.includes('policy.missing-key') && codes.includes('policy.unknown-key'));
        assert.deepEqual(requests, []);
        const text = spawnSync(process.execPath, [join(root, 'src/cli/main.ts'), 'validate', ...names], {
          cwd: scratch.directory,
          encoding: 'utf8',
        });
        assert.match(text.stdout, /^FAIL {2}2 errors\n/);
      }
      scratch.write('.github/countersign.yaml', sound);
      assert.equal(validate(scratch.directory, '.github/countersign.yaml').status, 0);
    });

  test('is judged as a policy outside a repository, whatever its name', () => {
    const folder = mkdtempSync(join(tmpdir(), 'named-'));
    mkdirSync(join(folder, '.github'));
    for (const name of ['.github/countersign.yaml', 'copy.yaml', 'countersign.yaml']) {
      writeFileSync(join(folder, name), sound.replace('rules:', 'rules: # all of them'));
      assert.deepEqual(validate(folder, name).codes, [], name);
      writeFileSync(join(folder, name), sound.replace('version: 1', 'version: 2'));
      assert.deepEqual(validate(folder, name).codes, ['policy.bad-value'], name);
    }
    writeFileSync(join(folder, 'countersign.yaml'), 'rules: [');
    assert.deepEqual(validate(folder, 'countersign.yaml').codes, ['yaml.syntax']);
    writeFileSync(join(folder, 'other.yaml'), 'clusters: {}\n');
    assert.equal(validate(folder, 'other.yaml').requests.length, 1);
    rmSync(folder, { recursive: true });
  });

  test('has tests beside it that are judged by their form', () => {
    using scratch = scratchWith({ '.github/countersign.test.yaml': 'version: 1\ntests: [{ name: x }]\n' });
    for (const names of [['.github/countersign.test.yaml'], []]) {
      const { status, codes } = validate(scratch.directory, ...names);
      assert.deepEqual([status, codes], [1, ['policy.missing-key']], names.join());
    }
  });
});

describe('a private key that Git does not track yet', () => {
  test('fails the check wherever Git would add it from, and nowhere else', () => {
    using scratch = scratchWith({
      'deploy/web.txt': `note\n${key}`,
      '.gitignore': 'mine/\n',
      'mine/web.key': key,
    });
    const { status, findings } = validate(scratch.directory);
    assert.equal(status, 1);
    assert.deepEqual(
      findings.map(({ code, file }: { code: string; file: string }) => `${code} ${file}`),
      ['key.private-key deploy/web.txt'],
    );
    assert.equal(validate(join(scratch.directory, 'deploy')).status, 1);
  });

  test('is not looked for where a request is named', () => {
    using scratch = scratchWith({ 'web.key': key, 'requests/README.md': 'here\n' });
    assert.deepEqual(validate(scratch.directory, 'requests').codes, []);
  });

  test('is found among more files than are read, by its name; the rest is said to be left out', () => {
    using scratch = scratchWith({ 'zz/id.pem': key });
    for (let index = 0; index < 1001; index += 1) scratch.write(`aa/${index}.txt`, 'x');
    const { status, stderr, codes } = validate(scratch.directory);
    assert.deepEqual([status, codes], [1, ['key.private-key']]);
    assert.match(stderr, /warning: 2 untracked files outside requests\/ not searched/);
    assert.match(stderr, /hint: .*\.gitignore/);
  });

  test('is not looked for in what is large, gone, or a folder', () => {
    using scratch = scratchWith({ 'large.pem': 'x'.repeat(300_000), 'small.pem': 'x', 'sub/file': 'x' });
    const names = ['large.pem', 'small.pem', 'sub', 'gone', 'requests/a.yaml'];
    assert.deepEqual(chooseUntracked(scratch.directory, names), {
      paths: ['requests/a.yaml', 'small.pem'],
      left: 0,
    });
  });
});
