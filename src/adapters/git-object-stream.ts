import { CountersignError } from '../errors.ts';
import { spawnGit } from './git.ts';
import type { GitObject } from './git-objects.ts';

/** Objects by id, in the order of the ids, without holding more of them than asked for. */
export interface ObjectStream extends Disposable {
  /** The next object; null where there is none of its id. */
  next(): Promise<GitObject | null>;
}

/** Opens one `cat-file --batch` for ids. Git waits while nobody reads on. */
export function openObjectStream(directory: string, ids: readonly string[]): ObjectStream {
  const child = spawnGit(directory, ['cat-file', '--batch', '--buffer']);
  // A child that could not be started, or that ended early, shows as an end of its output.
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  child.stdin.end(`${ids.join('\n')}\n`);
  const chunks = child.stdout.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  let held: Buffer = Buffer.alloc(0);
  const hold = async (size: number): Promise<void> => {
    const parts = [held];
    for (let length = held.length; length < size; ) {
      const { value, done } = await chunks.next();
      if (done) throw new CountersignError('git-failed', 'git cat-file ended early', {});
      parts.push(value);
      length += value.length;
    }
    if (parts.length > 1) held = Buffer.concat(parts);
  };
  return {
    next: async () => {
      while (!held.includes(0x0a)) await hold(held.length + 1);
      const end = held.indexOf(0x0a);
      const [id = '', type = '', size = ''] = held.toString('latin1', 0, end).split(' ');
      held = held.subarray(end + 1);
      if (!/^\d+$/.test(size)) return null;
      const length = Number(size);
      await hold(length + 1);
      const content = held.subarray(0, length);
      held = held.subarray(length + 1);
      return { id, type, content };
    },
    [Symbol.dispose]: () => {
      child.kill();
    },
  };
}
