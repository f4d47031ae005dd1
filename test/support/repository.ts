import { createHash } from 'node:crypto';
import { CountersignError } from '../../src/errors.ts';
import type { Repository, TreeEntry } from '../../src/pipeline/ports.ts';

interface MemoryFile {
  readonly mode: string;
  readonly blob: string;
}

/** A repository in memory: commits in a row, each a whole tree. */
export interface MemoryRepository extends Repository {
  /** Writes files (null removes one) on top of the tip and returns the new commit. */
  commit(files: Readonly<Record<string, string | null>>, mode?: string): string;
  tip(): string;
  /** What a path is at the tip. */
  entry(path: string): TreeEntry;
}

export function memoryRepository(): MemoryRepository {
  const trees = new Map<string, ReadonlyMap<string, MemoryFile>>();
  const blobs = new Map<string, Uint8Array>();
  let tip = '';
  const treeOf = (commit: string): ReadonlyMap<string, MemoryFile> => {
    const tree = trees.get(commit);
    if (tree === undefined) throw new CountersignError('git-failed', `no commit ${commit}`);
    return tree;
  };
  return {
    tip: () => tip,
    commit: (files, mode = '100644') => {
      const tree = new Map(trees.get(tip) ?? []);
      for (const [path, text] of Object.entries(files)) {
        if (text === null) tree.delete(path);
        else tree.set(path, { mode, blob: store(blobs, Buffer.from(text)) });
      }
      tip = sha1(`commit ${tip} ${trees.size}`);
      trees.set(tip, tree);
      return tip;
    },
    entry: (path) => {
      const file = treeOf(tip).get(path);
      if (file === undefined) throw new Error(`no file ${path}`);
      return { path, ...file };
    },
    list: async (commit, paths) =>
      [...treeOf(commit)]
        .filter(([path]) => paths.some((wanted) => path === wanted || path.startsWith(`${wanted}/`)))
        .map(([path, file]) => ({ path, ...file })),
    read: async (wanted) => new Map(wanted.map((blob) => [blob, read(blobs, blob)])),
  };
}

function store(blobs: Map<string, Uint8Array>, bytes: Uint8Array): string {
  const blob = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
  blobs.set(blob, bytes);
  return blob;
}

function read(blobs: ReadonlyMap<string, Uint8Array>, blob: string): Uint8Array {
  const bytes = blobs.get(blob);
  if (bytes === undefined) throw new CountersignError('git-failed', `no blob ${blob}`);
  return bytes;
}

const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex');
