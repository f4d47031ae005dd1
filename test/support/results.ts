import { createHash } from 'node:crypto';
import { CountersignError } from '../../src/errors.ts';
import type { Results } from '../../src/pipeline/ports.ts';

type Files = ReadonlyMap<string, Uint8Array>;

interface Commit {
  readonly parent: string | null;
  readonly files: Files;
}

/** A results branch in memory, with the ways in which an attacker or a forge may change it. */
export interface MemoryResults extends Results {
  readonly files: () => Files;
  /** Messages of all commits made through the port, in order. */
  readonly messages: readonly string[];
  /** Somebody pushes: files written (null removes one). */
  push(files: Readonly<Record<string, Uint8Array | null>>): void;
  /** Somebody forces the branch back by a number of commits. */
  rewind(commits: number): void;
  /** The branch refuses every write from now on. */
  lock(): void;
}

export function memoryResults(): MemoryResults {
  const commits = new Map<string, Commit>();
  const messages: string[] = [];
  const seen = new Set<string>();
  let head: string | null = null;
  let isLocked = false;
  const filesOf = (commit: string | null): Files => (commit === null ? new Map() : at(commit).files);
  const at = (id: string): Commit => {
    const commit = commits.get(id);
    if (commit === undefined) throw new CountersignError('git-failed', `no commit ${id}`);
    return commit;
  };
  const ancestry = (id: string | null): string[] => {
    const line: string[] = [];
    for (let next = id; next !== null; next = at(next).parent) line.push(next);
    return line;
  };
  const append = (files: Files): string => {
    const id = createHash('sha1').update(`${head} ${commits.size}`).digest('hex');
    commits.set(id, { parent: head, files });
    head = id;
    return id;
  };
  const refuseLocked = (): void => {
    if (isLocked) throw new CountersignError('git-failed', 'git push: protected branch hook declined');
  };
  return {
    files: () => filesOf(head),
    messages,
    push: (changes) => {
      const files = new Map(filesOf(head));
      for (const [path, bytes] of Object.entries(changes))
        if (bytes === null) files.delete(path);
        else files.set(path, bytes);
      append(files);
    },
    rewind: (count) => {
      head = ancestry(head)[count] ?? null;
    },
    lock: () => {
      isLocked = true;
    },
    head: async () => head,
    read: async (id) => filesOf(id),
    history: async (id) => {
      const line = ancestry(id);
      const rewoundFrom = [...seen].findLast((each) => !line.includes(each)) ?? null;
      for (const each of line) seen.add(each);
      const known = new Set([...line, ...ancestry(rewoundFrom)]);
      return { paths: new Set([...known].flatMap((each) => [...at(each).files.keys()])), rewoundFrom };
    },
    checkWritable: async () => refuseLocked(),
    commit: async (expected, message, files) => {
      refuseLocked();
      if (expected !== head) throw new CountersignError('branch-moved', 'the branch is elsewhere by now');
      messages.push(message);
      return append(new Map([...filesOf(head), ...files]));
    },
  };
}
