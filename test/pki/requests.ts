/** Requests built field by field over a key of the test's own, good signature included. */
import assert from 'node:assert/strict';
import { type CsrConcern, readCsr } from '../../src/pki/csr.ts';
import { createKey, publicKeyOf } from '../../src/pki/keys.ts';
import { encodeName } from '../../src/pki/name-writer.ts';
import { encodeOid, encodeSequence, encodeTlv } from '../../src/pki/tlv.ts';
import { signRequest } from './mutations.ts';

const key = createKey('Ed25519');
export const { spki } = publicKeyOf(key);
export const text = (value: string): Uint8Array => Buffer.from(value, 'utf8');

export function concernsOf(tbs: Uint8Array): readonly CsrConcern[] {
  const { csr, fault, concerns } = readCsr(signRequest(tbs, key));
  assert.equal(fault, null, 'the cluster takes it');
  assert.ok(csr);
  return concerns;
}

export const codesOf = (tbs: Uint8Array): string[] => concernsOf(tbs).map((one) => one.code);

/** A request info with these parts instead of the usual ones. */
export function requestInfo(parts: {
  version?: number;
  subject?: Uint8Array;
  attributes?: readonly Uint8Array[];
  after?: Uint8Array;
}): Uint8Array {
  return encodeSequence([
    encodeTlv(0x02, Uint8Array.of(parts.version ?? 0)),
    parts.subject ?? encodeSequence([]),
    spki,
    encodeTlv(0xa0, Buffer.concat(parts.attributes ?? [])),
    parts.after ?? new Uint8Array(),
  ]);
}

export const attribute = (oid: string, ...values: Uint8Array[]): Uint8Array =>
  encodeSequence([encodeOid(oid), encodeTlv(0x31, Buffer.concat(values))]);
export const extensionRequest = '1.2.840.113549.1.9.14';
export const extension = (oid: string, value: Uint8Array): Uint8Array =>
  encodeSequence([encodeOid(oid), encodeTlv(0x04, value)]);
export const withExtension = (oid: string, value: Uint8Array): Uint8Array =>
  requestInfo({ attributes: [attribute(extensionRequest, encodeSequence([extension(oid, value)]))] });
export const subject = (...pairs: [string, string][]): Uint8Array =>
  encodeName(pairs.map(([oid, value]) => [{ oid, value }]));
export const cn = '2.5.4.3';
export const san = (value: string): Uint8Array => encodeSequence([encodeTlv(0x82, text(value))]);
