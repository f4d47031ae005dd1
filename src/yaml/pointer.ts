import type { Position } from '../finding.ts';
import type { YamlEntry, YamlNode } from './node.ts';

/** The node at an RFC 6901 pointer, or undefined; of a duplicate key the last, as most readers take it. */
export function findNode(root: YamlNode | null, pointer: string): YamlNode | undefined {
  let node: YamlNode | undefined = root ?? undefined;
  for (const step of steps(pointer)) node = node && child(node, step)?.value;
  return node;
}

/**
 * Where the node at a pointer begins. Where there is none, the key of the nearest parent that exists: the line
 * a person would write the missing field under.
 */
export function locateNode(root: YamlNode | null, pointer: string): Position {
  if (root === null) return { line: 1, column: 1 };
  let node = root;
  let key = root.position;
  for (const step of steps(pointer)) {
    const next = child(node, step);
    if (next === undefined) return key;
    key = next.key;
    node = next.value;
  }
  return node.position;
}

function steps(pointer: string): string[] {
  if (pointer === '') return [];
  const parts = pointer.slice(1).split('/');
  return pointer.includes('~')
    ? parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    : parts;
}

interface Child {
  readonly key: Position;
  readonly value: YamlNode;
}

function child(node: YamlNode, step: string): Child | undefined {
  if (node.kind === 'map') {
    const entry = node.entries.findLast((candidate: YamlEntry) => candidate.key === step);
    return entry && { key: entry.keyNode.position, value: entry.value };
  }
  const item = node.kind === 'list' && /^\d+$/.test(step) ? node.items[Number(step)] : undefined;
  return item && { key: item.position, value: item };
}
