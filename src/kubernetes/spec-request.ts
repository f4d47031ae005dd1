import type { Csr } from '../model.ts';
import { readCsr } from '../pki/csr.ts';
import { decodeFirstPem } from '../pki/pem.ts';

/** What the API server reads out of `spec.request`: a CSR whose signature verifies, or Go's words for the fault. */
export type SpecRequest =
  | { readonly csr: Csr; readonly fault: null }
  | { readonly csr: null; readonly fault: string };

/**
 * Reads `spec.request` (standard base64 of PEM) as `ParseCSR` and `CheckSignature` do: the first PEM block that
 * Go can decode, whatever stands around it. A CSR of the same bytes that was read before is taken as it is.
 */
export function readSpecRequest(base64: string, known: Csr | null = null): SpecRequest {
  const block = decodeFirstPem(Buffer.from(base64, 'base64'));
  if (block === null || block.type !== 'CERTIFICATE REQUEST') {
    return { csr: null, fault: 'PEM block type must be CERTIFICATE REQUEST' };
  }
  if (known !== null && Buffer.compare(known.der, block.der) === 0) return { csr: known, fault: null };
  const reading = readCsr(block.der);
  return reading.csr === null ? { csr: null, fault: reading.fault } : { csr: reading.csr, fault: null };
}
