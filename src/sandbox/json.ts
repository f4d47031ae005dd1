/** Reading JSON bodies as kube-apiserver does (`sigs.k8s.io/json`): bounded depth, repeated keys noticed. */
import type { JsonValue } from '../model.ts';

export type JsonReading =
  | {
      readonly value: JsonValue;
      /** Paths of keys that stand twice in one object (`spec.signerName`); the last value counts. */
      readonly duplicates: readonly string[];
    }
  | { readonly fault: string };

/** Nesting that Go's decoder takes (`encoding/json/scanner.go`, maxNestingDepth). */
const maxDepth = 10_000;

/** Faults of strict decoding that are told (`sigs.k8s.io/json`). */
const maxReported = 100;

/** Parses a JSON text; a fault is in words of our own, since Go's name byte offsets of its own scanner. */
export function parseJson(text: string): JsonReading {
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    return { fault: text.trim() === '' ? 'unexpected end of JSON input' : 'the body is not valid JSON' };
  }
  const duplicates = findDuplicates(text);
  return duplicates === null ? { fault: 'exceeded max depth' } : { value, duplicates };
}

interface Level {
  /** Keys seen in this object; null in an array. */
  readonly keys: Set<string> | null;
  readonly parent: Level | undefined;
  /** The key whose value is being read, or the index. */
  current: string;
  index: number;
}

/** Walks the tokens of a text known to be JSON; null when it is nested too deep. */
function findDuplicates(text: string): readonly string[] | null {
  const found: string[] = [];
  const levels: Level[] = [];
  for (const [token, colon] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|[{}[\],]/gs)) {
    if (colon !== undefined) noteKey(levels.at(-1), token.slice(0, -colon.length), found);
    else step(levels, token);
    if (levels.length > maxDepth) return null;
  }
  return found;
}

/** Follows a bracket or comma; a string value changes nothing. */
function step(levels: Level[], token: string): void {
  const top = levels.at(-1);
  if (token === '{' || token === '[') levels.push(openLevel(token, top));
  else if (token === '}' || token === ']') levels.pop();
  else if (token === ',' && top !== undefined) top.index += 1;
}

function openLevel(bracket: string, parent: Level | undefined): Level {
  return { keys: bracket === '{' ? new Set() : null, parent, current: '', index: 0 };
}

/** `spec.usages[1].x`; made only for what is reported, since a path at depth 10,000 is long. */
function placeIn(level: Level): string {
  const above = level.parent === undefined ? '' : placeIn(level.parent);
  if (level.keys === null) return `${above}[${level.index}]`;
  return above === '' ? level.current : `${above}.${level.current}`;
}

function noteKey(level: Level | undefined, quoted: string, found: string[]): void {
  if (level?.keys == null) return;
  level.current = JSON.parse(quoted) as string;
  if (level.keys.has(level.current) && found.length < maxReported) found.push(placeIn(level));
  level.keys.add(level.current);
}
