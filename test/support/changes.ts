import { readChange } from '../../src/adapters/git-change.ts';
import type { ProposedChange } from '../../src/pipeline/ports.ts';
import { makeScratch, type Scratch } from './scratch.ts';

export const policyPath = '.github/countersign.yaml';

export function read(scratch: Scratch, more: Partial<Parameters<typeof readChange>[0]> = {}): ProposedChange {
  return readChange({ directory: scratch.directory, base: null, head: null, also: [], policyPath, ...more });
}

export const text = (bytes: Uint8Array | undefined): string | null =>
  bytes ? Buffer.from(bytes).toString() : null;

/** `path: before → after`, contents and modes. */
export function brief(change: ProposedChange): string[] {
  return change.files.map(({ path, before, after }) => {
    const side = (file: typeof before) => (file === null ? '-' : `${file.mode} ${text(file.bytes)}`);
    return `${path}: ${side(before)} → ${side(after)}`;
  });
}

export function withTwoRequests(): Scratch {
  const scratch = makeScratch();
  scratch.write(policyPath, 'version: 1\n');
  scratch.write('requests/a.yaml', 'a');
  scratch.write('requests/b.yaml', 'b');
  scratch.commit();
  return scratch;
}
