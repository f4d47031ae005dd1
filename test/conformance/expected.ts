/** What a real control plane was seen to do, by scenario (`record.ts` writes it). */
import { readFileSync } from 'node:fs';
import type { Sightings } from './scenario.ts';

interface Expected {
  /** Version of the control plane that was recorded. */
  readonly kubernetes: string;
  readonly scenarios: Readonly<Record<string, Sightings>>;
}

export function readExpected(): Expected {
  return JSON.parse(readFileSync(new URL('expected.json', import.meta.url), 'utf8')) as Expected;
}
