/** What a scenario is, and the stage on which it plays: the same on every cluster. */
import type { Need } from '../cluster/plane.ts';
import type { Answer, CallOptions, Client } from './client.ts';

export interface Scenario {
  readonly title: string;
  /** What a cluster must have for it; it is skipped, with a reason, where that is missing. */
  readonly needs?: readonly Need[];
  readonly play: (stage: Stage) => Promise<void>;
}

export interface Stage extends Client {
  /** A call whose answer is to be the same everywhere. */
  see(
    step: string,
    user: string | null,
    method: string,
    path: string,
    options?: CallOptions,
  ): Promise<Answer>;
  /** Anything else that is to be the same everywhere. */
  note(step: string, value: unknown): void;
  /** Replaces a text that differs from run to run in all that is noted. */
  alias(text: string, name: string): void;
  /** Reads an object until `done`; fails after a while. */
  // biome-ignore lint/suspicious/noExplicitAny: an object of the API
  until(name: string, done: (object: any) => boolean): Promise<any>;
}

/** What one scenario saw, step by step. */
export type Sightings = Readonly<Record<string, unknown>>;
