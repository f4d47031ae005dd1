/** The admission plugins that judge CertificateSigningRequests (`plugin/pkg/admission`). */
import { changesCertificate } from './certificate-content.ts';
import { equalConditions } from './conditions.ts';
import { goQuote } from './go-text.ts';
import type { ApiRefusal, CertificateSigningRequest } from './object.ts';
import { forbidden } from './refusal.ts';
import { readSpecRequest, type SpecRequest } from './spec-request.ts';

/** Whether the caller may `approve` or `sign` for the signer of this name (RBAC on the virtual resource `signers`). */
export type SignerRight = (verb: 'approve' | 'sign', signerName: string) => boolean;

const clientSigner = 'kubernetes.io/kube-apiserver-client';
const nodeSigners: readonly string[] = [
  'kubernetes.io/kube-apiserver-client-kubelet',
  'kubernetes.io/kubelet-serving',
];

/**
 * CertificateSubjectRestriction (create): no organization `system:masters` through the API client signer. Any
 * other signer may issue it, and no other group is looked at.
 */
export function restrictSubject(
  object: CertificateSigningRequest,
  request: SpecRequest = readSpecRequest(object.spec.request),
): ApiRefusal | null {
  if (object.spec.signerName !== clientSigner) return null;
  const name = refusedName(object);
  if (request.csr === null) return forbidden(name, `failed to parse CSR: ${request.fault}`);
  if (!request.csr.subject.organizations.includes('system:masters')) return null;
  return forbidden(name, `use of ${clientSigner} signer with system:masters group is not allowed`);
}

/** NodeRestriction (create by `system:node:<name>` of group `system:nodes`): kubelet requests only for itself. */
export function restrictNode(
  object: CertificateSigningRequest,
  username: string,
  request: SpecRequest = readSpecRequest(object.spec.request),
): ApiRefusal | null {
  if (!username.startsWith('system:node:') || !nodeSigners.includes(object.spec.signerName)) return null;
  const name = refusedName(object);
  if (request.csr === null) return forbidden(name, `unable to parse csr: ${request.fault}`);
  if (request.csr.subject.commonName === username) return null;
  return forbidden(name, `can only create a node CSR with CN=${username}`);
}

/** CertificateApproval (update of `/approval`): the right `approve` on the stored signer name or `<domain>/*`. */
export function refuseApproval(stored: CertificateSigningRequest, allowed: SignerRight): ApiRefusal | null {
  return refuseVerb(stored, 'approve', allowed);
}

/** CertificateSigning (update of `/status`): the right `sign`, if certificate or conditions differ. */
export function refuseSigning(
  stored: CertificateSigningRequest,
  incoming: CertificateSigningRequest,
  allowed: SignerRight,
): ApiRefusal | null {
  const unchanged =
    !changesCertificate(stored, incoming) &&
    equalConditions(stored.status?.conditions ?? [], incoming.status?.conditions ?? []);
  return unchanged ? null : refuseVerb(stored, 'sign', allowed);
}

function refuseVerb(
  stored: CertificateSigningRequest,
  verb: 'approve' | 'sign',
  allowed: SignerRight,
): ApiRefusal | null {
  const { signerName } = stored.spec;
  const wildcard = `${signerName.split('/')[0]}/*`;
  if (allowed(verb, signerName) || allowed(verb, wildcard)) return null;
  const fault = `user not permitted to ${verb} requests with signerName ${goQuote(signerName)}`;
  return forbidden(stored.metadata.name ?? '', fault);
}

function refusedName({ metadata }: CertificateSigningRequest): string {
  return metadata.name || metadata.generateName || '';
}
