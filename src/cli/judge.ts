/** The judge of many requests, for whatever thread it sits in. */
import type { SourceFile } from '../model.ts';
import { type Court, judgePortion } from '../pipeline/portion.ts';
import type { JudgedPortion, JudgeOrder } from '../pipeline/ports.ts';
import { parsePolicy } from '../policy/parse.ts';
import { packRequests } from './packed-requests.ts';

/** What a judge is told once, before the first order. */
export interface Appointment {
  /** The policy at the base. */
  readonly policy: SourceFile | null;
  readonly now: Date;
  readonly author: string | null;
}

/** Parses the policy once, and judges orders by it. */
export function appointJudge({ policy, now, author }: Appointment): (order: JudgeOrder) => JudgedPortion {
  const court: Court = { policy: policy === null ? null : parsePolicy(policy).policy, now, author };
  return ({ files, holders }) => {
    const { requests, findings, keys } = judgePortion(files, court, holders);
    return {
      packed: packRequests(requests),
      count: requests.length,
      fails: requests.some(({ verdict }) => verdict === 'fail'),
      findings,
      keys,
    };
  };
}
