/**
 * Signature algorithms: decided by OID and parameters with a list of our own, as Go's `crypto/x509` decides
 * (`getSignatureAlgorithmFromAI`, `checkSignature`); only then does node:crypto verify, over the bytes received.
 */
import { constants, verify } from 'node:crypto';
import type { FindingCode } from '../finding-codes.ts';
import type { SignatureAlgorithm } from '../model.ts';
import type { Algorithm } from './algorithm.ts';
import { takeElement, takeInteger } from './cryptobyte.ts';
import { type Cursor, cursorOver, inside, isAtEnd } from './der.ts';
import { type KeyReading, maxRsaBits } from './key.ts';
import { oids } from './oids.ts';
import { readPssHash } from './pss.ts';

/** What Go knows of a signature algorithm. */
export interface Scheme {
  /** `SHA256-RSA`, as Go prints it. */
  readonly name: string;
  /** Name for node:crypto; null where the algorithm hashes by itself. */
  readonly hash: string | null;
  readonly keyKind: 'RSA' | 'DSA' | 'ECDSA' | 'Ed25519';
  /** Octets of salt for RSA-PSS, null for every other scheme. */
  readonly saltOctets: number | null;
}

const scheme = (name: string, keyKind: Scheme['keyKind'], hash: string | null): Scheme => ({
  name,
  hash,
  keyKind,
  saltOctets: null,
});

const pss = (bits: number): Scheme => ({
  name: `SHA${bits}-RSAPSS`,
  hash: `sha${bits}`,
  keyKind: 'RSA',
  saltOctets: bits / 8,
});

const schemes: Readonly<Record<string, Scheme>> = {
  '1.2.840.113549.1.1.4': scheme('MD5-RSA', 'RSA', 'md5'),
  '1.2.840.113549.1.1.5': scheme('SHA1-RSA', 'RSA', 'sha1'),
  '1.3.14.3.2.29': scheme('SHA1-RSA', 'RSA', 'sha1'),
  '1.2.840.113549.1.1.11': scheme('SHA256-RSA', 'RSA', 'sha256'),
  '1.2.840.113549.1.1.12': scheme('SHA384-RSA', 'RSA', 'sha384'),
  '1.2.840.113549.1.1.13': scheme('SHA512-RSA', 'RSA', 'sha512'),
  '1.2.840.10040.4.3': scheme('DSA-SHA1', 'DSA', 'sha1'),
  '2.16.840.1.101.3.4.3.2': scheme('DSA-SHA256', 'DSA', 'sha256'),
  '1.2.840.10045.4.1': scheme('ECDSA-SHA1', 'ECDSA', 'sha1'),
  '1.2.840.10045.4.3.2': scheme('ECDSA-SHA256', 'ECDSA', 'sha256'),
  '1.2.840.10045.4.3.3': scheme('ECDSA-SHA384', 'ECDSA', 'sha384'),
  '1.2.840.10045.4.3.4': scheme('ECDSA-SHA512', 'ECDSA', 'sha512'),
  [oids.ed25519]: scheme('Ed25519', 'Ed25519', null),
};

const pssSchemes: Readonly<Record<string, Scheme>> = {
  '2.16.840.1.101.3.4.2.1': pss(256),
  '2.16.840.1.101.3.4.2.2': pss(384),
  '2.16.840.1.101.3.4.2.3': pss(512),
};

const rsaPss = '1.2.840.113549.1.1.10';

/** The scheme an AlgorithmIdentifier names, or null where Go knows none. Go reads parameters only of these two. */
export function schemeOf(algorithm: Algorithm): Scheme | null {
  if (algorithm.oid === rsaPss) {
    const hash = readPssHash(algorithm.parameters);
    const found = hash === null ? undefined : pssSchemes[hash.oid];
    return found !== undefined && found.saltOctets === hash?.saltOctets ? found : null;
  }
  if (algorithm.oid === oids.ed25519 && algorithm.parameters !== null) return null;
  return schemes[algorithm.oid] ?? null;
}

/** Formats an algorithm for people: Go's name, or the OID where Go knows none. */
export function signatureAlgorithm(algorithm: Algorithm, known: Scheme | null): SignatureAlgorithm {
  return { oid: algorithm.oid, name: known?.name ?? algorithm.oid };
}

/** Why a signature does not stand: Go's words, and the finding that is. */
export interface SignatureFault {
  readonly message: string;
  readonly code: FindingCode;
}

