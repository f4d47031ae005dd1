import { accessSync, constants } from 'node:fs';
import path from 'node:path';

let found: string | null = null;

/**
 * Where Git is. Only absolute folders of PATH count: a relative one would find a program of that name inside the
 * repository we look at. Looking once also spares every later run the search. `git` where there is none, so that
 * starting it says so.
 */
export function gitProgram(): string {
  found ??= findProgram('git', process.env['PATH'] ?? '');
  return found;
}

/** The first executable of that name in the absolute folders of a PATH; the bare name on Windows or where none is. */
export function findProgram(name: string, folders: string): string {
  if (process.platform === 'win32') return name;
  const places = folders.split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return places.map((folder) => path.join(folder, name)).find(isExecutable) ?? name;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
