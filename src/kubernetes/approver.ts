import type { CertificateSigningRequest, CertificateSigningRequestCondition } from './object.ts';

/** Whether the requester may create the subresource (`nodeclient`, `selfnodeclient`), by SubjectAccessReview. */
export type NodeClientRight = (subresource: 'nodeclient' | 'selfnodeclient') => boolean;

/** The Approved condition that csrapproving would set by itself, or null. `allowed` speaks of `spec.username`. */
export function autoApproval(
  _object: CertificateSigningRequest,
  _allowed: NodeClientRight,
): CertificateSigningRequestCondition | null {
  throw new Error('not built yet');
}
