/** Runs `policy` in this process, in repositories of its own. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Terminal } from '../../src/adapters/terminal.ts';
import { runCommandLine } from '../../src/cli/run.ts';
import { makeScratch, type Scratch } from '../support/scratch.ts';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const load = (name: string): string => readFileSync(path.join(root, name), 'utf8');
export const cart = 'requests/demo/shop/cart.yaml';

export async function run(cwd: string, ...argv: readonly string[]) {
  const written = { stdout: '', stderr: '' };
  const writer = (to: keyof typeof written) => ({
    write: (text: string) => {
      written[to] += text;
    },
    isTty: false,
  });
  const io: Terminal = {
    stdout: writer('stdout'),
    stderr: writer('stderr'),
    readStdin: () => Buffer.from(load(cart)),
    env: {},
    cwd,
    colour: false,
    columns: 80,
    now: () => new Date('2026-11-22T12:00:00Z'),
  };
  const status = await runCommandLine(['policy', ...argv], io);
  return { status, ...written };
}

/** A repository with the project's policy, one text in place of another, and one request. */
export function repository(old = '', by = ''): Scratch {
  const scratch = makeScratch();
  scratch.write(
    '.github/countersign.yaml',
    load('.github/countersign.yaml').replace(old, () => by),
  );
  scratch.write('.github/CODEOWNERS', '* @ada @ben\n');
  scratch.write(cart, load(cart));
  return scratch;
}
