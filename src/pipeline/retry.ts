import { isCountersignError } from '../errors.ts';
import type { Clock } from './ports.ts';

/** How often and how patiently an operation is tried again. Times in milliseconds. */
export interface Patience {
  readonly attempts: number;
  readonly firstDelay: number;
  readonly longestDelay: number;
}

export const defaultPatience: Patience = { attempts: 6, firstDelay: 250, longestDelay: 30_000 };

/**
 * Runs `operation` again while it fails with what may pass (429, 5xx, resets), waiting twice as long each time
 * or as long as the other side asked (`Retry-After`).
 *
 * Conflicts and moved branches are left to the caller: they mean that the world must be read again first.
 */
export async function withRetry<T>(
  clock: Clock,
  operation: () => Promise<T>,
  patience: Patience = defaultPatience,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await operation();
    } catch (error) {
      if (attempt >= patience.attempts || !mayPass(error)) throw error;
      await clock.sleep(delayBefore(error, attempt, patience));
    }
  }
}

function mayPass(error: unknown): boolean {
  if (!isCountersignError(error)) return false;
  return error.retryable && error.code !== 'cluster-conflict' && error.code !== 'branch-moved';
}

function delayBefore(error: unknown, attempt: number, patience: Patience): number {
  const asked = isCountersignError(error) ? error.retryAfterSeconds : null;
  const delay = asked === null ? patience.firstDelay * 2 ** (attempt - 1) : asked * 1000;
  return Math.min(delay, patience.longestDelay);
}
