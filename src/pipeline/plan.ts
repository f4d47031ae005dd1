import type { Finding } from '../finding.ts';
import { type CertificateSigningRequest, hasCondition } from '../kubernetes/object.ts';
import type { StepAction } from '../report.ts';
import type { Intent } from './intent.ts';
import type { Account } from './ledger.ts';
import type { SignedRecord } from './verify-record.ts';

/** What policy and evidence say of a request at this moment. `unknown`: they could not be asked. */
export type Verdict =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] }
  | { readonly kind: 'unknown'; readonly reason: string; readonly hint: string | null };

/** What lies in the cluster under the names of a request. */
export type ObservedObject =
  /** The cluster could not be asked. */
  | { readonly kind: 'unknown'; readonly reason: string; readonly hint: string | null }
  /** None of ours; the name to create one under, or null where all are taken by strangers. */
  | { readonly kind: 'none'; readonly nextName: string | null }
  /** The object that an intent names is there no more, or another one has its name. */
  | { readonly kind: 'gone' }
  /** `differences` from what we would create; only objects that an intent names have any. */
  | {
      readonly kind: 'present';
      readonly object: CertificateSigningRequest;
      readonly differences: readonly string[];
    };

/** All that the plan for one request depends on. */
export interface Situation {
  readonly identity: string | null;
  readonly verdict: Verdict;
  readonly account: Account;
  /** The intent of this identity. */
  readonly intent: Intent | null;
  /** The record of this identity, or what keeps it from counting. */
  readonly record: SignedRecord | Finding | null;
  /** Whether any commit of the results branch ever recorded this identity as started or issued. */
  readonly everStarted: boolean;
  readonly object: ObservedObject;
  /** The authority of ours that signs, or null where the cluster's own signer does. */
  readonly authority: string | null;
  /** The request is no longer on the default branch; only its unfinished issuance is left. */
  readonly withdrawn: boolean;
}

export interface Step {
  readonly action: StepAction;
  readonly reason: string | null;
  readonly hint: string | null;
}

/**
 * The one next step for a request. Pure and level-triggered: it looks at what is, never at what was done, so that
 * a run that died is continued by the next and a second run changes nothing.
 */
export function planStep(situation: Situation): Step {
  const fault = situation.account.faults[0];
  if (fault !== undefined) return refuse(fault);
  if (situation.record !== null) return planRecorded(situation, situation.record);
  if (situation.intent !== null) return planStarted(situation);
  if (situation.withdrawn) return step('nothing', 'the request left the default branch');
  if (situation.everStarted) return refuseText(identityUsed.reason, identityUsed.hint);
  return planFresh(situation);
}

const identityUsed = {
  reason: 'this identity was started or issued before, and the account of it is gone',
  hint: 'an approval is used once: ask anew with the next countersign.dev/generation and a new approval',
};

function planRecorded({ account }: Situation, record: SignedRecord | Finding): Step {
  if ('code' in record) return refuse(record);
  const { certificate, outcome, problems } = record.record;
  if (outcome === 'refused')
    return refuseText(
      `certificate ${certificate.serial} was issued and refused: ${problems.map(({ message }) => message).join('; ')}`,
      `it is good until ${certificate.notAfter} for whoever holds it; ask anew with the next countersign.dev/generation`,
    );
  const until = `certificate ${certificate.serial}, until ${certificate.notAfter}`;
  return isCurrent(account, record)
    ? step('nothing', `issued: ${until}`)
    : step('record', `${until}, is not the one the branch gives out`);
}

/**
 * Whether the branch gives out what it should: the certificate of this record, or of a newer one of the same path.
 * Those of another repository, which the same key may have signed, say nothing about it.
 */
function isCurrent({ current, records }: Account, { record }: SignedRecord): boolean {
  return records.some(
    ({ record: other, certificate }) =>
      other.outcome === 'issued' &&
      other.repository === record.repository &&
      other.issuedAt >= record.issuedAt &&
      current !== null &&
      certificate !== null &&
      Buffer.compare(current, certificate) === 0,
  );
}

