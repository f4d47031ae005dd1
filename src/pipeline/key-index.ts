import type { SourceFile } from '../model.ts';
import { cursorOver, inside, octets, peekHeader } from '../pki/der.ts';
import { formatSubject, type KeyHolder, type KeyIndex } from '../policy/never.ts';
import { readRequest } from '../request/read.ts';
import type { RequestReading } from '../request/request.ts';

/** A request that carries a key; its subject is read only where somebody asks. */
interface Carrier {
  readonly path: string;
  readonly subject: () => string | null;
}

/** Holders named at most: three show that a key is not one's own, and a thousand copies cost no more. */
const maxHolders = 3;

/**
 * Finds, for each reading, who else holds its key: among the readings themselves and among the files that the
 * change leaves alone. Of these, only the few that do hold such a key are read in full.
 */
export function findHolders(
  readings: readonly RequestReading[],
  others: readonly SourceFile[],
): (reading: RequestReading) => KeyIndex {
  const index = indexKeys(readings.length === 0 ? [] : others);
  for (const { file, partial } of readings) {
    const { csr } = partial;
    if (csr === null) continue;
    addTo(index, keyText(csr.key.spki), { path: file.path, subject: () => formatSubject(csr.subject) });
  }
  return ({ file, partial: { csr } }) => {
    const holders = csr === null ? [] : holdersOf(index.get(keyText(csr.key.spki)) ?? [], file.path);
    return new Map(csr === null || holders.length === 0 ? [] : [[csr.key.spkiSha256, holders]]);
  };
}

function holdersOf(carriers: readonly Carrier[], own: string): KeyHolder[] {
  const holders: KeyHolder[] = [];
  for (const { path, subject } of carriers) {
    if (holders.length === maxHolders) break;
    const text = path === own ? null : subject();
    if (text !== null) holders.push({ path, subject: text });
  }
  return holders;
}

function readSubject(file: SourceFile): string | null {
  const { csr } = readRequest(file, { layout: false }).partial;
  return csr === null ? null : formatSubject(csr.subject);
}

/**
 * Public key → files that carry it, for thousands of files at a few microseconds each. These are the files
 * that a change leaves alone: they were judged when they came, so that what cannot be read here is skipped.
 */
function indexKeys(files: readonly SourceFile[]): Map<string, Carrier[]> {
  const index = new Map<string, Carrier[]>();
  for (const file of files) {
    const spki = peekSpki(file.bytes);
    if (spki !== null) addTo(index, keyText(spki), { path: file.path, subject: () => readSubject(file) });
  }
  return index;
}

function addTo(index: Map<string, Carrier[]>, key: string, carrier: Carrier): void {
  const carriers = index.get(key);
  if (carriers === undefined) index.set(key, [carrier]);
  else carriers.push(carrier);
}

/** How a key is named in the index. */
function keyText(spki: Uint8Array): string {
  return Buffer.from(spki.buffer, spki.byteOffset, spki.byteLength).toString('base64');
}

/** Base64 of `-----BEGIN`, as far as it is the same whatever follows: strict PEM has nothing before it. */
const pemInBase64 = Buffer.from('LS0tLS1CRUdJT');

/** The SubjectPublicKeyInfo of the first CSR in a manifest, without reading YAML; null where there is none. */
function peekSpki(bytes: Uint8Array): Uint8Array | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = text.indexOf(pemInBase64);
  if (start < 0) return null;
  const pem = Buffer.from(base64At(text.toString('latin1', start)), 'base64').toString('latin1');
  const body = pem.slice(pem.indexOf('\n') + 1, pem.indexOf('-----END'));
  return spkiOf(Buffer.from(body, 'base64'));
}

/** The base64 that begins a text, over line breaks; what follows its padding or the next key is not of interest. */
function base64At(text: string): string {
  return /^[A-Za-z0-9+/=\s]*/.exec(text)?.[0].replace(/\s+/g, '') ?? '';
}

/** CertificationRequest.certificationRequestInfo: version, subject, subjectPKInfo (RFC 2986 section 4.1). */
function spkiOf(der: Uint8Array): Uint8Array | null {
  let cursor = cursorOver(der);
  for (let depth = 0; depth < 2; depth += 1) {
    const element = peekHeader(cursor);
    if (typeof element === 'string' || element.end > cursor.end) return null;
    cursor = inside(cursor, element);
  }
  for (let field = 0; ; field += 1) {
    const element = peekHeader(cursor);
    if (typeof element === 'string' || element.end > cursor.end) return null;
    if (field === 2) return octets(cursor, element);
    cursor.at = element.end;
  }
}
