import type { Csr } from '../model.ts';
import { usagesAsked } from '../pki/concerns/extensions.ts';
import { readCsr } from '../pki/csr.ts';
import { readPem } from './csr-pem.ts';
import { readEncoded } from './encoding.ts';
import { fault, type Reader } from './reader.ts';

const pointer = '/spec/request';

/**
 * Reads `spec.request` down to the decoded CSR: base64, PEM, PKCS#10. Null where there is none that the cluster
 * would take; what it would take and we do not is a finding beside the decoded CSR, so that it can be shown.
 */
export function readCsrField(reader: Reader, usages: readonly string[] | null): Csr | null {
  const bytes = readEncoded(reader);
  const der = bytes === null ? null : readPem(reader, bytes);
  if (der === null) return null;
  const reading = readCsr(der);
  if (reading.csr === null) {
    fault(reader, reading.code, pointer, {
      message: `The CSR cannot be used; Kubernetes says: ${reading.fault}.`,
      hint: `${reading.code === 'csr.signature-invalid' ? 'It was changed after it was signed, or signed with another key. ' : ''}Make the CSR anew with openssl req -new, or with: countersign new.`,
    });
    return null;
  }
  for (const { code, message, hint } of reading.concerns) {
    if (code !== 'csr.extension-ignored' || usages === null) fault(reader, code, pointer, { message, hint });
    else reportMissingUsages(reader, reading.csr, usages);
  }
  return reading.csr;
}

/** Two words for one usage (`k8s.io/api/certificates/v1`). */
const first: Readonly<Record<string, string>> = {
  signing: 'digital signature',
  's/mime': 'email protection',
};

/** The certificate has the usages of `spec.usages`; what the CSR asks for beyond them is missing there. */
function reportMissingUsages(reader: Reader, csr: Csr, usages: readonly string[]): void {
  const granted = new Set(usages.map((usage) => first[usage] ?? usage));
  const missing = usagesAsked(csr.extensions).filter((usage) => !granted.has(first[usage] ?? usage));
  if (missing.length === 0) return;
  fault(reader, 'csr.extension-ignored', pointer, {
    message: `The CSR asks for ${missing.join(', ')}, which spec.usages does not list: the certificate will not have ${missing.length === 1 ? 'that usage' : 'those usages'}.`,
    hint: `Add ${missing.length === 1 ? 'it' : 'them'} to spec.usages if needed; nothing must be changed in the CSR.`,
  });
}
