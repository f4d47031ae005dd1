import { CountersignError } from '../errors.ts';
import type { SourceFile } from '../model.ts';
import type { Results } from '../pipeline/ports.ts';

/**
 * The current certificate of an issued request by its name, `cluster/namespace/name` or any unique tail of it.
 * Throws `usage` where nothing, or more than one thing, has that name.
 */
export async function findIssued(results: Results, name: string): Promise<SourceFile> {
  const head = await results.head();
  const files: ReadonlyMap<string, Uint8Array> = head === null ? new Map() : await results.read(head);
  const found = [...files.keys()]
    .filter((path) => isCurrent(path, files))
    .filter((path) => nameOf(path) === name || nameOf(path).endsWith(`/${name}`));
  const [path, ...others] = found;
  if (path === undefined) {
    throw new CountersignError('usage', `there is no file and no certificate ${JSON.stringify(name)}`, {
      hint: 'countersign status lists what was issued',
    });
  }
  if (others.length > 0) {
    throw new CountersignError('usage', `several certificates are called ${JSON.stringify(name)}`, {
      hint: `say which: ${found.map(nameOf).join(', ')}`,
    });
  }
  return { path, bytes: files.get(path) ?? new Uint8Array(), mode: null, blob: null };
}

/** `certificates/prod/a/web.crt` is `prod/a/web`. */
const nameOf = (path: string): string => path.replace(/^certificates\/|\.crt$/g, '');

/** Below the current `web.crt` lies, for each issuance, `web/<serial>.crt`. */
function isCurrent(path: string, files: ReadonlyMap<string, Uint8Array>): boolean {
  return path.endsWith('.crt') && !files.has(`${path.slice(0, path.lastIndexOf('/'))}.crt`);
}
