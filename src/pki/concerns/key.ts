import type { PublicKey, SignatureAlgorithm } from '../../model.ts';
import { type CsrConcern, concern } from './concern.ts';

const minRsaBits = 2048;
/** The exponent that every common tool uses; smaller ones have broken paddings before. */
const usualExponent = 65_537n;

/** Judges keys that the cluster takes and that are too weak to vouch for. */
export function evaluateKey(key: PublicKey): CsrConcern[] {
  if (key.name === 'ECDSA-P224') {
    const message = 'The key is on the curve P-224, which is too small.';
    return [concern('key.curve-weak', message, 'Make a P-256 key.')];
  }
  if (key.algorithm !== 'RSA') return [];
  const concerns: CsrConcern[] = [];
  if (key.bits < minRsaBits) {
    const message = `The RSA key has ${key.bits} bits, fewer than ${minRsaBits}.`;
    concerns.push(
      concern('key.rsa-short', message, 'Make a P-256 key, or an RSA key of at least 2048 bits.'),
    );
  }
  if (BigInt(key.exponent ?? '0') < usualExponent) {
    const message = `The RSA public exponent is ${key.exponent}, smaller than ${usualExponent}.`;
    concerns.push(concern('key.rsa-exponent', message, 'Make a key with the usual exponent, 65537.'));
  }
  return concerns;
}

/** SHA-1 passes the cluster's check of requests; MD5 does not get this far. */
export function evaluateSignature(algorithm: SignatureAlgorithm): CsrConcern[] {
  if (!algorithm.name.includes('SHA1')) return [];
  const message = `The request is signed with ${algorithm.name}; SHA-1 is broken.`;
  return [concern('csr.signature-weak', message, 'Sign it with SHA-256 (openssl req -sha256).')];
}
