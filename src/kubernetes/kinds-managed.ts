/** What providers and distributions make of the signers. Facts with sources; what has none says so. */
import type { KindFacts, SignerFacts, Source } from './kinds-facts.ts';
import { kubeletClient, kubeletServing, userClient } from './kinds-names.ts';

const day = 86_400;
const year = 365 * day;
const seen = '2026-11-22';

const asUpstream = (facts: Partial<SignerFacts>): SignerFacts => ({
  signs: 'as upstream',
  usages: null,
  maxLifetimeSeconds: null,
  conditions: [],
  differences: [],
  instead: null,
  unproven: null,
  source: null,
  ...facts,
});

const guide: Source = { where: 'https://docs.aws.amazon.com/eks/latest/userguide/cert-signing.html', seen };
const appServing = 'beta.eks.amazonaws.com/app-serving';

/** Amazon runs signers of its own and keeps the key of the cluster's CA. */
export const eks: KindFacts = {
  title: 'Amazon EKS',
  maxLifetimeSeconds: year,
  signers: {
    [appServing]: {
      signs: 'within limits',
      usages: ['key encipherment', 'digital signature', 'server auth'],
      maxLifetimeSeconds: year,
      conditions: ['Nothing in the cluster distributes the CA of this signer to those who must trust it.'],
      differences: [
        'Extensions other than subjectAltName and the key usages are dropped, and the CA flag is not allowed.',
      ],
      instead: 'a signer name of your own that one of your rules signs, such as example.com/mtls',
      unproven: null,
      source: guide,
    },
    [userClient]: asUpstream({
      signs: 'not for you',
      instead: `IAM (EKS access entries) or an OIDC provider for people and programs, ${appServing} for servers`,
      source: { where: 'aws/containers-roadmap#1604', seen },
    }),
    [kubeletClient]: asUpstream({
      signs: 'not for you',
      instead: 'IAM roles, with which EKS nodes join: EKS signs no client certificates',
      source: guide,
    }),
    [kubeletServing]: asUpstream({
      signs: 'not for you',
      conditions: ['Only nodes get one: EKS holds the requested names against those of the node that asks.'],
      instead: `${appServing} for services`,
      source: { where: 'admiraltyio/admiralty#120', seen },
    }),
  },
};

const gkeSigner: Source = {
  where: 'kubernetes/cloud-provider-gcp:cmd/gcp-controller-manager/csr_signer.go@d6fb31a',
  seen,
};
const gkeSays = asUpstream({
  differences: [
    'A service of Google signs, not kube-controller-manager; what it refuses is an event (SigningError), not Failed.',
  ],
  unproven: 'which usages, names and lifetimes that service grants',
  source: gkeSigner,
});

/** Google's controller sends what is approved to a signing service outside the cluster. */
export const gke: KindFacts = {
  title: 'Google GKE',
  maxLifetimeSeconds: year,
  signers: {
    [userClient]: { ...gkeSays, instead: 'OpenID Connect, as the CIS benchmark for GKE advises' },
    [kubeletClient]: gkeSays,
    [kubeletServing]: gkeSays,
  },
};

const aksGuide: Source = { where: 'https://learn.microsoft.com/en-us/azure/aks/certificate-rotation', seen };

/** Of its signers Microsoft only says that the cluster's CA signs for kubelets. */
export const aks: KindFacts = {
  title: 'Azure AKS',
  maxLifetimeSeconds: year,
  signers: {
    [userClient]: asUpstream({
      unproven: 'whether AKS signs client certificates for users, and for how long',
    }),
    [kubeletClient]: asUpstream({
      conditions: ["The cluster's CA signs what kubelets ask for."],
      unproven: 'for how long AKS signs',
      source: aksGuide,
    }),
    [kubeletServing]: asUpstream({ unproven: 'whether AKS signs serving certificates for nodes' }),
  },
};

const k3sFlags: Source = {
  where: 'k3s-io/k3s:pkg/daemons/control/server.go@0103601 (since 1.20.8, k3s-io/k3s#3259)',
  seen,
};
const clientCa = asUpstream({
  conditions: ['The trust bundle is the client CA (server/tls/client-ca.crt).'],
  source: k3sFlags,
});

/** kube-controller-manager as upstream, with two CAs and no lifetime flag, so a year. */
export const k3s: KindFacts = {
  title: 'k3s',
  maxLifetimeSeconds: year,
  signers: {
    [userClient]: clientCa,
    [kubeletClient]: clientCa,
    [kubeletServing]: {
      ...clientCa,
      conditions: ['The trust bundle is the server CA (server/tls/server-ca.crt).'],
    },
  },
};
