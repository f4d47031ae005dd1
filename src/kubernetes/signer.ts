import type { Csr, SanKind } from '../model.ts';

/** The Failed condition that a built-in signer sets, or (`SigningError`) one of cert-manager's. */
export interface SignerFailure {
  readonly reason: 'SignerValidationFailure' | 'SigningError';
  readonly message: string;
}

/** The built-in signers of kube-controller-manager that v1 requests can reach. */
export const builtInSigners = [
  'kubernetes.io/kube-apiserver-client',
  'kubernetes.io/kube-apiserver-client-kubelet',
  'kubernetes.io/kubelet-serving',
] as const;

export type BuiltInSigner = (typeof builtInSigners)[number];

export function isBuiltInSigner(signerName: string): signerName is BuiltInSigner {
  return (builtInSigners as readonly string[]).includes(signerName);
}

/**
 * The built-in signer's first objection to an approved request, or null when it signs
 * (`pkg/controller/certificates/signer/signer.go`, `pkg/apis/certificates/helpers.go`).
 */
export function refuseToSign(
  signer: BuiltInSigner,
  csr: Csr,
  usages: readonly string[],
): SignerFailure | null {
  const message = objections[signer](csr, usages);
  return message === null ? null : { reason: 'SignerValidationFailure', message };
}

type Objection = (csr: Csr, usages: readonly string[]) => string | null;

const notNodes = 'subject organization is not system:nodes';
const notNode = 'subject common name does not begin with system:node:';

const objections: Readonly<Record<BuiltInSigner, Objection>> = {
  'kubernetes.io/kube-apiserver-client': (_csr, usages) => {
    const allowed = ['client auth', 'digital signature', 'key encipherment'];
    const foreign = usages.find((usage) => !allowed.includes(usage));
    if (foreign !== undefined) return `invalid usage for client certificate: ${foreign}`;
    return usages.includes('client auth')
      ? null
      : 'missing required usage for client certificate: client auth';
  },
  'kubernetes.io/kube-apiserver-client-kubelet': (csr, usages) => {
    if (!isOfNodes(csr)) return notNodes;
    const forbidden = forbiddenSan(csr, ['dns', 'email', 'ip', 'uri']);
    if (forbidden !== null) return forbidden;
    return isNamedNode(csr) ? unlessUsages('client auth', usages) : notNode;
  },
  'kubernetes.io/kubelet-serving': (csr, usages) => {
    if (!isOfNodes(csr)) return notNodes;
    if (!hasSan(csr, 'dns') && !hasSan(csr, 'ip')) return 'DNS or IP subjectAltName is required';
    return (
      forbiddenSan(csr, ['email', 'uri']) ??
      unlessUsages('server auth', usages) ??
      (isNamedNode(csr) ? null : notNode)
    );
  },
};

function isOfNodes({ subject }: Csr): boolean {
  return subject.organizations.length === 1 && subject.organizations[0] === 'system:nodes';
}

function isNamedNode({ subject }: Csr): boolean {
  return subject.commonName?.startsWith('system:node:') ?? false;
}

function hasSan(csr: Csr, kind: SanKind): boolean {
  return csr.sans.some((san) => san.kind === kind);
}

const sanWords: Readonly<Partial<Record<SanKind, string>>> = {
  dns: 'DNS',
  email: 'Email',
  ip: 'IP',
  uri: 'URI',
};

function forbiddenSan(csr: Csr, kinds: readonly SanKind[]): string | null {
  const found = kinds.find((kind) => hasSan(csr, kind));
  return found === undefined ? null : `${sanWords[found]} subjectAltNames are not allowed`;
}

/** Compares as sets; key encipherment may be left out. */
function unlessUsages(purpose: 'client auth' | 'server auth', usages: readonly string[]): string | null {
  const wanted = ['digital signature', 'key encipherment', purpose].sort();
  const given = new Set([...usages, 'key encipherment']);
  const same = given.size === wanted.length && wanted.every((usage) => given.has(usage));
  return same ? null : `usages did not match [${wanted.join(' ')}]`;
}
