import assert from 'node:assert/strict';
import { chmodSync, existsSync, renameSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { readChange } from '../../src/adapters/git-change.ts';
import { findWorkTree } from '../../src/adapters/git-listing.ts';
import { isCountersignError } from '../../src/errors.ts';
import { brief, policyPath, read, text, withTwoRequests } from '../support/changes.ts';
import { makeScratch } from '../support/scratch.ts';

describe('readChange from a work tree', () => {
  test('reports what was edited, added, deleted and not tracked yet, and reads the policy at the base', () => {
    using scratch = withTwoRequests();
    scratch.write('requests/a.yaml', 'a2');
    scratch.write('requests/new.yaml', 'n');
    scratch.write('requests/staged.yaml', 's');
    scratch.git('add', 'requests/staged.yaml');
    scratch.write(policyPath, 'version: 2\n');
    rmSync(join(scratch.directory, 'requests/b.yaml'));
    const change = read(scratch);
    assert.deepEqual(brief(change).sort(), [
      '.github/countersign.yaml: - → 100644 version: 2\n',
      'requests/a.yaml: 100644 a → 100644 a2',
      'requests/b.yaml: 100644 b → -',
      'requests/new.yaml: - → 100644 n',
      'requests/staged.yaml: - → 100644 s',
    ]);
    assert.equal(text(change.policy?.bytes), 'version: 1\n');
    assert.equal(change.base, scratch.git('rev-parse', 'HEAD'));
    assert.equal(change.head, null);
  });

  test('passes over files whose times changed and whose bytes did not', () => {
    using scratch = withTwoRequests();
    utimesSync(join(scratch.directory, 'requests/a.yaml'), 1, 1);
    assert.deepEqual(brief(read(scratch)), []);
  });

  test('reads the other requests only when one is added or changed', () => {
    using scratch = withTwoRequests();
    assert.deepEqual(read(scratch).others, []);
    rmSync(join(scratch.directory, 'requests/b.yaml'));
    assert.deepEqual(read(scratch).others, []);
    scratch.write('requests/c.yaml', 'c');
    assert.deepEqual(
      read(scratch).others.map(({ path, bytes }) => [path, text(bytes)]),
      [['requests/a.yaml', 'a']],
    );
  });

  test('looks at unchanged files that are asked for, alone or by folder', () => {
    using scratch = withTwoRequests();
    assert.deepEqual(brief(read(scratch, { also: ['requests/a.yaml'] })), [
      'requests/a.yaml: 100644 a → 100644 a',
    ]);
    assert.equal(brief(read(scratch, { also: ['requests'] })).length, 2);
    assert.equal(brief(read(scratch, { also: [''] })).length, 2);
    assert.equal(brief(read(scratch, { also: ['requests/a'] })).length, 0);
  });

  test('shows a symbolic link as a link and follows none', () => {
    using scratch = withTwoRequests();
    symlinkSync('/etc/passwd', join(scratch.directory, 'requests/link.yaml'));
    rmSync(join(scratch.directory, 'requests/a.yaml'));
    symlinkSync('b.yaml', join(scratch.directory, 'requests/a.yaml'));
    assert.deepEqual(brief(read(scratch)).sort(), [
      'requests/a.yaml: 100644 a → 120000 b.yaml',
      'requests/link.yaml: - → 120000 /etc/passwd',
    ]);
  });

  test('does not read through a folder that became a symbolic link', () => {
    using scratch = withTwoRequests();
    renameSync(join(scratch.directory, 'requests'), join(scratch.directory, 'elsewhere'));
    symlinkSync('elsewhere', join(scratch.directory, 'requests'));
    const after = read(scratch).files.filter(
      (file) => file.path.startsWith('requests/') && file.after !== null,
    );
    assert.deepEqual(after, []);
  });

  test('sees that a file became executable', () => {
    using scratch = withTwoRequests();
    chmodSync(join(scratch.directory, 'requests/a.yaml'), 0o755);
    assert.deepEqual(brief(read(scratch)), ['requests/a.yaml: 100644 a → 100755 a']);
  });

  test('takes file names as they are: spaces, quotes, line breaks, letters beyond ASCII', () => {
    using scratch = withTwoRequests();
    const names = [
      'requests/a b.yaml',
      'requests/"q".yaml',
      'requests/l\nf.yaml',
      'requests/ü.yaml',
      'requests/-x',
    ];
    for (const name of names) scratch.write(name, 'x');
    assert.deepEqual(
      read(scratch)
        .files.map(({ path }) => path)
        .sort(),
      names.sort(),
    );
    scratch.commit();
    const paths = read(scratch, { base: 'HEAD~1', head: 'HEAD' }).files.map(({ path }) => path);
    assert.deepEqual(paths.sort(), names.sort());
  });

  test('reads a repository before its first commit', () => {
    using scratch = makeScratch();
    scratch.write('requests/a.yaml', 'a');
    scratch.write('x', 'staged');
    scratch.git('add', 'x');
    const change = read(scratch);
    assert.equal(change.base, null);
    assert.deepEqual(brief(change).sort(), ['requests/a.yaml: - → 100644 a', 'x: - → 100644 staged']);
  });
});

describe('readChange of commits', () => {
  test('reads blobs only, whatever lies in the work tree (github.md 1.2)', () => {
    using scratch = withTwoRequests();
    const base = scratch.git('rev-parse', 'HEAD');
    scratch.write('requests/a.yaml', 'committed');
    scratch.write('other', 'o');
    const head = scratch.commit();
    scratch.write('requests/a.yaml', 'dirty');
    scratch.write('requests/untracked.yaml', 'u');
    const change = read(scratch, { base, head: 'HEAD' });
    assert.deepEqual(brief(change).sort(), [
      'other: - → 100644 o',
      'requests/a.yaml: 100644 a → 100644 committed',
    ]);
    assert.deepEqual([change.base, change.head], [base, head]);
    assert.deepEqual(
      change.others.map(({ path }) => path),
      ['requests/b.yaml'],
    );
  });

  test('compares with the merge base of origin/HEAD, not with its tip', () => {
    using scratch = withTwoRequests();
    const fork = scratch.git('rev-parse', 'HEAD');
    scratch.write('requests/theirs.yaml', 't');
    scratch.commit();
    scratch.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    scratch.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
    scratch.git('checkout', '--quiet', '-b', 'mine', fork);
    scratch.write('requests/mine.yaml', 'm');
    scratch.commit();
    for (const head of [null, 'HEAD']) {
      const change = read(scratch, { head });
      assert.deepEqual(brief(change), ['requests/mine.yaml: - → 100644 m']);
      assert.equal(change.base, fork);
    }
  });

  test('carries a submodule under requests/ as a submodule, without content', () => {
    using scratch = withTwoRequests();
    const commit = scratch.git('rev-parse', 'HEAD');
    scratch.git('update-index', '--add', '--cacheinfo', `160000,${commit},requests/sub.yaml`);
    scratch.git('commit', '--quiet', '-m', 'submodule');
    assert.deepEqual(brief(read(scratch, { base: 'HEAD~1', head: 'HEAD' })), [
      'requests/sub.yaml: - → 160000 ',
    ]);
  });

  test('says which revision there is none of, and takes none for an option', () => {
    using scratch = withTwoRequests();
    const cases = [{ base: 'nope' }, { head: 'nope' }, { base: '--output=x' }, { base: 'a b' }, { head: '' }];
    for (const words of cases) {
      assert.throws(
        () => read(scratch, words),
        (error) => isCountersignError(error),
        JSON.stringify(words),
      );
    }
    assert.equal(existsSync(join(scratch.directory, 'x')), false);
  });
});

describe('findWorkTree', () => {
  test('finds the top from any folder below, linked work trees included', () => {
    using scratch = withTwoRequests();
    assert.equal(findWorkTree(join(scratch.directory, 'requests')), scratch.directory);
    assert.equal(findWorkTree('/'), null);
    scratch.git('worktree', 'add', '--quiet', 'linked', '-b', 'linked');
    const linked = join(scratch.directory, 'linked');
    assert.equal(findWorkTree(linked), linked);
    const change = readChange({ directory: linked, base: null, head: null, also: [], policyPath });
    assert.deepEqual(change.files, []);
  });
});
