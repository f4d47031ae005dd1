import { CountersignError } from '../errors.ts';
import type { Repository, TreeEntry } from '../pipeline/ports.ts';
import { runGit, runGitNow } from './git.ts';

const objectId = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Read access to the Git objects of a clone (work tree or bare); never its files. */
export function gitRepository(directory: string): Repository {
  return {
    list: (commit, paths) => listTree(directory, commit, paths),
    read: (blobs) => readBlobs(directory, blobs),
  };
}

async function listTree(directory: string, commit: string, paths: readonly string[]): Promise<TreeEntry[]> {
  if (paths.length === 0) return [];
  const names = paths.map((path) => path.replace(/\/+$/, ''));
  const args = ['ls-tree', '-r', '-z', '--full-tree', checkId(commit), '--', ...names];
  return splitNul(await runGit(directory, args)).map(parseTreeLine);
}

/** One line of `ls-tree -z`: `<mode> SP <type> SP <object> TAB <path>`. */
function parseTreeLine(line: string): TreeEntry {
  const tab = line.indexOf('\t');
  const [mode = '', , blob = ''] = line.slice(0, tab).split(' ');
  return { path: line.slice(tab + 1), mode, blob };
}

async function readBlobs(directory: string, blobs: readonly string[]): Promise<Map<string, Uint8Array>> {
  const wanted = [...new Set(blobs)].map(checkId);
  const objects = await readObjects(directory, wanted);
  return new Map(wanted.map((blob, index) => [blob, blobContent(blob, objects[index])]));
}

function blobContent(blob: string, object: GitObject | null | undefined): Uint8Array {
  if (object?.type === 'blob') return object.content;
  throw new CountersignError('git-failed', `blob ${blob} is not in this clone`, {
    hint: 'fetch the whole history (in a GitHub job: fetch-depth: 0)',
  });
}

export interface GitObject {
  readonly id: string;
  readonly type: string;
  readonly content: Uint8Array;
}

/** Objects by any name Git knows (`main:path`, `HEAD^{commit}`, ids), in order; null where there is none. One spawn. */
export async function readObjects(
  directory: string,
  names: readonly string[],
): Promise<(GitObject | null)[]> {
  if (names.length === 0) return [];
  return parseBatch(await runGit(directory, ['cat-file', '--batch'], { input: `${names.join('\n')}\n` }));
}

/** The same, while the program waits. */
export function readObjectsNow(directory: string, names: readonly string[]): (GitObject | null)[] {
  if (names.length === 0) return [];
  return parseBatch(runGitNow(directory, ['cat-file', '--batch'], { input: `${names.join('\n')}\n` }));
}

/** `<id> SP <type> SP <size> LF <contents> LF`, or a line of other words where there is no such object. */
function parseBatch(output: Buffer): (GitObject | null)[] {
  const objects: (GitObject | null)[] = [];
  for (let offset = 0; offset < output.length; ) {
    const end = output.indexOf(0x0a, offset);
    const [id = '', type = '', size = ''] = output.toString('latin1', offset, end).split(' ');
    offset = end + 1;
    if (/^\d+$/.test(size)) {
      objects.push({ id, type, content: output.subarray(offset, offset + Number(size)) });
      offset += Number(size) + 1;
    } else {
      objects.push(null);
    }
  }
  return objects;
}

/** Splits the NUL-ended records of a `-z` listing. */
export function splitNul(output: Buffer): string[] {
  const records = output.toString('utf8').split('\0');
  records.pop();
  return records;
}

/** Rejects anything but a full object id, of either hash. */
export function checkId(id: string): string {
  if (objectId.test(id)) return id;
  throw new CountersignError('git-failed', `${JSON.stringify(id)} is no object id`);
}
