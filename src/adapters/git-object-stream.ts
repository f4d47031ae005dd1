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
  const readOn = async (): Promise<Buffer> => {
    const { value, done } = await chunks.next();
    if (done) throw new CountersignError('git-failed', 'git cat-file ended early');
    return value;
  };
  /** Exactly so many octets; they are copied only where they lie in several chunks. */
  const take = async (size: number): Promise<Buffer> => {
    if (held.length < size) {
      const whole = Buffer.allocUnsafeSlow(size);
      let at = held.copy(whole);
      while (at < size) {
        const chunk = await readOn();
        const copied = chunk.copy(whole, at);
        at += copied;
        held = chunk.subarray(copied);
      }
      return whole;
    }
    const taken = held.subarray(0, size);
    held = held.subarray(size);
    return taken;
  };
  const takeLine = async (): Promise<string> => {
    let line = '';
    for (;;) {
      const end = held.indexOf(0x0a);
      line += held.toString('latin1', 0, end < 0 ? held.length : end);
      held = end < 0 ? await readOn() : held.subarray(end + 1);
      if (end >= 0) return line;
    }
  };
  return {
    next: async () => {
      const [id = '', type = '', size = ''] = (await takeLine()).split(' ');
      if (!/^\d+$/.test(size)) return null;
      const content = await take(Number(size));
      await take(1);
      return { id, type, content };
    },
    [Symbol.dispose]: () => {
      child.kill();
    },
  };
}
