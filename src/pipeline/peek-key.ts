import { hash } from 'node:crypto';
import { cursorOver, inside, octets, peekHeader } from '../pki/der.ts';

/**
 * SHA-256 of the public keys (SubjectPublicKeyInfo, lower-case hex) that a manifest may carry, at a few
 * microseconds instead of reading YAML and verifying a signature. Null means that a look cannot tell.
 *
 * What it guarantees: where reading the file in full finds a key, that key is in the list, or the list is null.
 * For `spec.request` is base64, which YAML can hold only in pieces with nothing but white space between them,
 * unless a backslash escapes some of it. So every long chain of such pieces in the text is decoded, those in
 * comments and other fields too, and each must be one plain PEM block of a CSR and nothing else.
 */
export function peekKeys(bytes: Uint8Array): readonly string[] | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  if (text.includes('\\')) return null;
  const keys: string[] = [];
  for (const chain of chainsOf(text)) {
    const spki = peekSpki(chain);
    if (spki === null) return null;
    keys.push(hash('sha256', spki, 'hex'));
  }
  return keys.length === 0 ? null : keys;
}

/** Shorter than any CSR in base64 of PEM: an empty subject, an Ed25519 key and no attributes make some 350 digits. */
const shortest = 200;

/** Long chains of base64 digits without the white space in them. */
function chainsOf(text: string): string[] {
  const chains: string[] = [];
  for (const { 0: chain, index } of text.matchAll(/[A-Za-z0-9+/=][A-Za-z0-9+/=\s]{199,}/g)) {
    // A word that a colon follows is the next field's name.
    const own = text[index + chain.length] === ':' ? chain.replace(/\S+$/, '') : chain;
    const digits = own.replace(/\s+/g, '');
    if (digits.length >= shortest) chains.push(digits);
  }
  return chains;
}

/** The one form that the reader of requests takes without a word (`request/csr-pem.ts`). */
const exactPem =
  /^\s*-----BEGIN CERTIFICATE REQUEST-----[ \t]*\r?\n([A-Za-z0-9+/=\s]*)\n-----END CERTIFICATE REQUEST-----\s*$/;

/** The SubjectPublicKeyInfo of a CSR in base64 of PEM; null where it is anything else. */
function peekSpki(digits: string): Uint8Array | null {
  if (digits.length % 4 !== 0 || !/^[^=]*={0,2}$/.test(digits)) return null;
  const body = exactPem.exec(Buffer.from(digits, 'base64').toString('latin1'))?.[1];
  return body === undefined ? null : spkiOf(Buffer.from(body, 'base64'));
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
