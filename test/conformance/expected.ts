/** What real control planes were seen to do, by scenario (`record.ts` writes it). */
import { existsSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { Sightings } from './scenario.ts';

type Scenarios = Readonly<Record<string, Sightings>>;

interface Expected {
  /** Version of the control plane that was recorded. */
  readonly kubernetes: string;
  readonly scenarios: Scenarios;
}

/** Of the newest release, or of the minor release of a version (`v1.35.4`) where what differs there was recorded. */
export function readExpected(version?: string): Expected {
  const newest = read('expected.json');
  const minor = /^v(\d+\.\d+)\./.exec(version ?? '')?.[1];
  const file = `expected-${minor}.json`;
  if (minor === undefined || !existsSync(urlOf(file))) return newest;
  const { kubernetes, scenarios } = read(file);
  const merged = Object.entries(newest.scenarios).map(
    ([title, sightings]) => [title, { ...sightings, ...scenarios[title] }] as const,
  );
  return { kubernetes, scenarios: Object.fromEntries(merged) };
}

function urlOf(file: string): URL {
  return new URL(file, import.meta.url);
}

function read(file: string): Expected {
  return JSON.parse(readFileSync(urlOf(file), 'utf8')) as Expected;
}

/** The steps of `seen` that are not as in `base`. */
export function differences(seen: Scenarios, base: Scenarios): Scenarios {
  const all = Object.entries(seen).map(([title, sightings]) => {
    const steps = Object.entries(sightings).filter(
      ([step, sighting]) => !isDeepStrictEqual(sighting, base[title]?.[step]),
    );
    return [title, Object.fromEntries(steps)] as const;
  });
  return Object.fromEntries(all.filter(([, steps]) => Object.keys(steps).length > 0));
}
