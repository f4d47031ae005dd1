import { isCountersignError } from '../errors.ts';
import type { Case } from './case.ts';
import type { Step } from './plan.ts';
import type { Log } from './ports.ts';

/** What became of one step. */
export interface Outcome {
  readonly case: Case;
  readonly step: Step;
  /** An operation failed; the request is as it was, or a step further. */
  readonly failed: boolean;
}

/**
 * Takes one step for one request. What fails is said once, with its cure, and holds back no other request; a bug
 * of ours is not caught.
 */
export async function attemptStep(each: Case, log: Log, take: () => Promise<Step>): Promise<Outcome> {
  try {
    const step = await take();
    log.info(`${step.action} ${each.name}${step.reason === null ? '' : `: ${step.reason}`}`);
    return { case: each, step, failed: false };
  } catch (error) {
    if (!isCountersignError(error)) throw error;
    const step: Step = {
      action: error.retryable ? 'wait' : 'refuse',
      reason: `${error.code}: ${error.message}`,
      hint: error.hint ?? (error.retryable ? 'the next run continues here' : null),
    };
    log.info(`${step.action} ${each.name}: ${step.reason}`);
    return { case: each, step, failed: true };
  }
}

/** How a step says that it was taken. */
export function taken(action: Step['action'], reason: string): Step {
  return { action, reason, hint: null };
}
