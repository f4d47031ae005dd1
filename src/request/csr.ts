import type { Csr } from '../model.ts';
import { readCsr } from '../pki/csr.ts';
import { readPem } from './csr-pem.ts';
import { readEncoded } from './encoding.ts';
import { fault, type Reader } from './reader.ts';

const pointer = '/spec/request';

/**
 * Reads `spec.request` down to the decoded CSR: base64, PEM, PKCS#10. Null where there is none that the cluster
 * would take; what it would take and we do not is a finding beside the decoded CSR, so that it can be shown.
 */
export function readCsrField(reader: Reader): Csr | null {
  const bytes = readEncoded(reader);
  const der = bytes === null ? null : readPem(reader, bytes);
  if (der === null) return null;
  const reading = readCsr(der);
  if (reading.csr === null) {
    fault(reader, reading.code, pointer, {
      message: `The CSR cannot be used; Kubernetes says: ${reading.fault}.`,
      hint: 'Make the CSR anew with openssl req -new, or with: countersign new.',
    });
    return null;
  }
  for (const { code, message, hint } of reading.concerns) {
    fault(reader, code, pointer, { message, hint });
  }
  return reading.csr;
}
