import type { ClusterKind } from '../model.ts';

/** A signer that only a provider runs: what it grants. */
export interface ProviderSigner {
  /** It signs only requests whose usages are all among these. */
  readonly usages: readonly string[];
  /** Default and longest lifetime. */
  readonly maxLifetimeSeconds: number;
}

/** Which signers really sign in clusters of a kind. Data with a date: providers change without notice. */
export interface KindFacts {
  /** For people: `Amazon EKS`. */
  readonly title: string;
  /** Whether Kubernetes' built-in signers issue for anybody who is approved. */
  readonly builtInSigners: boolean;
  readonly providerSigners: Readonly<Record<string, ProviderSigner>>;
  /** What to use instead of a built-in signer that does not issue here; null where they do. */
  readonly instead: string | null;
  /** `--cluster-signing-duration` where policy does not say. */
  readonly maxLifetimeSeconds: number;
  /** When and where this was learnt. */
  readonly asOf: string;
  readonly sources: readonly string[];
}

const yearSeconds = 365 * 86_400;

const upstream: KindFacts = {
  title: 'Kubernetes',
  builtInSigners: true,
  providerSigners: {},
  instead: null,
  maxLifetimeSeconds: yearSeconds,
  asOf: '2026-08 (1.36)',
  sources: ['kubernetes/kubernetes:pkg/controller/certificates/signer/signer.go'],
};

/** What is known of each kind of cluster that policy can name. */
export const clusterKinds: Readonly<Record<ClusterKind, KindFacts>> = {
  upstream,
  eks: {
    title: 'Amazon EKS',
    builtInSigners: false,
    providerSigners: {
      'beta.eks.amazonaws.com/app-serving': {
        usages: ['key encipherment', 'digital signature', 'server auth'],
        maxLifetimeSeconds: yearSeconds,
      },
    },
    instead:
      'for server certificates use the signer `beta.eks.amazonaws.com/app-serving`; for people and programs use IAM or OIDC, EKS signs no client certificates',
    maxLifetimeSeconds: yearSeconds,
    asOf: '2022 (issues), 2025 (user guide)',
    sources: [
      'https://docs.aws.amazon.com/eks/latest/userguide/cert-signing.html',
      'aws/containers-roadmap#1604',
      'aws/containers-roadmap#1856',
    ],
  },
  gke: {
    ...upstream,
    title: 'Google GKE',
    asOf: '2025',
    sources: ['CIS Google Kubernetes Engine benchmark 1.9, client certificate authentication'],
  },
  aks: {
    ...upstream,
    title: 'Azure AKS',
    asOf: 'not observed: taken to be as upstream',
    sources: [],
  },
  k3s: {
    ...upstream,
    title: 'k3s',
    // Client and serving certificates come from two CAs; which signs what is as upstream.
    asOf: '2021-07 (1.20.8)',
    sources: ['k3s-io/k3s#3259', 'k3s-io/k3s#3446'],
  },
};
