import { evaluateEvidence, evaluateLocal } from '../approval/evaluate.ts';
import type { Evidence } from '../approval/evidence.ts';
import { blocks, type Finding, finding } from '../finding.ts';
import { evaluatePrediction } from '../kubernetes/evaluate.ts';
import { predict } from '../kubernetes/predict.ts';
import { evaluatePolicy } from '../policy/evaluate.ts';
import type { KeyIndex } from '../policy/never.ts';
import type { Policy, Selection } from '../policy/policy.ts';
import type { RequestReading } from '../request/request.ts';
import type { Verdict } from './plan.ts';

/** Everything a verdict on one request rests on. */
export interface Matter {
  readonly reading: RequestReading;
  /** The rule of the tip that selects it. */
  readonly selection: Selection | null;
  /** What the forge says of the merge that brought these bytes. */
  readonly evidence: Evidence | null;
  /** Why there is no evidence. */
  readonly evidenceFindings: readonly Finding[];
  /** The policy of the default branch now. */
  readonly tip: Policy;
  /** The policy that reviewers were shown, at the evidence's base; null where there was none. */
  readonly base: Policy | null;
  /** Who holds which public key. */
  readonly keys: KeyIndex;
  /** Whether the cluster is the embedded one; null where it could not be asked. */
  readonly embedded: boolean | null;
  /** Whether the signer's trust bundle is known. */
  readonly hasBundle: boolean;
}

/**
 * Whether a request may be issued at a moment: one function for every phase (threats 2, 16, 18). Both policies must
 * pass, that of the tip and that of the evidence's base, and the approvals that either asks for must be there.
 */
export function judge(matter: Matter, at: Date): Verdict {
  const { reading, tip, base, evidence } = matter;
  const findings = [
    ...reading.findings,
    ...judgeByPolicy(matter, tip, at),
    ...(evidence === null ? [...matter.evidenceFindings, ...missing(matter)] : []),
    ...(evidence !== null ? judgeBase(matter, base, at) : []),
    ...judgeBundle(matter),
    ...(evidence === null || matter.embedded === null ? [] : evaluateLocal(evidence, matter.embedded)),
  ];
  return blocks(findings) ? { kind: 'refused', findings } : { kind: 'allowed' };
}

/** The rule that selects a request, as one policy sees it. */
export function selectionBy(policy: Policy, reading: RequestReading): Selection | null {
  return evaluatePolicy(policy, reading).selection;
}

function judgeByPolicy(matter: Matter, policy: Policy, at: Date): readonly Finding[] {
  const { reading, evidence } = matter;
  const author = evidence?.pullRequest.author.login ?? null;
  const { selection, findings } = evaluatePolicy(policy, reading, { author, keys: matter.keys });
  if (selection === null) return blocks(findings) ? findings : [...findings, unselected(matter)];
  return [
    ...findings,
    ...judgePrediction(reading, selection, [...reading.findings, ...findings], at),
    ...(evidence === null ? [] : evaluateEvidence(evidence, selection.rule, at)),
  ];
}

/** What the cluster would refuse is not even tried: a Failed object would use the approval up. */
export function judgePrediction(
  reading: RequestReading,
  { rule, clusterPolicy }: Selection,
  known: readonly Finding[],
  at: Date,
): readonly Finding[] {
  const cluster = {
    kind: clusterPolicy.kind,
    maxLifetimeSeconds: clusterPolicy.maxLifetimeSeconds,
    authority: rule.authority === null ? null : rule.lifetime,
    trusted: new Set(Object.keys(clusterPolicy.trust)),
  };
  return evaluatePrediction(predict(reading, cluster, at), reading, known);
}

function judgeBase(matter: Matter, base: Policy | null, at: Date): readonly Finding[] {
  if (base !== null) return [...judgeByPolicy(matter, base, at), ...judgeCluster(matter, base)];
  return [
    finding('policy.not-set-up', {
      severity: 'error',
      message: 'There was no usable policy when this request was reviewed.',
      hint: 'Ask anew with the next countersign.dev/generation, now that there is a policy.',
      file: matter.reading.file.path,
    }),
  ];
}

/** Where a path does not name the cluster, policy does; what was approved for one is not issued in another. */
function judgeCluster({ reading, selection }: Matter, base: Policy): readonly Finding[] {
  const reviewed = selectionBy(base, reading);
  if (reviewed === null || selection === null || reviewed.cluster === selection.cluster) return [];
  return [
    finding('evidence.other-cluster', {
      message: `The request was approved for cluster ${reviewed.cluster}, and policy now puts it in ${selection.cluster}.`,
      hint: 'Ask anew with the next countersign.dev/generation.',
      file: reading.file.path,
    }),
  ];
}

function unselected({ reading }: Matter): Finding {
  return finding('policy.no-rule', {
    message: 'No single rule of the policy selects this request.',
    hint: 'Write the rule, or correct the path or the signer.',
    file: reading.file.path,
  });
}

function missing({ reading, evidenceFindings }: Matter): readonly Finding[] {
  if (blocks(evidenceFindings)) return [];
  return [
    finding('evidence.none', {
      message: 'No merged pull request is known that brought this file to the default branch.',
      hint: 'Open a pull request with the request, have it approved by its owners, and merge it.',
      file: reading.file.path,
    }),
  ];
}

function judgeBundle({ reading, hasBundle }: Matter): readonly Finding[] {
  if (hasBundle) return [];
  return [
    finding('certificate.no-trust-bundle', {
      message: `Policy names no trust bundle for signer ${reading.partial.signerName ?? ''} in this cluster.`,
      hint: 'Commit the CA certificate of that signer below trust/ and name it in clusters.<name>.trust.',
      file: reading.file.path,
    }),
  ];
}
