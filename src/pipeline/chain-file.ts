import type { Certificate } from '../model.ts';
import { readCertificate } from '../pki/certificate.ts';
import { decodePemBlocks, encodePem } from '../pki/pem.ts';

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

/** The one PEM file that we write for a chain, leaf first, with nothing around its blocks. */
export function encodeChain(ders: readonly Uint8Array[]): Uint8Array {
  return Buffer.from(ders.map((der) => encodePem('CERTIFICATE', der)).join(''));
}
