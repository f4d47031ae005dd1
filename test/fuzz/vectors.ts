/** Disagreements found and mended, with the oracle's answer, so that they are replayed where there is no Go. */
import { readFileSync } from 'node:fs';
import type { Case } from './generators.ts';
import type { CsrAnswer, ManifestAnswer } from './oracle.ts';

export interface FuzzVector extends Case {
  /** What was wrong on our side. */
  readonly why: string;
  readonly answer: ManifestAnswer | CsrAnswer;
}

/** One JSON value a line, made by `keep.ts`. */
export const vectorFile = new URL('../vectors/fuzz/found.jsonl', import.meta.url);

export function readFuzzVectors(): FuzzVector[] {
  const lines = readFileSync(vectorFile, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as FuzzVector);
}
