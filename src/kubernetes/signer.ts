import type { Csr } from '../model.ts';

/** The Failed condition a built-in signer sets. */
export interface SignerFailure {
  readonly reason: 'SignerValidationFailure';
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

/** The built-in signer's first objection to an approved request, or null when it signs. */
export function refuseToSign(_signer: BuiltInSigner, _csr: Csr, _usages: readonly string[]): SignerFailure | null {
  throw new Error('not built yet');
}
