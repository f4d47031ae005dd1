import type { Evidence } from '../approval/evidence.ts';
import { isCountersignError } from '../errors.ts';
import { type CertificateSigningRequestCondition, hasCondition } from '../kubernetes/object.ts';
import { taken } from './attempt.ts';
import type { Case } from './case.ts';
import { differencesOf } from './locate.ts';
import type { Step } from './plan.ts';
import type { Clock, Cluster } from './ports.ts';
import { withRetry } from './retry.ts';

export const approvalReason = 'CountersignMerged';

/**
 * Sets Approved on the very object that was judged: the write carries its uid and resourceVersion, so an object
 * planted or altered in between is refused by the server (threat 18). Needs an intent; the plan has seen to it.
 */
export async function approveCase(each: Case, cluster: Cluster, clock: Clock): Promise<Step> {
  const { object, intent, matter, sought } = each;
  const evidence = matter?.evidence ?? null;
  if (object.kind !== 'present' || intent === null || evidence === null || sought === null)
    throw new Error('only an intended, proven object is approved');
  const message = `approved by ${loginsOf(evidence).join(', ')}`;
  try {
    await withRetry(clock, () => cluster.approve(object.object, conditionOf(evidence)));
  } catch (error) {
    if (!isCountersignError(error, 'cluster-conflict')) throw error;
    const now = await withRetry(clock, () => cluster.get(intent.object.name));
    const isDone =
      now !== null &&
      now.metadata.uid === intent.object.uid &&
      hasCondition(now, 'Approved') &&
      differencesOf(sought, now).length === 0;
    if (!isDone) throw error;
  }
  return taken('approve', message);
}

/** A note for people who look at the object; it proves nothing, since whoever may approve can write it. */
function conditionOf(evidence: Evidence): CertificateSigningRequestCondition {
  const { pullRequest, commit } = evidence;
  const where = pullRequest.url === null ? '' : ` (${pullRequest.url})`;
  const names = loginsOf(evidence).join(', ');
  return {
    type: 'Approved',
    status: 'True',
    reason: approvalReason,
    message: `pull request #${pullRequest.number}${where}, commit ${commit}, approved by ${names}`,
  };
}

/** Each person once, however many entries they could fill. */
function loginsOf({ approvers }: Evidence): readonly string[] {
  return [...new Set(approvers.map(({ login }) => login))];
}
