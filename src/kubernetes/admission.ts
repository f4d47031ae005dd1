import type { ApiRefusal, CertificateSigningRequest } from './object.ts';
import type { SpecRequest } from './spec-request.ts';

/** Whether the caller may `approve` or `sign` for the signer of this name (RBAC on the virtual resource `signers`). */
export type SignerRight = (verb: 'approve' | 'sign', signerName: string) => boolean;

/** CertificateSubjectRestriction (create): no `system:masters` through the API client signer. */
export function restrictSubject(_object: CertificateSigningRequest, _request?: SpecRequest): ApiRefusal | null {
  throw new Error('not built yet');
}

/** NodeRestriction (create by a node): kubelet requests only for its own node name. */
export function restrictNode(_object: CertificateSigningRequest, _username: string): ApiRefusal | null {
  throw new Error('not built yet');
}

/** CertificateApproval (update of `/approval`): the right `approve` on the stored signer name or `<domain>/*`. */
export function refuseApproval(_stored: CertificateSigningRequest, _allowed: SignerRight): ApiRefusal | null {
  throw new Error('not built yet');
}

/** CertificateSigning (update of `/status`): the right `sign`, if certificate or conditions differ. */
export function refuseSigning(
  _stored: CertificateSigningRequest,
  _incoming: CertificateSigningRequest,
  _allowed: SignerRight,
): ApiRefusal | null {
  throw new Error('not built yet');
}
