import type { Csr } from '../model.ts';
import type { CertificateSigningRequest, CertificateSigningRequestCondition } from './object.ts';
import { hasCondition } from './object.ts';
import { refuseToSign } from './signer.ts';

/** Whether the requester may create the subresource (`nodeclient`, `selfnodeclient`), by SubjectAccessReview. */
export type NodeClientRight = (subresource: 'nodeclient' | 'selfnodeclient') => boolean;

const signer = 'kubernetes.io/kube-apiserver-client-kubelet';

/**
 * The Approved condition that the approving controller sets by itself on a kubelet's client request, or null
 * (`pkg/controller/certificates/approver/sarapprove.go`). `allowed` speaks of `spec.username`.
 */
export function autoApproval(
  object: CertificateSigningRequest,
  csr: Csr,
  allowed: NodeClientRight,
): CertificateSigningRequestCondition | null {
  const { signerName, usages = [], username } = object.spec;
  if ((object.status?.certificate ?? '') !== '') return null;
  if (hasCondition(object, 'Approved') || hasCondition(object, 'Denied')) return null;
  if (signerName !== signer || refuseToSign(signer, csr, usages) !== null) return null;
  if (username === csr.subject.commonName && allowed('selfnodeclient')) return approved('self kubelet');
  return allowed('nodeclient') ? approved('kubelet') : null;
}

function approved(whose: string): CertificateSigningRequestCondition {
  const message = `Auto approving ${whose} client certificate after SubjectAccessReview.`;
  return { type: 'Approved', status: 'True', reason: 'AutoApproved', message };
}
