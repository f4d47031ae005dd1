import type { Position } from '../finding.ts';
import type { JsonValue } from '../model.ts';
import { isKeyInPlace } from './key-place.ts';
import { openProperties, readAlias, readScalar, reportAmbiguity } from './leaf.ts';
import { closeMap, isMergeKey, keyText, mergeSources, type OpenMap, setEntry } from './map.ts';
import type { YamlList, YamlMap, YamlNode } from './node.ts';
import { type CollectionToken, report, type TreeState, tokenType } from './state.ts';

/** Reads the node that begins at the next token; an empty value takes the place of `fallback`. */
export function readNode(state: TreeState, pointer: string, fallback: Position): YamlNode {
  const token = state.tokens[state.at];
  const isUntagged = token?.type === tokenType.scalar && token.tagStart === -1;
  const node = readAny(state, pointer, fallback);
  if (node.kind === 'scalar' && isUntagged) reportAmbiguity(state, node);
  return node;
}

function readAny(state: TreeState, pointer: string, fallback: Position): YamlNode {
  const token = state.tokens[state.at++];
  if (token === undefined || token.type === tokenType.document || token.type === tokenType.pop) {
    throw new Error('the YAML parser closed what it did not open');
  }
  if (token.type === tokenType.alias) return readAlias(state, token, pointer);
  const anchor = openProperties(state, token, pointer);
  const node =
    token.type === tokenType.scalar
      ? readScalar(state, token, pointer, fallback)
      : readCollection(state, token, pointer);
  if (anchor !== null) state.anchors.set(anchor, node);
  return node;
}

function readCollection(state: TreeState, token: CollectionToken, pointer: string): YamlList | YamlMap {
  const inFlow = token.style === 2 ? 1 : 0;
  state.flow += inFlow;
  const node =
    token.type === tokenType.list ? readList(state, token, pointer) : readMap(state, token, pointer);
  state.flow -= inFlow;
  return node;
}

function readList(state: TreeState, token: CollectionToken, pointer: string): YamlList {
  const position = state.lines.position(token.start);
  state.end = Math.max(state.end, token.start + 1);
  const items: YamlNode[] = [];
  const values: JsonValue[] = [];
  let size = 1;
  while (state.tokens[state.at]?.type !== tokenType.pop) {
    const item = readNode(state, `${pointer}/${items.length}`, position);
    items.push(item);
    if (item.value !== undefined) values.push(item.value);
    size += item.size;
  }
  state.at++;
  const value = values.length === items.length ? values : undefined;
  return { kind: 'list', position, pointer, value, size, items };
}

function readMap(state: TreeState, token: CollectionToken, pointer: string): YamlMap {
  const position = state.lines.position(token.start);
  const map: OpenMap = { pointer, entries: [], value: {}, keys: new Set(), sound: true, size: 1 };
  while (state.tokens[state.at]?.type !== tokenType.pop) readEntry(state, map, position);
  state.at++;
  return closeMap(map, position);
}

function readEntry(state: TreeState, map: OpenMap, fallback: Position): void {
  const tagged = hasTag(state);
  const token = state.tokens[state.at];
  const keyNode = readAny(state, map.pointer, fallback);
  if (!isKeyInPlace(state, map.pointer, keyNode, token)) map.sound = false;
  if (isMergeKey(keyNode) && !tagged) {
    readMerge(state, map, keyNode);
    return;
  }
  const key = keyText(state, map.pointer, keyNode);
  const value = readNode(state, childPointer(map.pointer, key ?? ''), keyNode.position);
  if (key === undefined) map.sound = false;
  else setEntry(state, map, { key, keyNode, value });
}

/** Kubernetes copies the entries of what `<<` names; under strict validation none may be there already. */
function readMerge(state: TreeState, map: OpenMap, keyNode: YamlNode): void {
  state.ambiguous = true;
  report(state, 'yaml.merge-key', keyNode.position, map.pointer, {
    message: '<< is a YAML merge key, which only some readers know.',
    hint: 'Write the merged entries out.',
  });
  const source = readNode(state, map.pointer, keyNode.position);
  const sources = mergeSources(source);
  if (sources === undefined || source.value === undefined) map.sound = false;
  for (const { entries } of sources ?? []) for (const entry of entries) setEntry(state, map, entry);
}

function hasTag(state: TreeState): boolean {
  const token = state.tokens[state.at];
  return token !== undefined && 'tagStart' in token && token.tagStart !== -1;
}

/** Appends one reference token, escaped (RFC 6901 section 3). */
export function childPointer(pointer: string, key: string): string {
  return `${pointer}/${/[~/]/.test(key) ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key}`;
}
