import { createPublicKey, verify } from 'node:crypto';
import { signingAlgorithmOf } from '../pki/keys.ts';
import { canonicalBytes, sha256Hex } from './digest.ts';
import type { SigningKey } from './ports.ts';

/** What the payload of our envelopes is. */
export const recordPayloadType = 'application/vnd.countersign.record.v1+json';

/** A DSSE envelope (secure-systems-lab/dsse, envelope.md): payload and signatures in standard base64. */
export interface Envelope {
  readonly payloadType: string;
  readonly payload: string;
  /** `keyid` is the lower-case hex SHA-256 of the key's SubjectPublicKeyInfo: a hint, never a proof. */
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

/** Signs canonical JSON and returns the envelope's own canonical JSON. */
export async function signEnvelope(payload: Uint8Array, key: SigningKey): Promise<Uint8Array> {
  const signature = await key.sign(preAuthenticationEncoding(recordPayloadType, payload));
  const envelope: Envelope = {
    payloadType: recordPayloadType,
    payload: Buffer.from(payload).toString('base64'),
    signatures: [{ keyid: sha256Hex(key.spki), sig: Buffer.from(signature).toString('base64') }],
  };
  return canonicalBytes(envelope);
}

/** The payload of an envelope that one of the trusted keys (SPKI, DER) signed, or null for any other bytes. */
export function verifyEnvelope(bytes: Uint8Array, trusted: readonly Uint8Array[]): Uint8Array | null {
  const envelope = decodeEnvelope(bytes);
  if (envelope === null || envelope.payloadType !== recordPayloadType) return null;
  const payload = decodeBase64(envelope.payload);
  if (payload === null) return null;
  const signed = preAuthenticationEncoding(envelope.payloadType, payload);
  const isSigned = envelope.signatures.some((entry) => {
    const signature = decodeBase64(entry.sig);
    return signature !== null && trusted.some((spki) => isSignedBy(spki, signed, signature));
  });
  return isSigned ? payload : null;
}

/** PAE of DSSE (protocol.md): type and payload with their lengths, so that neither can pass for the other. */
function preAuthenticationEncoding(type: string, payload: Uint8Array): Uint8Array {
  const typeLength = new TextEncoder().encode(type).length;
  const head = new TextEncoder().encode(`DSSEv1 ${typeLength} ${type} ${payload.length} `);
  return Buffer.concat([head, payload]);
}

/** By the algorithm the key signs with (`signingAlgorithmOf`), so that what was signed with a trusted key verifies. */
function isSignedBy(spki: Uint8Array, signed: Uint8Array, signature: Uint8Array): boolean {
  const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  return verify(signingAlgorithmOf(spki).hash, signed, key, signature);
}

function decodeEnvelope(bytes: Uint8Array): Envelope | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isEnvelope(value) ? value : null;
  } catch {
    return null;
  }
}

function isEnvelope(value: unknown): value is Envelope {
  if (typeof value !== 'object' || value === null) return false;
  const { payloadType, payload, signatures } = value as Record<string, unknown>;
  return (
    typeof payloadType === 'string' &&
    typeof payload === 'string' &&
    Array.isArray(signatures) &&
    signatures.every((entry: unknown) => typeof (entry as { sig?: unknown } | null)?.sig === 'string')
  );
}

function decodeBase64(text: string): Uint8Array | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}
