import { blocks, compareFindings, type Finding } from '../finding.ts';
import { evaluatePrediction } from '../kubernetes/evaluate.ts';
import { type PredictedCluster, predict, toPrediction } from '../kubernetes/predict.ts';
import type { SourceFile } from '../model.ts';
import { evaluatePolicy, type PolicyEvaluation } from '../policy/evaluate.ts';
import { formatSubject, identityOfKey, type KeyIndex } from '../policy/never.ts';
import type { Policy, Selection } from '../policy/policy.ts';
import type { Change, ReportedIdentity, ReportedRequest } from '../report.ts';
import { nameOf, requestsFolder } from '../request/path.ts';
import { readRequest } from '../request/read.ts';
import type { RequestReading } from '../request/request.ts';
import { describeCsr, identityWords, wordsBeyond } from './identity-words.ts';
import { assessRisk } from './risk.ts';

/** One request as it is judged: the file read, and the same request before the change. */
export interface Subject {
  readonly reading: RequestReading;
  readonly change: Change;
  readonly before: RequestReading | null;
  /** Path it had before, where the file only moved. */
  readonly movedFrom: string | null;
  /** Findings of others about this file: a private key in it. */
  readonly found: readonly Finding[];
}

/** What requests are judged by. */
export interface Judgement {
  /** Null where there is none: then only the cluster is asked. */
  readonly policy: Policy | null;
  readonly now: Date;
  /** Login of the pull request's author, where it is known. */
  readonly author: string | null;
  /** Who else holds the key of a request. */
  readonly holders: (reading: RequestReading) => KeyIndex;
}

/** Reads a file of a repository (`layout`: its path counts) or one that somebody named. */
export function readSubject(file: SourceFile, layout: boolean): RequestReading {
  return readRequest(file, { layout });
}

/** Judges one request: what the cluster would do, what policy says, what is at stake (design section 5). */
export function reportRequest(subject: Subject, judgement: Judgement): ReportedRequest {
  const { reading } = subject;
  const evaluation = evaluatePolicy(judgement.policy, reading, {
    author: judgement.author,
    keys: withEarlier(judgement.holders(reading), subject),
  });
  const prediction = predict(reading, clusterOf(evaluation, judgement.policy, reading), judgement.now);
  const known = [...reading.findings, ...subject.found, ...evaluation.findings];
  const predicted = evaluatePrediction(prediction, reading, known);
  const findings = [...withoutEchoes(known, predicted), ...predicted].sort(compareFindings);
  return {
    file: reading.file.path,
    change: subject.change,
    ...describePlace(reading, evaluation.closest),
    ...describeContent(subject),
    rule: evaluation.selection?.rule.name ?? null,
    prediction: toPrediction(prediction),
    powers: null,
    approvals: describeApprovals(evaluation.selection),
    author: judgement.author,
    verdict: blocks(findings) ? 'fail' : 'pass',
    findings,
  };
}

/** Where the signer would refuse outright, the finding says what it is for; the warning adds nothing. */
function withoutEchoes(known: readonly Finding[], predicted: readonly Finding[]): readonly Finding[] {
  const isRefused = predicted.some(({ code }) => code === 'cluster.signer-would-refuse');
  return isRefused ? known.filter(({ code }) => code !== 'name.service-as-user') : known;
}

/** The keys' holders, and the request itself as it was: its key was approved for what it asked for then. */
function withEarlier(holders: KeyIndex, { reading, before }: Subject): KeyIndex {
  const csr = before?.partial.csr ?? null;
  if (csr === null) return holders;
  const { spkiSha256 } = csr.key;
  const subject = formatSubject(csr.subject);
  const earlier = { path: reading.file.path, subject, identity: identityOfKey(subject, csr.sans) };
  return new Map([...holders, [spkiSha256, [earlier, ...(holders.get(spkiSha256) ?? [])]]]);
}

