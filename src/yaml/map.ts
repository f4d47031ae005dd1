import type { Position } from '../finding.ts';
import type { JsonValue } from '../model.ts';
import type { YamlEntry, YamlMap, YamlNode } from './node.ts';
import { quoted, replacement, report, type TreeState } from './state.ts';

/** A map while its entries are being read. */
export interface OpenMap {
  readonly pointer: string;
  readonly entries: YamlEntry[];
  readonly value: Record<string, JsonValue>;
  readonly keys: Set<string>;
  /** Whether Kubernetes takes it so far. */
  sound: boolean;
  size: number;
}

export function closeMap(map: OpenMap, position: Position): YamlMap {
  const { pointer, entries, size } = map;
  return { kind: 'map', position, pointer, value: map.sound ? map.value : undefined, size, entries };
}

/** Adds an entry; a key that is there already is a fault, which strict validation refuses. */
export function setEntry(state: TreeState, map: OpenMap, entry: YamlEntry): void {
  const { key, value } = entry;
  if (map.keys.has(key)) reportDuplicate(state, map, entry);
  map.keys.add(key);
  map.entries.push(entry);
  map.size += key.length + value.size;
  if (value.value === undefined) map.sound = false;
  else if (key !== '__proto__') map.value[key] = value.value;
  else Object.defineProperty(map.value, key, ownProperty(value.value));
}

function reportDuplicate(state: TreeState, map: OpenMap, { key, keyNode }: YamlEntry): void {
  map.sound = false;
  const first = map.entries.find((entry) => entry.key === key);
  report(state, 'yaml.duplicate-key', keyNode.position, map.pointer, {
    message: `The key ${quoted(key)} is there twice; it first stands at line ${first?.keyNode.position.line}.`,
    hint: 'Keep one of the two.',
  });
}

function ownProperty(value: JsonValue): PropertyDescriptor {
  return { value, enumerable: true, configurable: true, writable: true };
}

export function isMergeKey(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.style === 'plain' && node.text === '<<';
}

/** The maps a merge key's value names, or undefined where it names something else. */
export function mergeSources(node: YamlNode): readonly YamlMap[] | undefined {
  const nodes = node.kind === 'list' ? node.items : [node];
  const maps = nodes.filter((item) => item.kind === 'map');
  return maps.length === nodes.length ? maps : undefined;
}

/** A key as the string JSON would have; undefined where Kubernetes refuses it (maps, lists, null). */
export function keyText(state: TreeState, pointer: string, node: YamlNode): string | undefined {
  if (node.kind !== 'scalar') {
    report(state, 'yaml.key-not-text', node.position, pointer, {
      message: `A ${node.kind} stands where a key is due.`,
      hint: 'Keys are plain words; quote text that begins with [ or {.',
    });
    return undefined;
  }
  const { value } = node;
  if (typeof value === 'string' && node.alike) return value;
  state.ambiguous = true;
  report(state, 'yaml.key-not-text', node.position, pointer, {
    message: `The key ${node.raw === '' ? '(empty)' : node.raw} is not read as text by everyone.`,
    hint: `Write ${quoted(node.text)}.`,
    suggestion: replacement(state.lines.text, node.position, node.raw, quoted(node.text)),
  });
  return value === null || value === undefined ? undefined : String(value);
}
