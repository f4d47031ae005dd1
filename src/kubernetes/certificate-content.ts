import { countCertificates } from '../pki/certificate.ts';
import { decodePemBlocks, type PemBlock } from '../pki/pem.ts';
import { invalid } from './field-error.ts';
import { goQuote } from './go-text.ts';
import type { CertificateSigningRequest, StatusCause } from './object.ts';

/**
 * Rules for `status.certificate` (standard base64 of PEM): empty, or only CERTIFICATE blocks without headers,
 * at least one, each of which parses. Text around the blocks is allowed (`pkg/apis/certificates/validation`).
 */
export function validateCertificate(base64: string): StatusCause[] {
  const fault = base64 === '' ? null : contentFault(Buffer.from(base64, 'base64'));
  return fault === null ? [] : [invalid('status.certificate', '<certificate data>', fault)];
}

/** What is wrong with the PEM, in the API server's words; the first fault ends the reading. */
function contentFault(pem: Uint8Array): string | null {
  const blocks = decodePemBlocks(pem);
  if (blocks.length === 0) return pem.length === 0 ? null : 'must contain at least one CERTIFICATE PEM block';
  for (const block of blocks) {
    const fault = blockFault(block);
    if (fault !== null) return fault;
  }
  return null;
}

function blockFault({ type, headers, der }: PemBlock): string | null {
  if (type !== 'CERTIFICATE') return `only CERTIFICATE PEM blocks are allowed, found ${goQuote(type)}`;
  if (headers.size > 0) return 'no PEM block headers are permitted';
  const counted = countCertificates(der);
  if ('fault' in counted) return counted.fault;
  return counted.count === 0 ? 'found CERTIFICATE PEM block containing 0 certificates' : null;
}

/** Whether an update would change `status.certificate`; both are canonical base64. */
export function changesCertificate(
  stored: CertificateSigningRequest,
  incoming: CertificateSigningRequest,
): boolean {
  return (stored.status?.certificate ?? '') !== (incoming.status?.certificate ?? '');
}

/** Whether content is not judged: it does not change, or what is stored already breaks the rules. */
export function certificateTolerated(
  stored: CertificateSigningRequest,
  incoming: CertificateSigningRequest,
): boolean {
  return (
    !changesCertificate(stored, incoming) || validateCertificate(stored.status?.certificate ?? '').length > 0
  );
}
