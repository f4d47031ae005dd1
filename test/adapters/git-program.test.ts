import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { findProgram } from '../../src/adapters/git-program.ts';
import { temporaryFolder } from '../support/temporary.ts';

function folderWith(mode: number): string {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'git'), '#!/bin/sh\n');
  chmodSync(path.join(folder, 'git'), mode);
  return folder;
}

describe('findProgram', () => {
  const first = folderWith(0o755);
  const second = folderWith(0o755);
  const relative = path.relative(process.cwd(), first);
  const plain = folderWith(0o644);
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, 'empty'));
  for (const [title, folders, expected] of [
    ['takes the first that can be executed', [folder, first, second], path.join(first, 'git')],
    [
      'never looks in a relative folder, which may be the repository',
      [relative, '.', '', second],
      path.join(second, 'git'),
    ],
    ['passes over a file that nobody may execute', [plain, second], path.join(second, 'git')],
    ['leaves the name where there is none, so that starting it says so', [folder], 'git'],
  ] as const) {
    it(title, () => assert.equal(findProgram('git', folders.join(path.delimiter)), expected));
  }
});
