/** Who signs and who does not, in findings: what to use instead, what else must hold, what nobody has proven. */
import type { Finding } from '../finding.ts';
import type { FindingAt } from './evaluate.ts';
import { clusterKinds, signerFacts } from './kinds.ts';
import { isFindable, issuerFacts, parseIssuerName } from './kinds-cert-manager.ts';
import type { SignerFacts } from './kinds-facts.ts';
import type { ClusterPrediction } from './predict.ts';
import { isKubernetesSignerName } from './signer-name.ts';

const code = 'cluster.never-signed';
const pointer = '/spec/signerName';
const stays = 'the request would stay approved without a certificate';

/** Why no certificate would ever come, and what to use instead. */
export function evaluateNeverSigned({ spec, kind }: ClusterPrediction, at: FindingAt): Finding {
  const signerName = spec?.signerName ?? '';
  const facts = signerFacts(kind, signerName);
  if (facts !== null) return notForThis({ kind, signerName, facts, usages: spec?.usages ?? [] }, at);
  if (isKubernetesSignerName(signerName)) return noSuchSigner(signerName, at);
  return parseIssuerName(signerName) === null ? unknownSigner(signerName, at) : noIssuer(signerName, at);
}

interface Refused {
  readonly kind: ClusterPrediction['kind'];
  readonly signerName: string;
  readonly facts: SignerFacts;
  readonly usages: readonly string[];
}

function notForThis({ kind, signerName, facts, usages }: Refused, at: FindingAt): Finding {
  const { title } = clusterKinds[kind];
  const index = facts.usages === null ? -1 : usages.findIndex((usage) => !facts.usages?.includes(usage));
  if (facts.usages !== null && index >= 0) {
    return at(
      code,
      `/spec/usages/${index}`,
      `On ${title}, ${signerName} does not sign for the usage ${usages[index]}: ${stays}.`,
      `List only ${facts.usages.join(', ')}; for other usages use ${facts.instead} (${sourceOf(facts)}).`,
    );
  }
  return at(
    code,
    pointer,
    `On ${title}, ${signerName} issues nothing for this request: ${stays}.`,
    [...facts.conditions, `Use ${facts.instead} (${sourceOf(facts)}).`].join(' '),
  );
}

function sourceOf({ source }: SignerFacts): string {
  return source === null ? 'no source found' : `${source.where}, seen ${source.seen}`;
}

function noSuchSigner(signerName: string, at: FindingAt): Finding {
  return at(
    code,
    pointer,
    `No Kubernetes signer is called ${signerName}: ${stays}.`,
    'The signers are kubernetes.io/kube-apiserver-client (users of the API), kubernetes.io/kubelet-serving and kubernetes.io/kube-apiserver-client-kubelet (nodes); for services use a name of your own, such as example.com/serving.',
  );
}

function unknownSigner(signerName: string, at: FindingAt): Finding {
  return at(
    code,
    pointer,
    `Nobody known signs for ${signerName}: unless a controller of yours does, the request stays approved without a certificate.`,
    `Write a rule for ${signerName} with an authority in the policy, or make sure that its controller runs in the cluster.`,
    { severity: 'warning' },
  );
}

function noIssuer(signerName: string, at: FindingAt): Finding {
  const issuer = parseIssuerName(signerName);
  if (issuer === null || !isFindable(issuer)) {
    return at(
      code,
      pointer,
      `cert-manager finds no issuer by the name ${signerName}: ${stays}.`,
      'Write issuers.cert-manager.io/<namespace>.<name> for an Issuer, clusterissuers.cert-manager.io/<name> for a ClusterIssuer.',
    );
  }
  const [switchedOn] = issuerFacts(issuer).conditions;
  return at(
    code,
    pointer,
    `Nothing says that cert-manager signs for ${signerName} in this cluster: where it does not, ${stays}.`,
    `Where it does, name the issuer's trust bundle in the policy (clusters.<name>.trust). ${switchedOn}`,
    { severity: 'warning' },
  );
}

/** What else must hold for a certificate to come, and what is taken to be as upstream without proof. */
export function evaluateSigner({ spec, kind, byAuthority }: ClusterPrediction, at: FindingAt): Finding[] {
  const signerName = spec?.signerName ?? '';
  const issuer = parseIssuerName(signerName);
  const facts = issuer === null ? signerFacts(kind, signerName) : issuerFacts(issuer);
  if (facts === null || byAuthority) return [];
  const title = issuer === null ? clusterKinds[kind].title : 'cert-manager';
  return [
    ...(facts.signs === 'within limits' ? [conditionsOf(signerName, title, facts, at)] : []),
    ...(facts.unproven === null ? [] : [unproven(signerName, title, facts, at)]),
  ];
}

function conditionsOf(signerName: string, title: string, facts: SignerFacts, at: FindingAt): Finding {
  return at(
    'cluster.signer-conditions',
    pointer,
    `${title} signs for ${signerName} under conditions that this file cannot show.`,
    `${facts.conditions.join(' ')} (${sourceOf(facts)})`,
  );
}

function unproven(signerName: string, title: string, facts: SignerFacts, at: FindingAt): Finding {
  return at(
    'cluster.signer-unproven',
    pointer,
    `For ${signerName} on ${title}, no source says ${facts.unproven}; it is predicted as upstream Kubernetes does it.`,
    [
      ...facts.conditions,
      ...facts.differences,
      `Try one request in such a cluster before others rely on it (${sourceOf(facts)}).`,
    ].join(' '),
  );
}
