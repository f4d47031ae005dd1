import { readdirSync } from 'node:fs';
import path from 'node:path';
import { readWorkFile } from '../../adapters/files.ts';
import type { SourceFile } from '../../model.ts';
import { isRequestPath } from '../../request/path.ts';

/**
 * Every request of a work tree, in the order of paths. Links are not followed, to folders or to files: tests run
 * on changes of strangers, and what a link leads to is no part of the repository.
 */
export function readRequestFiles(root: string): readonly SourceFile[] {
  return listFiles(root, 'requests')
    .filter((name) => isRequestPath(name) && name.endsWith('.yaml'))
    .flatMap((name) => readWorkFile(root, name) ?? []);
}

function listFiles(root: string, folder: string): readonly string[] {
  const entries = readdirSync(path.join(root, folder), { withFileTypes: true });
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const name = `${folder}/${entry.name}`;
      return entry.isDirectory() ? listFiles(root, name) : [name];
    });
}