function planStarted(situation: Situation): Step {
  const { object, intent } = situation;
  if (object.kind === 'unknown') return step('wait', object.reason, object.hint);
  if (object.kind !== 'present') return planLost(situation, intent);
  const ended = planEnded(object.object);
  if (ended !== null) return ended;
  if (situation.withdrawn)
    return step('wait', 'the request left the default branch; the cluster ends its object by itself');
  const stopped = planVerdict(situation.verdict);
  if (stopped !== null) return stopped;
  if (object.differences.length > 0)
    return refuseText(altered(object.object, object.differences), alteredHint);
  if (!hasCondition(object.object, 'Approved')) return step('approve');
  return situation.authority === null
    ? step(
        'wait',
        `approved; the cluster's signer has not signed yet`,
        'is that signer running in this cluster?',
      )
    : step('sign', `by our authority ${situation.authority}`);
}

/** Issued, Denied and Failed are final, whatever anybody thinks by now. A certificate is recorded in any case. */
function planEnded(object: CertificateSigningRequest): Step | null {
  if (object.status?.certificate) return step('collect');
  for (const type of ['Denied', 'Failed']) {
    const condition = object.status?.conditions?.find((entry) => entry.type === type);
    if (condition !== undefined)
      return refuseText(
        `the cluster's object is ${type}: ${condition.reason ?? 'no reason'}: ${condition.message ?? ''}`,
        'this is final in Kubernetes: mend the request and ask anew with the next countersign.dev/generation',
      );
  }
  return null;
}

function planLost({ withdrawn }: Situation, intent: Intent | null): Step {
  if (withdrawn) return step('nothing', 'the request left the default branch');
  return {
    action: 'lost',
    reason: `object ${intent?.object.name} is gone, and no certificate was recorded: one may have been issued and taken`,
    hint: 'nothing is repeated by itself: ask anew with the next countersign.dev/generation',
  };
}

function planFresh({ object, verdict }: Situation): Step {
  if (object.kind === 'unknown') return planVerdict(verdict) ?? step('wait', object.reason, object.hint);
  if (object.kind === 'present') {
    const ended = planEnded(object.object);
    if (ended !== null) return ended;
    if (hasCondition(object.object, 'Approved')) return refuseText(strangeApproval, strangeApprovalHint);
  }
  const stopped = planVerdict(verdict);
  if (stopped !== null) return stopped;
  if (object.kind === 'present') return step('approve');
  if (object.kind === 'none' && object.nextName !== null) return step('submit', `as ${object.nextName}`);
  return refuseText('every object name of this request is taken by objects that are not ours', alteredHint);
}

const strangeApproval = 'the object was approved without an intent of ours on the results branch';
const strangeApprovalHint =
  'somebody else approved it, or the branch was rewound: find out who, and ask anew with the next countersign.dev/generation';
const alteredHint = 'find out who may create or change CertificateSigningRequests in this cluster';

/** Says what of an object is not as we made it. */
export function altered(object: CertificateSigningRequest, differences: readonly string[]): string {
  return `object ${object.metadata.name} is not the one we created: ${differences.join(', ')}`;
}

function planVerdict(verdict: Verdict): Step | null {
  if (verdict.kind === 'allowed') return null;
  if (verdict.kind === 'unknown') return step('wait', verdict.reason, verdict.hint);
  const worst = verdict.findings.find((found) => found.severity === 'error') ?? verdict.findings[0];
  return worst === undefined ? refuseText('refused', null) : refuse(worst);
}

function step(action: StepAction, reason: string | null = null, hint: string | null = null): Step {
  return { action, reason, hint };
}

function refuse(found: Finding): Step {
  return refuseText(`${found.code}: ${found.message}`, found.hint);
}

function refuseText(reason: string, hint: string | null): Step {
  return { action: 'refuse', reason, hint };
}
