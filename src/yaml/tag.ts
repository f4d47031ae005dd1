import type { JsonValue } from '../model.ts';
import { readPlain } from './scalar.ts';

const standard = 'tag:yaml.org,2002:';

/** A tagged scalar as Kubernetes reads it (`go.yaml.in/yaml/v2` resolve.go). */
interface TaggedReading {
  /** Undefined where Kubernetes refuses the pair of tag and text. */
  readonly value: JsonValue | undefined;
  /** Whether other readers agree; only `!!str` is read by everyone as it says. */
  readonly alike: boolean;
}

/** Types that the resolver knows; behind any other name a scalar stays the text that it is. */
const resolved = new Set(['null', 'bool', 'int', 'float', 'timestamp', 'binary', 'merge']);

/** Reads the text of a scalar that carries `tag`, as written (`!!str`, `!<tag:yaml.org,2002:int>`, `!mine`). */
export function readTagged(tag: string, text: string): TaggedReading {
  const name = longName(tag);
  if (name === `${standard}str`) return { value: text, alike: true };
  if (!name.startsWith(standard)) return { value: text, alike: false };
  if (!resolved.has(name.slice(standard.length))) return { value: text, alike: false };
  const expected = { null: 'null', bool: 'boolean', int: 'number', float: 'number' }[
    name.slice(standard.length)
  ];
  const { value } = readPlain(text);
  const fits = expected !== undefined && (value === null ? 'null' : typeof value) === expected;
  return { value: fits ? value : undefined, alike: false };
}

function longName(tag: string): string {
  if (tag.startsWith('!<')) return tag.slice(2, -1);
  return tag.startsWith('!!') ? standard + tag.slice(2) : tag;
}
