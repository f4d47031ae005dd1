import type { Clock } from '../../src/pipeline/ports.ts';

/** A clock that stands still until somebody sleeps or moves it. */
export interface FixedClock extends Clock {
  advance(seconds: number): void;
  /** Milliseconds of every sleep, in order. */
  readonly sleeps: readonly number[];
}

export function fixedClock(start: Date = new Date('2026-11-22T12:00:00Z')): FixedClock {
  let now = start.getTime();
  const sleeps: number[] = [];
  return {
    now: () => new Date(now),
    sleep: async (milliseconds) => {
      sleeps.push(milliseconds);
      now += milliseconds;
      // A turn of the loop, so that two runners on one clock do take turns.
      await new Promise((resolve) => setImmediate(resolve));
    },
    advance: (seconds) => {
      now += seconds * 1000;
    },
    sleeps,
  };
}
