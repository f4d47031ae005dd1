/** Private keys as node KeyObjects: made, exported, used. Nothing here prints or sends one. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { CountersignError } from '../errors.ts';
import type { PublicKey, SignatureAlgorithm } from '../model.ts';
import { decodePublicKey } from './key.ts';
import { encodePem } from './pem.ts';

/** Makes a private key of a kind as policy names it: `ECDSA-P256`, `Ed25519`, `RSA-2048`; `key-unusable` for others. */
export function createKey(name: string): KeyObject {
  const curve = /^ECDSA-(P256|P384|P521)$/.exec(name)?.[1];
  if (curve !== undefined) {
    return generateKeyPairSync('ec', { namedCurve: curve.replace('P', 'P-') }).privateKey;
  }
  if (name === 'Ed25519') return generateKeyPairSync('ed25519').privateKey;
  const bits = /^RSA-(2048|3072|4096)$/.exec(name)?.[1];
  if (bits !== undefined) return generateKeyPairSync('rsa', { modulusLength: Number(bits) }).privateKey;
  throw new CountersignError('key-unusable', `there is no key kind ${name}`, {
    hint: 'Kinds are ECDSA-P256, ECDSA-P384, ECDSA-P521, Ed25519, RSA-2048, RSA-3072 and RSA-4096.',
  });
}

/** PKCS#8 (RFC 5958) in PEM, not encrypted. */
export function encodePrivateKey(key: KeyObject): string {
  return encodePem('PRIVATE KEY', key.export({ format: 'der', type: 'pkcs8' }));
}

/** Reads an unencrypted private key in PEM (PKCS#8, PKCS#1 or SEC 1); throws `key-unusable`, never showing bytes. */
export function decodePrivateKey(pem: string): KeyObject {
  try {
    return createPrivateKey({ key: pem, format: 'pem' });
  } catch {
    throw new CountersignError('key-unusable', 'the private key cannot be read', {
      hint: 'Give an unencrypted PEM key (BEGIN PRIVATE KEY).',
    });
  }
}

/** The public half of a private key (or of a public one). */
export function publicKeyOf(key: KeyObject): PublicKey {
  const half = key.type === 'private' ? createPublicKey(key) : key;
  const { key: publicKey, fault } = decodePublicKey(half.export({ format: 'der', type: 'spki' }));
  if (publicKey !== null) return publicKey;
  throw new CountersignError('key-unusable', `the key is of no kind that a cluster takes: ${fault}`);
}

/** How a key signs: the name Go has for it, its OID, and the hash for node:crypto. */
export interface SigningAlgorithm extends SignatureAlgorithm {
  readonly hash: string | null;
}

const rsaSha256: SigningAlgorithm = { oid: '1.2.840.113549.1.1.11', name: 'SHA256-RSA', hash: 'sha256' };
const byKeyName: Readonly<Record<string, SigningAlgorithm>> = {
  'ECDSA-P224': { oid: '1.2.840.10045.4.3.2', name: 'ECDSA-SHA256', hash: 'sha256' },
  'ECDSA-P256': { oid: '1.2.840.10045.4.3.2', name: 'ECDSA-SHA256', hash: 'sha256' },
  'ECDSA-P384': { oid: '1.2.840.10045.4.3.3', name: 'ECDSA-SHA384', hash: 'sha384' },
  'ECDSA-P521': { oid: '1.2.840.10045.4.3.4', name: 'ECDSA-SHA512', hash: 'sha512' },
  Ed25519: { oid: '1.3.101.112', name: 'Ed25519', hash: null },
};

/** The algorithm a key signs with, chosen by its public half as Go's `x509.CreateCertificate` chooses. */
export function signingAlgorithmOf(spki: Uint8Array): SigningAlgorithm {
  const { key, fault } = decodePublicKey(spki);
  if (key === null) throw new CountersignError('key-unusable', `the key cannot sign: ${fault}`);
  const algorithm = key.algorithm === 'RSA' ? rsaSha256 : byKeyName[key.name];
  if (algorithm === undefined)
    throw new CountersignError('key-unusable', `there is no algorithm for ${key.name}`);
  return algorithm;
}

/** Signs bytes with a private key by its algorithm; ECDSA signatures are DER. */
export function signWith(key: KeyObject, bytes: Uint8Array): Uint8Array {
  const { hash } = signingAlgorithmOf(publicKeyOf(key).spki);
  return sign(hash, bytes, key);
}
