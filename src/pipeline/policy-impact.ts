/** What a change of policy would do to what was issued, and to what waits. Pure. */
import { blocks, type Finding } from '../finding.ts';
import { evaluatePolicy } from '../policy/evaluate.ts';
import type { Policy } from '../policy/policy.ts';
import type { RequestReading } from '../request/request.ts';
import { judgePrediction } from './judge.ts';
import { comparePolicies, type PolicyChanges } from './policy-changes.ts';
import type { IssuanceRecord } from './record.ts';
import { readStatedRequest } from './stated-request.ts';

/** One certificate that was issued, by its record. */
export interface IssuedCertificate {
  readonly record: IssuanceRecord;
  /** Kind of its key, as policy names it; null where the certificate is not beside the record. */
  readonly key: string | null;
}

export interface ImpactInput {
  /** The policy in force; null where there is none. */
  readonly before: Policy | null;
  readonly after: Policy;
  readonly issued: readonly IssuedCertificate[];
  /** Requests of the default branch that no record settles. */
  readonly waiting: readonly RequestReading[];
  readonly now: Date;
}

/** What one policy says of a request. */
export interface Standing {
  readonly allowed: boolean;
  readonly rule: string | null;
  /** Why not: errors, in their order. */
  readonly reasons: readonly { readonly code: string; readonly message: string }[];
}

interface Effect {
  readonly file: string;
  readonly before: Standing;
  readonly after: Standing;
}

/** `refused`: it could not be asked for again; `allowed`: only now it could; `moved`: by another rule. */
export interface CertificateEffect extends Effect {
  readonly effect: 'refused' | 'allowed' | 'moved';
  readonly cluster: string;
  readonly serial: string;
  readonly notAfter: string;
}

/** `wakes`: the new policy allows what the old refused (threat 16); `stops`: it refuses what the old allowed. */
export interface WaitingEffect extends Effect {
  readonly effect: 'wakes' | 'stops';
}

export interface Impact {
  readonly changes: PolicyChanges;
  /** Live certificates that a policy treats otherwise; by path. */
  readonly certificates: readonly CertificateEffect[];
  /** How many live certificates there are, and how many the policy in force would refuse already. */
  readonly live: number;
  readonly refusedAlready: number;
  readonly waiting: readonly WaitingEffect[];
  /** How many requests wait at all. */
  readonly unissued: number;
}

/** Weighs a change of policy: what is live, what waits, and what the change says in words. */
export function assessImpact(input: ImpactInput): Impact {
  const { before, after, now } = input;
  const live = input.issued
    .filter(({ record }) => Date.parse(record.certificate.notAfter) > now.getTime())
    .map((issued) => ({ issued, ...bothStandings(input, (policy) => standingOfIssued(policy, issued)) }));
  const waiting = input.waiting.map((reading) => ({
    file: reading.file.path,
    ...bothStandings(input, (policy) => standingOfWaiting(policy, reading, now)),
  }));
  return {
    changes: comparePolicies(before, after),
    certificates: live.flatMap(certificateEffect).sort(byFile),
    live: live.length,
    refusedAlready: live.filter((each) => !each.before.allowed && !each.after.allowed).length,
    waiting: waiting.flatMap(waitingEffect).sort(byFile),
    unissued: waiting.length,
  };
}

const byFile = (a: Effect, b: Effect): number => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0);

const noPolicy: Standing = {
  allowed: false,
  rule: null,
  reasons: [{ code: 'policy.not-set-up', message: 'There is no usable policy.' }],
};

function bothStandings({ before, after }: ImpactInput, standing: (policy: Policy) => Standing) {
  return { before: before === null ? noPolicy : standing(before), after: standing(after) };
}

/** Whether the identity of a certificate could be asked for again. */
function standingOfIssued(policy: Policy, { record, key }: IssuedCertificate): Standing {
  const { request, lifetime, requester } = record;
  const reading = readStatedRequest({
    ...request,
    expirationSeconds: lifetime.requestedSeconds,
    key: key ?? '',
  });
  const { selection, findings } = evaluatePolicy(policy, reading, { author: requester.git?.login ?? null });
  const known = key === null ? findings.filter(({ code }) => code !== 'key.not-allowed') : findings;
  return standingOf(selection?.rule.name ?? null, [...reading.findings, ...known]);
}

/** What would be asked of it at its next step, but for the evidence, which no policy brings. */
function standingOfWaiting(policy: Policy, reading: RequestReading, now: Date): Standing {
  const { selection, findings } = evaluatePolicy(policy, reading);
  const known = [...reading.findings, ...findings];
  const predicted = selection === null ? [] : judgePrediction(reading, selection, known, now);
  return standingOf(selection?.rule.name ?? null, [...known, ...predicted]);
}

function standingOf(rule: string | null, findings: readonly Finding[]): Standing {
  const errors = findings.filter((found) => blocks([found]));
  const reasons = errors.map(({ code, message }) => ({ code, message }));
  return { allowed: rule !== null && errors.length === 0, rule, reasons };
}

interface Judged {
  readonly before: Standing;
  readonly after: Standing;
}

function certificateEffect({ issued, before, after }: Judged & { readonly issued: IssuedCertificate }) {
  const effect = effectOf(before, after);
  if (effect === null) return [];
  const { request, cluster, certificate } = issued.record;
  const { serial, notAfter } = certificate;
  return [{ effect, file: request.path, cluster: cluster.name, serial, notAfter, before, after }];
}

function effectOf(before: Standing, after: Standing): CertificateEffect['effect'] | null {
  if (before.allowed !== after.allowed) return after.allowed ? 'allowed' : 'refused';
  return after.allowed && before.rule !== after.rule ? 'moved' : null;
}

function waitingEffect(each: Judged & { readonly file: string }): readonly WaitingEffect[] {
  if (each.before.allowed === each.after.allowed) return [];
  return [{ ...each, effect: each.after.allowed ? 'wakes' : 'stops' }];
}
