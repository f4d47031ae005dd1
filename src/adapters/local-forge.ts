import type { Forge, TreeEntry } from '../pipeline/ports.ts';
import { fetchTip } from './git-remote.ts';

export interface LocalForge {
  /** A clone, work tree or bare, that receives the objects of the tip. */
  readonly directory: string;
  /** Path, URL or the name of a remote of the clone. */
  readonly remote: string;
  /** What is known of merged pull requests. */
  readonly find: (entry: TreeEntry) => Found;
}

type Found = Awaited<ReturnType<Forge['evidence']>> extends ReadonlyMap<string, infer Each> ? Each : never;

/**
 * A bare Git repository in a forge's place: the tip is what the remote says at this moment, and the reviews are a
 * file's, whose evidence counts for the embedded cluster only.
 */
export function localForge({ directory, remote, find }: LocalForge): Forge {
  return {
    tip: async () => (await fetchTip(directory, remote)).commit,
    evidence: async (_tip, entries) => new Map(entries.map((entry) => [entry.path, find(entry)])),
  };
}
