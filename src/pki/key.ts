/**
 * Public keys: SubjectPublicKeyInfo → PublicKey, as Go's `crypto/x509.parsePublicKey` reads it. The algorithm is
 * decided by OID and parameters and the curve by its name, never by node:crypto, which calls explicit parameters
 * `prime256v1` and takes keys that Go does not.
 */
import { createPublicKey, hash, type KeyObject } from 'node:crypto';
import type { PublicKey } from '../model.ts';
import { type Algorithm, readAlgorithm } from './algorithm.ts';
import { takeElement, takeInteger, takeOid } from './cryptobyte.ts';
import {
  type Cursor,
  contents,
  cursorOver,
  DerFault,
  decodeBitString,
  decodeUnsigned,
  inside,
  isAtEnd,
  octets,
  rightAligned,
  tags,
} from './der.ts';
import { type Field, fields, readField } from './field.ts';
import { oids } from './oids.ts';
import { encodeBitString, encodeSequence, encodeUnsigned } from './tlv.ts';

const spkiField: Field = { tag: tags.sequence, constructed: true, goType: 'publicKeyInfo' };

/** Keys with a longer modulus are not verified: OpenSSL's own bound. No policy allows more than 4096 bits. */
export const maxRsaBits = 16_384;

/** A key as read: `publicKey` is null for kinds that Go parses or passes over and then cannot verify with. */
export interface KeyReading {
  readonly publicKey: PublicKey | null;
  /** The key for node:crypto, encoded anew from what was decoded; null where `publicKey` is. */
  readonly verifier: KeyObject | null;
  /** Whether the RSA modulus is even, which Go refuses when it verifies. */
  readonly evenModulus: boolean;
  /** Whether there were octets that Go reads past. */
  readonly ignoredOctets: boolean;
}

/** The parts of a SubjectPublicKeyInfo. */
export interface RawKey {
  /** The DER as received. */
  readonly spki: Uint8Array;
  readonly algorithm: Algorithm;
  /** The subjectPublicKey, right-aligned. */
  readonly bits: Uint8Array;
  /** Whether elements followed that Go does not read. */
  readonly ignoredOctets: boolean;
}

interface Curve {
  readonly name: string;
  readonly goName: string;
  readonly bits: number;
  /** DER of the SubjectPublicKeyInfo up to the point. */
  readonly prefix: Buffer;
}

const curve = (name: string, bits: number, prefix: string): Curve => ({
  name: `ECDSA-${name}`,
  goName: name.replace('-', ''),
  bits,
  prefix: Buffer.from(prefix, 'hex'),
});

/** Named curves of RFC 5480 that Go knows. */
const curves: Readonly<Record<string, Curve>> = {
  '1.3.132.0.33': curve('P224', 224, '304e301006072a8648ce3d020106052b81040021033a00'),
  '1.2.840.10045.3.1.7': curve('P256', 256, '3059301306072a8648ce3d020106082a8648ce3d030107034200'),
  '1.3.132.0.34': curve('P384', 384, '3076301006072a8648ce3d020106052b81040022036200'),
  '1.3.132.0.35': curve('P521', 521, '30819b301006072a8648ce3d020106052b8104002303818600'),
};

const ed25519Prefix = Buffer.from('302a300506032b6570032100', 'hex');
const rsaAlgorithm = Buffer.from('300d06092a864886f70d0101010500', 'hex');

/** Reads the parts of a SubjectPublicKeyInfo as `encoding/asn1` does; throws `DerFault`. */
export function readSpki(cursor: Cursor): RawKey {
  const element = readField(cursor, spkiField);
  const inner = inside(cursor, element);
  const algorithm = readAlgorithm(inside(inner, readField(inner, fields.algorithm)));
  const bits = rightAligned(decodeBitString(contents(inner, readField(inner, fields.bitString))));
  const ignoredOctets = algorithm.ignoredOctets || !isAtEnd(inner);
  return { spki: octets(cursor, element), algorithm, bits, ignoredOctets };
}

export type PublicKeyReading =
  | { readonly key: PublicKey; readonly fault: null }
  | { readonly key: null; readonly fault: string };

/** Decodes the DER of a SubjectPublicKeyInfo, or says in Go's words why the cluster could not use it. */
export function decodePublicKey(spki: Uint8Array): PublicKeyReading {
  try {
    const { publicKey } = interpretKey(readSpki(cursorOver(spki)));
    if (publicKey !== null) return { key: publicKey, fault: null };
    return { key: null, fault: 'x509: unknown public key algorithm' };
  } catch (error) {
    if (error instanceof DerFault) return { key: null, fault: error.message };
    throw error;
  }
}

/** Judges a key whose parts are read already; throws `DerFault` where Go's parser refuses. */
export function interpretKey(raw: RawKey): KeyReading {
  switch (raw.algorithm.oid) {
    case oids.rsaEncryption:
      return rsaKey(raw);
    case oids.ecPublicKey:
      return ecKey(raw);
    case oids.ed25519:
      return ed25519Key(raw);
    case oids.dsa:
      checkDsa(raw);
      return unusable(raw);
    default:
      return unusable(raw);
  }
}

function unusable(raw: RawKey): KeyReading {
  const { ignoredOctets } = raw;
  return { publicKey: null, verifier: null, evenModulus: false, ignoredOctets };
}

