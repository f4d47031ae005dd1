import type { ReportedIdentity, Risk } from '../report.ts';

type Level = Risk['level'];
type Reason = readonly [Exclude<Level, 'routine'>, string];

/** What is at stake when a request is issued, apart from whether it would be; see `describeCsr` for the identity. */
export function assessRisk(
  now: ReportedIdentity,
  before: ReportedIdentity | null,
  gained: readonly string[],
): Risk {
  const reasons = [
    ...signerReasons(now),
    ...groupReasons(now),
    ...nameReasons(now),
    ...changeReasons(now, before, gained),
  ];
  const level = reasons.some(([one]) => one === 'powerful')
    ? 'powerful'
    : reasons.length > 0
      ? 'notable'
      : 'routine';
  return { level, reasons: reasons.map(([, words]) => words) };
}

const signers: Readonly<Record<string, Reason>> = {
  'kubernetes.io/kube-apiserver-client': [
    'notable',
    "it logs its holder in to the cluster's API, and cannot be revoked",
  ],
  'kubernetes.io/kube-apiserver-client-kubelet': ['powerful', 'its holder acts as a node of the cluster'],
  'kubernetes.io/kubelet-serving': ['notable', 'its holder answers for a node of the cluster'],
  'kubernetes.io/legacy-unknown': ['notable', 'its signer makes no promise about who trusts it'],
};

function signerReasons({ signerName, csr }: ReportedIdentity): Reason[] {
  if (signerName === 'kubernetes.io/kube-apiserver-client' && csr?.subject.commonName === null)
    return [['notable', 'without a common name it logs nobody in']];
  const reason = signerName !== null && Object.hasOwn(signers, signerName) ? signers[signerName] : undefined;
  return reason === undefined ? [] : [reason];
}

/** Groups that Kubernetes itself gives meaning to; what any other may do is not known here. */
const reserved = /^(?:system|kubeadm):/;

function groupReasons({ signerName, csr }: ReportedIdentity): Reason[] {
  const reachesApi = signerName?.startsWith('kubernetes.io/kube-apiserver-client') ?? false;
  if (!reachesApi || csr === null) return [];
  const { commonName, organizations } = csr.subject;
  const mighty = [...organizations, ...(commonName === null ? [] : [commonName])].filter((name) =>
    reserved.test(name),
  );
  const open = organizations.filter((group) => !reserved.test(group));
  return [
    ...mighty.map(
      (name): Reason => ['powerful', `${JSON.stringify(name)} has a meaning of its own in Kubernetes`],
    ),
    ...open.map(
      (group): Reason => [
        'notable',
        `what group ${JSON.stringify(group)} may do in the cluster is not known`,
      ],
    ),
  ];
}

function nameReasons({ csr }: ReportedIdentity): Reason[] {
  const wildcards = csr?.dnsNames.filter((name) => name.startsWith('*')) ?? [];
  return wildcards.map((name) => ['notable', `${JSON.stringify(name)} stands for every name of its kind`]);
}

function changeReasons(
  now: ReportedIdentity,
  before: ReportedIdentity | null,
  gained: readonly string[],
): Reason[] {
  if (before === null) return [];
  const reasons: Reason[] = [];
  if (before.signerName !== now.signerName) reasons.push(['notable', 'another signer than before']);
  if (gained.length > 0) reasons.push(['notable', 'it gains names, groups or usages']);
  if ((now.expirationSeconds ?? 0) > (before.expirationSeconds ?? Number.POSITIVE_INFINITY)) {
    reasons.push(['notable', 'it lives longer than before']);
  }
  return reasons;
}
