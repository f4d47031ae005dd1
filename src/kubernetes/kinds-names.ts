/** The built-in signers of kube-controller-manager that v1 requests can reach. */

/** Client certificates for users of the API. */
export const userClient = 'kubernetes.io/kube-apiserver-client';
/** Client certificates for nodes. */
export const kubeletClient = 'kubernetes.io/kube-apiserver-client-kubelet';
/** Serving certificates for nodes. */
export const kubeletServing = 'kubernetes.io/kubelet-serving';
