import {
  closeSync,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  statSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { CountersignError } from '../errors.ts';
import type { SourceFile } from '../model.ts';

/** Bytes read of one file at most, far beyond any request: enough to say that it is too large, or holds a key. */
const readLimit = 8 * 1024 * 1024;

/** A file of a work tree as Git would store it: links are not followed. Null where it is gone. */
export function readWorkFile(directory: string, path: string): SourceFile | null {
  const full = join(directory, path);
  const stat = lstatSync(full, { throwIfNoEntry: false });
  if (stat === undefined || stat.isDirectory()) return null;
  if (stat.isSymbolicLink())
    return { path, mode: '120000', blob: null, bytes: Buffer.from(readlinkSync(full)) };
  return { path, mode: stat.mode & 0o100 ? '100755' : '100644', blob: null, bytes: readBytes(full) };
}

/**
 * The files that a person named: a file as it is, a folder with every `.yaml` below it in order. Throws
 * CountersignError `file-unreadable`, and reads no more than 8 MiB of any one.
 */
export function readNamedFiles(cwd: string, name: string): SourceFile[] {
  const full = resolve(cwd, name);
  return listFiles(full, name).map((path) => ({
    path,
    mode: null,
    blob: null,
    bytes: readBytes(resolve(cwd, path)),
  }));
}

function listFiles(full: string, name: string): string[] {
  try {
    if (!statSync(full).isDirectory()) return [name];
    const entries = readdirSync(full, { recursive: true, encoding: 'utf8' }).sort();
    return entries.filter((entry) => /\.ya?ml$/.test(entry)).map((entry) => join(name, entry));
  } catch (cause) {
    throw unreadable(name, cause);
  }
}

function readBytes(full: string): Uint8Array {
  try {
    const descriptor = openSync(full, 'r');
    try {
      return readUpTo(descriptor, readLimit);
    } finally {
      closeSync(descriptor);
    }
  } catch (cause) {
    throw unreadable(full, cause);
  }
}

/** A file says how much it holds; a device or a pipe says 0, and is read in large steps. */
function readUpTo(descriptor: number, limit: number): Uint8Array {
  const chunks: Uint8Array[] = [];
  const expected = fstatSync(descriptor).size;
  let size = 0;
  for (let step = expected + 1; size < limit; step = 65_536) {
    const chunk = Buffer.allocUnsafe(Math.min(limit - size, step));
    const count = readSync(descriptor, chunk);
    chunks.push(chunk.subarray(0, count));
    size += count;
    if (count === 0 || size === expected) break;
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'you may not read it',
  EISDIR: 'it is a folder',
};

function unreadable(name: string, cause: unknown): CountersignError {
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  const reason = reasons[code] ?? (code || 'it cannot be read');
  return new CountersignError('file-unreadable', `cannot read ${JSON.stringify(name)}: ${reason}`, { cause });
}
