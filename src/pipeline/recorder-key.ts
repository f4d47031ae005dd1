import { createPublicKey } from 'node:crypto';
import { decodePublicKey, maxRsaBits } from '../pki/key.ts';

/**
 * Why a public key (SPKI, DER) cannot be one that records are signed with, in words; null when it can. Whoever
 * breaks such a key writes the account of every issuance, so that weak kinds are refused here as in requests.
 */
export function faultOfRecorderKey(spki: Uint8Array): string | null {
  const { key, fault } = decodePublicKey(spki);
  if (key === null) return fault.startsWith('asn1:') ? 'its bytes are no SubjectPublicKeyInfo' : fault;
  if (key.name === 'ECDSA-P224') return 'its kind, ECDSA-P224, is too weak';
  if (key.algorithm === 'RSA' && (key.bits < 2048 || key.bits > maxRsaBits))
    return `it is RSA with ${key.bits} bits; 2048 to ${maxRsaBits} are taken`;
  return isCanonical(spki) ? null : 'it is not encoded as one plain SubjectPublicKeyInfo';
}

/** Whether the bytes are those that every encoder writes, so that comparing them compares keys. */
function isCanonical(spki: Uint8Array): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
    return key.export({ format: 'der', type: 'spki' }).equals(spki);
  } catch {
    return false;
  }
}