/** A request that the change takes away: nothing is asked any more, so there is nothing to judge. */
export function reportRemoval(before: RequestReading, policy: Policy | null): ReportedRequest {
  const { selection, closest } = evaluatePolicy(policy, before);
  const identity = identityOf(before);
  return {
    file: before.file.path,
    change: 'removed',
    ...describePlace(before, closest),
    ...identity,
    rule: selection?.rule.name ?? null,
    prediction: null,
    risk: null,
    before: identity,
    gained: [],
    lost: identityWords(identity.csr, identity.usages),
    predecessor: null,
    powers: null,
    approvals: describeApprovals(selection),
    reason: before.partial.reason,
    author: null,
    verdict: 'pass',
    findings: [],
  };
}

const anyCluster: PredictedCluster = { kind: 'upstream', maxLifetimeSeconds: null, authority: null };

/** The cluster that the path names, by policy; without one, plain Kubernetes with its defaults. */
function clusterOf(
  evaluation: PolicyEvaluation,
  policy: Policy | null,
  reading: RequestReading,
): PredictedCluster {
  const { closest, selection } = evaluation;
  const cluster = closest?.cluster ?? nameOf(reading.file.path).folders[0] ?? '';
  const known =
    policy !== null && Object.hasOwn(policy.clusters, cluster) ? policy.clusters[cluster] : undefined;
  if (known === undefined) return anyCluster;
  const rule = selection?.rule ?? null;
  const ours = rule !== null && rule.authority !== null;
  return {
    kind: known.kind,
    maxLifetimeSeconds: known.maxLifetimeSeconds,
    authority: ours
      ? { defaultSeconds: rule.lifetime.defaultSeconds, maxSeconds: rule.lifetime.maxSeconds }
      : null,
    trusted: new Set(Object.keys(known.trust)),
  };
}

type Place = Pick<ReportedRequest, 'name' | 'cluster' | 'namespace'>;

/** Where it belongs: by the captures of the rule or, where none knows the path, by its folders. */
function describePlace(reading: RequestReading, selection: Selection | null): Place {
  const { path } = reading.file;
  const { folders, stem } = nameOf(path);
  const inside = path.startsWith(requestsFolder);
  const name = reading.partial.name ?? (inside ? stem : null);
  if (selection !== null) {
    return { name, cluster: selection.cluster, namespace: selection.captures['namespace'] ?? null };
  }
  const namespace = folders.length === 2 ? folders[1] : undefined;
  return {
    name,
    cluster: inside ? (folders[0] ?? null) : null,
    namespace: inside ? (namespace ?? null) : null,
  };
}

type Content = Pick<
  ReportedRequest,
  | 'signerName'
  | 'csr'
  | 'usages'
  | 'expirationSeconds'
  | 'risk'
  | 'before'
  | 'gained'
  | 'lost'
  | 'predecessor'
  | 'reason'
>;

function describeContent({ reading, before, movedFrom }: Subject): Content {
  const identity = identityOf(reading);
  const earlier = before === null ? null : identityOf(before);
  const words = identityWords(identity.csr, identity.usages);
  const earlierWords = earlier === null ? [] : identityWords(earlier.csr, earlier.usages);
  const gained = wordsBeyond(words, earlierWords);
  return {
    ...identity,
    risk: identity.csr === null ? null : assessRisk(identity, earlier, gained),
    before: earlier,
    gained,
    lost: wordsBeyond(earlierWords, words),
    predecessor: reading.request?.annotations.replaces ?? movedFrom,
    reason: reading.partial.reason,
  };
}

function identityOf({ partial }: RequestReading): ReportedIdentity {
  const { signerName, csr, usages, expirationSeconds } = partial;
  return { signerName, csr: csr === null ? null : describeCsr(csr), usages, expirationSeconds };
}

/** What the rule wants; who has given it is for the forge to say, and null until it was asked. */
function describeApprovals(selection: Selection | null): ReportedRequest['approvals'] {
  return (selection?.rule.approvals ?? []).map(({ from, min }) => ({
    from,
    min,
    have: [],
    missing: [],
    excluded: [],
    provable: null,
  }));
}
