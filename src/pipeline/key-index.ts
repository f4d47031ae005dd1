import type { SourceFile } from '../model.ts';
import { formatSubject, type KeyHolder, type KeyIndex } from '../policy/never.ts';
import { readRequest } from '../request/read.ts';
import type { RequestReading } from '../request/request.ts';
import { peekKeys } from './peek-key.ts';

/** A request that carries a key. */
export interface KeyUse extends KeyHolder {
  /** Lower-case hex SHA-256 of the SubjectPublicKeyInfo. */
  readonly spkiSha256: string;
}

/** Holders named at most: three show that a key is not one's own, and a thousand copies cost no more. */
const maxHolders = 3;

/** Public key → who carries it; of each key at most `maxHolders` and one more, since nobody is told of himself. */
export type Holders = ReadonlyMap<string, readonly KeyHolder[]>;

/** The key that a request carries; null where it has no CSR that a cluster would take. */
export function keyUseOf({ file, partial: { csr } }: RequestReading): KeyUse | null {
  if (csr === null) return null;
  return { spkiSha256: csr.key.spkiSha256, path: file.path, subject: formatSubject(csr.subject) };
}

/** Who holds which of the keys of some requests: files that the change leaves alone first, then these requests. */
export function findHolders(uses: readonly KeyUse[], others: Iterable<SourceFile>): Holders {
  const holders = openHolders(uses);
  for (const file of others) addFile(holders, file);
  addUses(holders, uses);
  return holders;
}

/** Holders while they are gathered. */
export type OpenHolders = ReadonlyMap<string, KeyHolder[]>;

/** Nobody yet, for each of the keys that count. */
export function openHolders(uses: readonly KeyUse[]): OpenHolders {
  return new Map(uses.map(({ spkiSha256 }) => [spkiSha256, []]));
}

export function addUses(holders: OpenHolders, uses: readonly KeyUse[]): void {
  for (const { spkiSha256, path, subject } of uses) addTo(holders, spkiSha256, { path, subject });
}

/**
 * Adds a file to the holders of its key, where that is among those that count. Nearly every file is settled by a
 * look at its bytes; it is read in full where that is not certain, or where it does carry such a key.
 */
export function addFile(holders: OpenHolders, file: SourceFile): void {
  const peeked = peekKeys(file.bytes);
  const wanted = (spkiSha256: string): boolean =>
    (holders.get(spkiSha256)?.length ?? maxHolders) < maxHolders;
  if (peeked !== null && !peeked.some(wanted)) return;
  const use = keyUseOf(readRequest(file, { layout: false }));
  if (use !== null) addTo(holders, use.spkiSha256, { path: use.path, subject: use.subject });
}

function addTo(holders: OpenHolders, spkiSha256: string, holder: KeyHolder): void {
  const known = holders.get(spkiSha256);
  if (known !== undefined && known.length <= maxHolders) known.push(holder);
}

/** What one request is told: who else holds its key. */
export function holdersFor(holders: Holders, { file, partial: { csr } }: RequestReading): KeyIndex {
  const known = csr === null ? [] : (holders.get(csr.key.spkiSha256) ?? []);
  const others = known.filter(({ path }) => path !== file.path).slice(0, maxHolders);
  return new Map(csr === null || others.length === 0 ? [] : [[csr.key.spkiSha256, others]]);
}
