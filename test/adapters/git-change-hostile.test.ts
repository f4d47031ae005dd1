import assert from 'node:assert/strict';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { brief, read, withTwoRequests } from '../support/changes.ts';

describe('readChange against a hostile repository', () => {
  test('runs no program that configuration or attributes name', () => {
    using scratch = withTwoRequests();
    const witness = join(scratch.directory, '..', `witness-${process.pid}`);
    const program = join(scratch.directory, 'program');
    writeFileSync(program, `#!/bin/sh\ntouch '${witness}'\ncat "$@"\n`, { mode: 0o755 });
    for (const key of [
      'core.fsmonitor',
      'diff.external',
      'diff.evil.textconv',
      'diff.evil.command',
      'core.pager',
    ]) {
      scratch.git('config', key, program);
    }
    scratch.git('config', 'core.hooksPath', scratch.directory);
    for (const hook of ['post-index-change', 'fsmonitor-watchman', 'reference-transaction']) {
      writeFileSync(join(scratch.directory, hook), `#!/bin/sh\ntouch '${witness}'\n`, { mode: 0o755 });
    }
    scratch.write('.gitattributes', '*.yaml diff=evil\n');
    scratch.write('requests/a.yaml', 'a2');
    rmSync(witness, { force: true });
    assert.equal(brief(read(scratch)).includes('requests/a.yaml: 100644 a → 100644 a2'), true);
    read(scratch, { base: 'HEAD', head: 'HEAD' });
    assert.equal(existsSync(witness), false);
  });

  test('is not led astray by replaced objects', () => {
    using scratch = withTwoRequests();
    const blob = scratch.git('rev-parse', 'HEAD:requests/a.yaml');
    const other = scratch.git('rev-parse', 'HEAD:requests/b.yaml');
    scratch.git('replace', blob, other);
    scratch.write('requests/a.yaml', 'a2');
    assert.deepEqual(brief(read(scratch)), ['requests/a.yaml: 100644 a → 100644 a2']);
  });

  test('hands Git none of the secrets in the environment', () => {
    using scratch = withTwoRequests();
    process.env['GIT_DIR'] = '/nonexistent';
    process.env['GIT_EXTERNAL_DIFF'] = '/nonexistent';
    try {
      assert.deepEqual(brief(read(scratch)), []);
    } finally {
      delete process.env['GIT_DIR'];
      delete process.env['GIT_EXTERNAL_DIFF'];
    }
  });
});
