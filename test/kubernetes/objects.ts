/** Objects for the tests of this folder. */
import type {
  CertificateSigningRequest,
  CertificateSigningRequestCondition,
} from '../../src/kubernetes/object.ts';
import type { Csr } from '../../src/model.ts';
import { readCsr } from '../../src/pki/csr.ts';
import { type CsrPlan, makeCsr, pemOf } from './oracle/csr-builder.ts';

const commonName = '2.5.4.3';
const organization = '2.5.4.10';

/** The subject of a CSR in short: a common name and organizations. */
export function subjectOf(
  name: string | null,
  organizations: readonly string[] = [],
): NonNullable<CsrPlan['subject']> {
  const all = organizations.map((value) => ({ oid: organization, value }));
  return [...(name === null ? [] : [{ oid: commonName, value: name }]), ...all].map((one) => [one]);
}

export function dnsSan(name: string): readonly [number, Uint8Array] {
  return [2, Buffer.from(name)];
}

export function csrOf(plan: CsrPlan): Csr {
  const { csr, fault } = readCsr(makeCsr(plan));
  if (csr === null) throw new Error(`the test's CSR is bad: ${fault}`);
  return csr;
}

export function objectOf(
  plan: CsrPlan,
  spec: Partial<CertificateSigningRequest['spec']> = {},
  status: CertificateSigningRequest['status'] = {},
): CertificateSigningRequest {
  return {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: {
      name: 'web',
      uid: '6f9c',
      resourceVersion: '7',
      creationTimestamp: '2026-11-22T14:00:00Z',
    },
    spec: {
      request: Buffer.from(pemOf(makeCsr(plan))).toString('base64'),
      signerName: 'example.com/serving',
      usages: ['server auth'],
      ...spec,
    },
    status,
  };
}

export function condition(
  type: string,
  more: Partial<CertificateSigningRequestCondition> = {},
): CertificateSigningRequestCondition {
  return { type, status: 'True', ...more };
}