function usable(
  raw: RawKey,
  facts: Omit<PublicKey, 'spki' | 'spkiSha256'>,
  verifier: KeyObject | null,
): KeyReading {
  const spkiSha256 = hash('sha256', raw.spki, 'hex');
  const publicKey = { ...facts, spki: raw.spki, spkiSha256 };
  return { ...unusable(raw), publicKey, verifier };
}

function rsaKey(raw: RawKey): KeyReading {
  const { parameters } = raw.algorithm;
  if (parameters === null || parameters.length !== 2 || parameters[0] !== tags.null || parameters[1] !== 0) {
    throw keyFault('x509: RSA key missing NULL parameters');
  }
  const outer = cursorOver(raw.bits);
  const sequence = takeElement(outer, 0x30);
  if (sequence === null) throw keyFault('x509: invalid RSA public key');
  const inner = inside(outer, sequence);
  const modulus = takeInteger(inner);
  if (modulus === null) throw keyFault('x509: invalid RSA modulus');
  const exponent = takeInteger(inner);
  if (exponent === null || exponent.length > 8) throw keyFault('x509: invalid RSA public exponent');
  const n = checkPositive(modulus, 'x509: RSA modulus is not a positive number');
  const e = checkPositive(exponent, 'x509: RSA public exponent is not a positive number');
  const bits = bitLength(n);
  const facts = {
    algorithm: 'RSA',
    bits,
    name: `RSA-${bits}`,
    exponent: decodeUnsigned(e).toString(),
  } as const;
  const verifier = bits <= maxRsaBits ? rsaVerifier(n, e) : null;
  return {
    ...usable(raw, facts, verifier),
    evenModulus: ((n.at(-1) ?? 0) & 1) === 0,
    ignoredOctets: raw.ignoredOctets || !isAtEnd(inner) || !isAtEnd(outer),
  };
}

/** The magnitude without its leading zero; throws where the number is zero or negative. */
function checkPositive(body: Uint8Array, fault: string): Uint8Array {
  const [first] = body;
  if (first === undefined || first >= 0x80 || (first === 0 && body.length === 1)) throw keyFault(fault);
  return first === 0 ? body.subarray(1) : body;
}

function bitLength(magnitude: Uint8Array): number {
  return magnitude.length * 8 - (Math.clz32(magnitude[0] ?? 0) - 24);
}

function rsaVerifier(modulus: Uint8Array, exponent: Uint8Array): KeyObject | null {
  const key = encodeSequence([encodeUnsigned(modulus), encodeUnsigned(exponent)]);
  return importSpki(encodeSequence([rsaAlgorithm, encodeBitString(key)]));
}

function ecKey(raw: RawKey): KeyReading {
  const named = curves[namedCurveOid(raw.algorithm.parameters)];
  if (named === undefined) throw keyFault('x509: unsupported elliptic curve');
  if (raw.bits[0] !== 4) throw keyFault('ecdsa: invalid uncompressed public key');
  if (raw.bits.length !== 1 + 2 * Math.ceil(named.bits / 8)) {
    throw keyFault(`invalid ${named.goName} point encoding`);
  }
  const verifier = importSpki(Buffer.concat([named.prefix, raw.bits]));
  if (verifier === null) throw keyFault(`${named.goName} point not on curve`);
  const facts = { algorithm: 'ECDSA', bits: named.bits, name: named.name, exponent: null } as const;
  return usable(raw, facts, verifier);
}

function namedCurveOid(parameters: Uint8Array | null): string {
  const oid = takeOid(cursorOver(parameters ?? new Uint8Array()));
  if (oid === null) throw keyFault('x509: invalid ECDSA parameters');
  return oid;
}

function ed25519Key(raw: RawKey): KeyReading {
  if (raw.algorithm.parameters !== null) throw keyFault('x509: Ed25519 key encoded with illegal parameters');
  if (raw.bits.length !== 32) throw keyFault('x509: wrong Ed25519 public key size');
  const verifier = importSpki(Buffer.concat([ed25519Prefix, raw.bits]));
  return usable(raw, { algorithm: 'Ed25519', bits: 256, name: 'Ed25519', exponent: null }, verifier);
}

/** Go parses DSA keys, and so refuses broken ones in other words than whole ones. */
function checkDsa(raw: RawKey): void {
  const y = takeInteger(cursorOver(raw.bits));
  if (y === null) throw keyFault('x509: invalid DSA public key');
  const outer = cursorOver(raw.algorithm.parameters ?? new Uint8Array());
  const sequence = takeElement(outer, 0x30);
  const inner = sequence === null ? outer : inside(outer, sequence);
  const numbers = [takeInteger(inner), takeInteger(inner), takeInteger(inner)];
  if (sequence === null || numbers.includes(null)) throw keyFault('x509: invalid DSA parameters');
  for (const number of [y, ...numbers]) {
    checkPositive(number ?? new Uint8Array(), 'x509: zero or negative DSA parameter');
  }
}

/**
 * Null where OpenSSL takes the key for none. Node finds out what it was given by an error that it throws and catches;
 * without a stack trace in that, the import takes half the time (decision 11).
 */
function importSpki(spki: Buffer): KeyObject | null {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return createPublicKey({ key: spki, format: 'der', type: 'spki' });
  } catch {
    return null;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function keyFault(message: string): DerFault {
  return new DerFault(message, 'key.unusable');
}
