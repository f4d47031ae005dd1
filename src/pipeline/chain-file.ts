import type { Certificate } from '../model.ts';
import { readCertificate } from '../pki/certificate.ts';
import { decodePemBlocks } from '../pki/pem.ts';

/** The certificates of a PEM file, leaf first; null where any block is no certificate or there is none. */
export function readChain(pem: Uint8Array): readonly Certificate[] | null {
  const chain: Certificate[] = [];
  for (const block of decodePemBlocks(pem)) {
    const { certificate } = readCertificate(block.der);
    if (block.type !== 'CERTIFICATE' || certificate === null) return null;
    chain.push(certificate);
  }
  return chain.length === 0 ? null : chain;
}
