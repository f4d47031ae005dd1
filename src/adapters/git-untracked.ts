import { accessSync, constants, lstatSync } from 'node:fs';
import { join } from 'node:path';

/** Untracked files outside `requests/` that are looked at: so many of them, and none larger. Keys are small. */
const maxFiles = 1000;
const maxBytes = 256 * 1024;

export interface Untracked {
  /** Paths of the files to look at. */
  readonly paths: readonly string[];
  /** How many more there are that Git would add too. */
  readonly left: number;
}

/**
 * Chooses among the files that Git would add if told to: every one below `requests/`, and of the others, which
 * matter only if they hold a private key, those whose names say so first.
 */
export function chooseUntracked(directory: string, untracked: readonly string[]): Untracked {
  const requests = untracked.filter((path) => path.startsWith('requests/'));
  const others = untracked.filter((path) => !path.startsWith('requests/'));
  const likely = others.filter((path) => speaksOfKeys.test(path));
  const ordered = others.length <= maxFiles ? others : [...new Set([...likely, ...others])];
  const looked = ordered.slice(0, maxFiles).filter((path) => isWorthReading(join(directory, path)));
  return { paths: [...requests, ...looked], left: Math.max(0, others.length - maxFiles) };
}

const speaksOfKeys = /\.(?:key|pem|p12|pfx|p8|jwk|ppk)$|key|secret|kubeconfig|\.github\/countersign/i;

/** What this user cannot read, Git could not add either. */
function isWorthReading(full: string): boolean {
  const stat = lstatSync(full, { throwIfNoEntry: false });
  if (stat === undefined || stat.isDirectory() || stat.size > maxBytes) return false;
  if (stat.isSymbolicLink()) return true;
  try {
    accessSync(full, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
