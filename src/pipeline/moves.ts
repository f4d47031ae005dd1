import { hash } from 'node:crypto';
import type { SourceFile } from '../model.ts';
import type { MovedFile } from './portion.ts';
import type { ChangedFile } from './ports.ts';

/** Files that a change takes away, by mode and content; the first of several alike. */
export type Removed = ReadonlyMap<string, Omit<SourceFile, 'bytes'>>;

export function indexRemoved(files: readonly ChangedFile[]): Removed {
  const removed = new Map<string, Omit<SourceFile, 'bytes'>>();
  for (const { before, after } of files) {
    if (before === null || after !== null) continue;
    const key = contentKey(before);
    const { path, mode, blob } = before;
    if (!removed.has(key)) removed.set(key, { path, mode, blob });
  }
  return removed;
}

/** Tells of a new file which one that is gone it was, if its bytes are the same. */
export function findMove(file: ChangedFile, removed: Removed): MovedFile {
  const { before, after } = file;
  const from =
    before === null && after !== null && removed.size > 0 ? removed.get(contentKey(after)) : undefined;
  return { ...file, moved: from === undefined || after === null ? null : { ...from, bytes: after.bytes } };
}

function contentKey({ mode, bytes }: SourceFile): string {
  return `${mode} ${hash('sha256', bytes, 'hex')}`;
}
