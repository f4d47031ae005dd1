import type { ApiRefusal, CertificateSigningRequest } from './object.ts';

/** The object to store (resourceVersion is the store's affair), or the refusal. */
export type Updated = { readonly object: CertificateSigningRequest } | { readonly refusal: ApiRefusal };

/** PUT on the main resource: only metadata changes; spec and status stay as stored. */
export function updateObject(_stored: CertificateSigningRequest, _incoming: CertificateSigningRequest): Updated {
  throw new Error('not built yet');
}

/** PUT on `/approval`: only conditions and metadata change. */
export function updateApproval(
  _stored: CertificateSigningRequest,
  _incoming: CertificateSigningRequest,
  _now: Date,
): Updated {
  throw new Error('not built yet');
}

/** PUT on `/status`: the certificate and conditions other than Approved and Denied change. */
export function updateStatus(
  _stored: CertificateSigningRequest,
  _incoming: CertificateSigningRequest,
  _now: Date,
): Updated {
  throw new Error('not built yet');
}
