import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { CountersignError } from '../errors.ts';
import type { SigningKey } from '../pipeline/ports.ts';

const signAsync = promisify<string | null, Uint8Array, KeyObject, Buffer>(sign);

/**
 * A signing key from a PKCS#8 PEM, held in this process. `what` names it in errors, which never hold a byte of it.
 *
 * The hash follows the key as the cluster's own signers choose it: SHA-256 for RSA and P-256, SHA-384 and SHA-512
 * for the larger curves, none of ours for Ed25519 (which hashes by itself).
 */
export function signingKeyFromPem(pem: string, what: string): SigningKey {
  const key = parseKey(pem, what);
  const hash = hashOf(key, what);
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return { spki, sign: (bytes) => signAsync(hash, bytes, key) };
}

function parseKey(pem: string, what: string): KeyObject {
  try {
    return createPrivateKey({ key: pem, format: 'pem' });
  } catch {
    // OpenSSL's own error may quote the text, so it does not become the cause.
    throw unusable(`${what} is no private key that can be read`);
  }
}

const hashOfCurve: Readonly<Record<string, string>> = {
  prime256v1: 'sha256',
  secp384r1: 'sha384',
  secp521r1: 'sha512',
};

function hashOf(key: KeyObject, what: string): string | null {
  if (key.asymmetricKeyType === 'ed25519') return null;
  if (key.asymmetricKeyType === 'rsa') return 'sha256';
  const hash = hashOfCurve[key.asymmetricKeyDetails?.namedCurve ?? ''];
  if (hash === undefined) throw unusable(`${what} is of a kind that cannot sign here`);
  return hash;
}

function unusable(message: string): CountersignError {
  return new CountersignError('key-unusable', message, {
    hint: 'give an unencrypted PKCS#8 key in PEM: ECDSA P-256 or P-384, Ed25519, or RSA',
  });
}
