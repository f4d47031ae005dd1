import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CountersignError } from '../errors.ts';
import { formatManifest, type ManifestFields } from '../request/manifest.ts';

/** Throws `usage` where a request stands already and may not be replaced; asked before any key is made. */
export function refuseExisting(root: string, place: string, force: boolean): void {
  if (force || !existsSync(path.join(root, place))) return;
  throw new CountersignError('usage', `${place} exists already`, {
    hint: 'choose another name, or --force to replace it (its certificate stays valid until it ends)',
  });
}

/** Writes a request at its place below `root`. */
export function writeRequest(root: string, place: string, fields: ManifestFields): void {
  const file = path.join(root, place);
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, formatManifest(fields));
  } catch (cause) {
    throw new CountersignError('file-unwritable', `cannot write ${place}`, { cause });
  }
}

/** The commands that carry a new request to its owners. */
export function nextSteps(place: string): string {
  return [
    'Next:',
    `  countersign validate ${place}`,
    `  git add ${place} && git commit -m "Request ${path.basename(place, '.yaml')}" && git push`,
    '  then open a pull request: its approval and merge are the approval of the certificate.',
    '',
  ].join('\n');
}
