import type { Evidence } from '../approval/evidence.ts';
import { fillEntries } from '../approval/fill.ts';
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
  const names = countedIn(each, evidence).join(', ');
  try {
    await withRetry(clock, () => cluster.approve(object.object, conditionOf(evidence, names)));
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
  return taken('approve', `approved by ${names}`);
}

/** A note for people who look at the object; it proves nothing, since whoever may approve can write it. */
function conditionOf({ pullRequest, commit }: Evidence, names: string): CertificateSigningRequestCondition {
  const where = pullRequest.url === null ? '' : ` (${pullRequest.url})`;
  return {
    type: 'Approved',
    status: 'True',
    reason: approvalReason,
    message: `pull request #${pullRequest.number}${where}, commit ${commit}, approved by ${names}`,
  };
}

/** Those who count, each once: naming the author or a bot would say that they approved. */
function countedIn({ matter }: Case, evidence: Evidence): readonly string[] {
  const entries = matter?.selection?.rule.approvals ?? [];
  return fillEntries(entries, evidence).flatMap(({ have }) => have.map(({ login }) => login));
}
