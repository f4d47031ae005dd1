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
  readonly path: string;
  /** The key whose value is being read, or the index. */
  current: string;
  index: number;
}

/** Walks the tokens of a text known to be JSON; null when it is nested too deep. */
function findDuplicates(text: string): readonly string[] | null {
  const found: string[] = [];
  const levels: Level[] = [];
  const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|[{}[\],]/gs;
  for (let token = tokens.exec(text); token !== null; token = tokens.exec(text)) {
    const top = levels.at(-1);
    const [whole, colon] = token;
    if (whole === '{' || whole === '[') {
      if (levels.length >= maxDepth) return null;
      levels.push(openLevel(whole, top));
    } else if (whole === '}' || whole === ']') levels.pop();
    else if (whole === ',') advance(top);
    else if (colon !== undefined) noteKey(top, whole.slice(0, -colon.length), found);
  }
  return found;
}

function openLevel(bracket: string, parent: Level | undefined): Level {
  const path = parent === undefined ? '' : placeIn(parent);
  return { keys: bracket === '{' ? new Set() : null, path, current: '', index: 0 };
}

function placeIn(level: Level): string {
  if (level.keys === null) return `${level.path}[${level.index}]`;
  return level.path === '' ? level.current : `${level.path}.${level.current}`;
}

function advance(level: Level | undefined): void {
  if (level !== undefined) level.index += 1;
}

function noteKey(level: Level | undefined, quoted: string, found: string[]): void {
  if (level?.keys == null) return;
  level.current = JSON.parse(quoted) as string;
  if (level.keys.has(level.current)) found.push(placeIn(level));
  level.keys.add(level.current);
}
