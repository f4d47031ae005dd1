/** Small values for `@peculiar/asn1-*`, which take ArrayBuffers. Never imported by a reader. */
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import type { SignatureAlgorithm } from '../model.ts';

/** A copy of the bytes in a buffer of their own. */
export function toArrayBuffer(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(copy).set(bytes);
  return copy;
}

/** The AlgorithmIdentifier of a signature: NULL parameters for RSA (RFC 4055), none for all else. */
export function encodeSignatureAlgorithm(algorithm: SignatureAlgorithm): AlgorithmIdentifier {
  const parameters = algorithm.name.endsWith('RSA') ? { parameters: toArrayBuffer(Uint8Array.of(5, 0)) } : {};
  return new AlgorithmIdentifier({ algorithm: algorithm.oid, ...parameters });
}
