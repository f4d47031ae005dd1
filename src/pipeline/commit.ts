import { isCountersignError } from '../errors.ts';
import type { Ledger } from './ledger.ts';
import { loadLedger } from './observe.ts';
import type { IssuePorts } from './ports.ts';
import { withRetry } from './retry.ts';
import type { Tip } from './tip.ts';

/** How often a commit is made anew on a branch that others move. */
const maxAttempts = 10;
const delayMilliseconds = 100;

/** What to commit on top of a ledger; null where nothing is left to do. */
export interface Change {
  readonly message: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/**
 * Commits against the expected head. On a branch that moved meanwhile the change is drafted anew from what is there
 * now, so that two runners never record the same thing twice and the chain of records stays one.
 */
export async function commitChange(
  ports: IssuePorts,
  tip: Tip,
  draft: (ledger: Ledger) => Promise<Change | null>,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const ledger = await loadLedger(ports, tip);
    const change = await draft(ledger);
    if (change === null) return;
    try {
      await withRetry(ports.clock, () => ports.results.commit(ledger.head, change.message, change.files));
      return;
    } catch (error) {
      if (!isCountersignError(error, 'branch-moved') || attempt === maxAttempts) throw error;
      await ports.clock.sleep(delayMilliseconds * attempt);
    }
  }
}
