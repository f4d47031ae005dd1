import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../pipeline/ports.ts';

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => new Date(),
  sleep: (milliseconds) => wait(milliseconds),
};
