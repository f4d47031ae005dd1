import type { ClusterKind } from '../model.ts';
import type { KindFacts, SignerFacts } from './kinds-facts.ts';
import { aks, eks, gke, k3s } from './kinds-managed.ts';
import { kubeletClient, kubeletServing, userClient } from './kinds-names.ts';

const builtIn: SignerFacts = {
  signs: 'as upstream',
  usages: null,
  maxLifetimeSeconds: null,
  conditions: [],
  differences: [],
  instead: null,
  unproven: null,
  source: {
    where: 'kubernetes/kubernetes:pkg/controller/certificates/signer/signer.go (1.36.2)',
    seen: '2026-11-22',
  },
};

const upstream: KindFacts = {
  title: 'Kubernetes',
  signers: { [userClient]: builtIn, [kubeletClient]: builtIn, [kubeletServing]: builtIn },
  maxLifetimeSeconds: 365 * 86_400,
};

/** What is known of each kind of cluster that policy can name; `docs/clusters.md` shows the same table. */
export const clusterKinds: Readonly<Record<ClusterKind, KindFacts>> = { upstream, eks, gke, aks, k3s };

/** What a signer does in clusters of a kind; null where nobody is known to sign for the name. */
export function signerFacts(kind: ClusterKind, signerName: string): SignerFacts | null {
  const { signers } = clusterKinds[kind];
  return Object.hasOwn(signers, signerName) ? (signers[signerName] ?? null) : null;
}
