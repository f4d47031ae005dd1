import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** The UTF-8 bytes of a value's RFC 8785 form: one text for one meaning, so that it can be digested and signed. */
export function canonicalBytes(value: object): Uint8Array {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('the value has no JSON form');
  return new TextEncoder().encode(text);
}

/** Lower-case hex SHA-256. */
export function sha256Hex(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex');
}

/** Digest of a value's RFC 8785 form, lower-case hex SHA-256. */
export function digestOf(value: object): string {
  return sha256Hex(canonicalBytes(value));
}
