import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CountersignError } from '../errors.ts';
import { formatManifest, type ManifestFields } from '../request/manifest.ts';

/** Writes a request at its place below `root`; throws `usage` rather than overwrite one without `force`. */
export function writeRequest(root: string, place: string, fields: ManifestFields, force: boolean): void {
  const file = path.join(root, place);
  if (existsSync(file) && !force) {
    throw new CountersignError('usage', `${place} exists already`, {
      hint: 'choose another name, or --force to replace it (its certificate stays valid until it ends)',
    });
  }
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
