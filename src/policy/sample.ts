import { type Captures, capturesOf } from './pattern.ts';
import { fillPattern } from './profile.ts';

/** The shortest text there is for a capture or a star; no name or path is legal that is not legal with it. */
const filler = 'a';

/** Captures of a pattern, each with the shortest text. */
export function sampleCaptures(pattern: string): Captures {
  return Object.fromEntries(capturesOf(pattern).map((name) => [name, filler]));
}

/** The shortest text that a pattern matches: `*.{namespace}.svc` → `a.a.svc`. */
export function samplePattern(pattern: string): string {
  return fillPattern(pattern, sampleCaptures(pattern)).replaceAll('*', filler);
}