/** What is verified: the bytes as received, their signature, and whether SHA-1 is let pass. */
export interface Signed {
  readonly octets: Uint8Array;
  readonly signature: Uint8Array;
  /** Go's exception for requests; certificates have none. */
  readonly allowSha1: boolean;
}

/** Verifies a signature as Go's `checkSignature` does; null when it is good. */
export function verifySignature(
  known: Scheme | null,
  key: KeyReading,
  signed: Signed,
): SignatureFault | null {
  const { publicKey } = key;
  if (known?.hash === 'md5' || (known?.hash === 'sha1' && !signed.allowSha1)) {
    return unsupported(`x509: cannot verify signature: insecure algorithm ${known.name}`);
  }
  if (known === null || publicKey === null) {
    return unsupported('x509: cannot verify signature: algorithm unimplemented');
  }
  if (known.keyKind !== publicKey.algorithm) {
    const goType = { RSA: '*rsa', ECDSA: '*ecdsa', Ed25519: 'ed25519' }[publicKey.algorithm];
    return invalid(
      `x509: signature algorithm specifies an ${known.keyKind} public key, but have public key of type ${goType}.PublicKey`,
    );
  }
  return publicKey.algorithm === 'RSA' ? verifyRsa(known, key, signed) : verifyCurve(known, key, signed);
}

function unsupported(message: string): SignatureFault {
  return { message, code: 'csr.signature-unsupported' };
}

function invalid(message: string): SignatureFault {
  return { message, code: 'csr.signature-invalid' };
}

function verifyRsa(known: Scheme, key: KeyReading, signed: Signed): SignatureFault | null {
  const fault = rsaKeyFault(key);
  if (fault !== null) return { message: fault, code: 'key.unusable' };
  // OpenSSL would take a PSS signature whose leading zero octet is missing (RFC 8017 section 8.1.2 step 1).
  const isWhole = signed.signature.length === Math.ceil((key.publicKey?.bits ?? 0) / 8);
  if (isWhole && tryVerify(known, key, signed)) return null;
  return invalid('crypto/rsa: verification error');
}

/** The checks of `crypto/rsa` on a key before it verifies, in its order; the last is ours. */
function rsaKeyFault(key: KeyReading): string | null {
  const bits = key.publicKey?.bits ?? 0;
  const exponent = BigInt(key.publicKey?.exponent ?? '0');
  if (bits < 1024) {
    return `crypto/rsa: ${bits}-bit keys are insecure (see https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)`;
  }
  if (key.evenModulus) return 'crypto/rsa: public modulus is even';
  if (exponent < 2n) return 'crypto/rsa: public exponent too small or negative';
  if (exponent % 2n === 0n) return 'crypto/rsa: public exponent is even';
  if (exponent > 0x7fffffffn) return 'crypto/rsa: public exponent too large';
  if (bits > maxRsaBits)
    return `countersign verifies RSA keys of at most ${maxRsaBits} bits, this one has ${bits}`;
  return null;
}

function verifyCurve(known: Scheme, key: KeyReading, signed: Signed): SignatureFault | null {
  const wellFormed = known.keyKind === 'Ed25519' || isEcdsaSignature(signed.signature);
  if (wellFormed && tryVerify(known, key, signed)) return null;
  return invalid(`x509: ${known.keyKind} verification failure`);
}

/** Two positive minimal INTEGERs in a SEQUENCE and nothing else (`crypto/ecdsa.parseSignature`). */
function isEcdsaSignature(signature: Uint8Array): boolean {
  const outer = cursorOver(signature);
  const sequence = takeElement(outer, 0x30);
  if (sequence === null || !isAtEnd(outer)) return false;
  const inner = inside(outer, sequence);
  return isPositive(inner) && isPositive(inner) && isAtEnd(inner);
}

function isPositive(cursor: Cursor): boolean {
  const body = takeInteger(cursor);
  return body !== null && (body[0] ?? 0x80) < 0x80;
}

/** OpenSSL throws for some malformed signatures; to us that is a signature that does not verify. */
function tryVerify(known: Scheme, key: KeyReading, signed: Signed): boolean {
  if (key.verifier === null) return false;
  const { RSA_PKCS1_PSS_PADDING: padding } = constants;
  // A bare key is 7 µs faster than one with options; PKCS#1 v1.5 is the padding of a bare RSA key.
  const how =
    known.saltOctets === null ? key.verifier : { key: key.verifier, padding, saltLength: known.saltOctets };
  try {
    return verify(known.hash, signed.octets, how, signed.signature);
  } catch {
    return false;
  }
}
