/** DER as a tree that may be broken on purpose: lengths, tags, order, what is there and what is not. */
import type { Random } from './random.ts';

export interface DerNode {
  readonly identifier: number;
  /** Contents of a leaf; a node with children has none of its own. */
  readonly body: Uint8Array;
  readonly children: readonly DerNode[] | null;
  /** Octets to write in place of the length that is right. */
  readonly length?: readonly number[];
}

export function leaf(identifier: number, body: Uint8Array | string): DerNode {
  return { identifier, body: typeof body === 'string' ? Buffer.from(body, 'latin1') : body, children: null };
}

export function node(identifier: number, ...children: readonly DerNode[]): DerNode {
  return { identifier, body: new Uint8Array(), children };
}

/** In place of an identifier: the body is a whole encoding, or anything. */
export const asIs = -1;

export const sequence = (...children: readonly DerNode[]) => node(0x30, ...children);
export const set = (...children: readonly DerNode[]) => node(0x31, ...children);

/** An OBJECT IDENTIFIER from dotted decimal. */
export function oid(dotted: string): DerNode {
  const [first = 0n, second = 0n, ...rest] = dotted.split('.').map(BigInt);
  return leaf(6, Uint8Array.from([first * 40n + second, ...rest].flatMap(base128)));
}

function base128(arc: bigint): number[] {
  const octets = [Number(arc & 0x7fn)];
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) octets.unshift(Number(rest & 0x7fn) | 0x80);
  return octets;
}

/** An OCTET STRING around DER. */
export const wrapping = (inner: DerNode) => node(4, inner);

export function encode({ identifier, body, children, length }: DerNode): Buffer {
  if (identifier === asIs) return Buffer.from(body);
  const contents = children === null ? body : Buffer.concat(children.map(encode));
  return Buffer.concat([Buffer.from([identifier, ...(length ?? lengthOctets(contents.length))]), contents]);
}

export function lengthOctets(length: number): number[] {
  if (length < 0x80) return [length];
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest >>>= 8) octets.unshift(rest & 0xff);
  return [0x80 | octets.length, ...octets];
}

/** Reads sound DER into a tree; null where it is not. OCTET STRINGs that hold a SEQUENCE are opened, too. */
export function parse(der: Uint8Array): DerNode | null {
  const nodes = parseAll(der);
  return nodes?.length === 1 ? (nodes[0] ?? null) : null;
}

function parseAll(octets: Uint8Array): DerNode[] | null {
  const nodes: DerNode[] = [];
  for (let at = 0; at < octets.length; ) {
    const found = header(octets, at);
    if (found === null) return null;
    const identifier = octets[at] ?? 0;
    const body = octets.subarray(found.body, found.end);
    const holds = (identifier & 0x20) !== 0 || (identifier === 4 && body[0] === 0x30);
    nodes.push({ identifier, body, children: holds ? parseAll(body) : null });
    at = found.end;
  }
  return nodes;
}

function header(octets: Uint8Array, at: number): { body: number; end: number } | null {
  const first = octets[at + 1];
  if (first === undefined || ((octets[at] ?? 0) & 0x1f) === 0x1f) return null;
  const count = first < 0x80 ? 0 : first & 0x7f;
  if (count > 3 || first === 0x80) return null;
  let length = count === 0 ? first : 0;
  for (let i = 0; i < count; i++) length = length * 256 + (octets[at + 2 + i] ?? 0);
  const body = at + 2 + count;
  return body + length > octets.length ? null : { body, end: body + length };
}

/** How many nodes a tree has. */
function sizeOf({ children }: DerNode): number {
  return 1 + (children ?? []).reduce((sum, child) => sum + sizeOf(child), 0);
}

type Edit = (target: DerNode) => readonly DerNode[];

/** Edits the node at a place counted in reading order. */
function editAt(root: DerNode, place: number, edit: Edit): readonly DerNode[] {
  if (place === 0) return edit(root);
  let left = place - 1;
  const children = (root.children ?? []).flatMap((child) => {
    const size = sizeOf(child);
    const result = left >= 0 && left < size ? editAt(child, left, edit) : [child];
    left -= size;
    return result;
  });
  return [{ ...root, children }];
}

/** One structural fault at a random place below the root. */
export function breakTree(root: DerNode, random: Random): DerNode {
  const place = random.below(sizeOf(root));
  const [broken] = editAt(root, place, random.pick(edits)(random));
  return broken ?? root;
}

const flat = (target: DerNode): Uint8Array =>
  target.children === null ? target.body : Buffer.concat(target.children.map(encode));
const withBody = (target: DerNode, body: Uint8Array): DerNode => ({ ...target, body, children: null });

const identifiers = [
  ...[0, 1, 2, 3, 4, 5, 6, 9, 10, 12, 18, 19, 20, 21, 22, 23, 24, 26, 27, 28, 29, 30, 31],
  ...[0x24, 0x30, 0x31, 0x32, 0x33, 0x3f, 0x41, 0x80, 0x81, 0x82, 0x84, 0x86, 0x87, 0x88],
  ...[0x9f, 0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xbf, 0xc1, 0xe0],
];

const surplus = (random: Random): DerNode =>
  leaf(random.pick(identifiers.filter((one) => (one & 0x1f) !== 0x1f)), random.octets(random.below(6)));

const edits: readonly ((random: Random) => Edit)[] = [
  () => () => [],
  () => (target) => [target, target],
  (random) => (target) => [target, surplus(random)],
  (random) => (target) => [surplus(random), target],
  (random) => (target) => [{ ...target, identifier: random.pick(identifiers) }],
  (random) => (target) => [{ ...target, identifier: random.pick(identifiers) }],
  (random) => (target) => [{ ...target, identifier: target.identifier ^ (1 << random.below(8)) }],
  (random) => (target) => [{ ...target, length: oddLength(flat(target).length, random) }],
  () => (target) => [withBody(target, new Uint8Array())],
  () => (target) => [withBody(target, flat(target).subarray(1))],
  () => (target) => [withBody(target, flat(target).subarray(0, -1))],
  (random) => (target) => [
    withBody(target, Buffer.concat([Uint8Array.of(random.pick([0, 0x7f, 0x80, 0xff])), flat(target)])),
  ],
  (random) => (target) => [
    withBody(target, Buffer.concat([flat(target), random.octets(1 + random.below(3))])),
  ],
  (random) => (target) => [withBody(target, mutateOctets(flat(target), random, 2))],
  (random) => (target) => [withBody(target, random.octets(random.below(24)))],
  () => (target) => [{ ...target, children: target.children === null ? null : target.children.toReversed() }],
  (random) => (target) => [node(random.pick([0x30, 0x31, 0xa0, 0xa1, 4]), target)],
  () => (target) => target.children ?? [target],
  (random) => (target) => Array.from({ length: 3 + random.below(20) }, () => target),
];

/** Lengths that are not minimal, indefinite, too short, too long, huge. */
function oddLength(length: number, random: Random): number[] {
  const minimal = lengthOctets(length);
  return random.pick([
    [0x80],
    [0x81, length & 0xff],
    [0x82, length >> 8, length & 0xff],
    [0x83, 0, length >> 8, length & 0xff],
    lengthOctets(length + 1),
    lengthOctets(Math.max(length - 1, 0)),
    [0x84, 0x7f, 0xff, 0xff, 0xff],
    [0x84, 0xff, 0xff, 0xff, 0xff],
    [0x85, 1, 0, 0, 0, 0],
    [0xff],
    [...minimal, 0],
  ]);
}

/** Changes, inserts or removes up to `most` octets. */
export function mutateOctets(octets: Uint8Array, random: Random, most: number): Uint8Array {
  const bytes = [...octets];
  for (let left = 1 + random.below(most); left > 0; left--) {
    const at = random.below(bytes.length + 1);
    const kind = random.below(5);
    if (kind === 0) bytes.splice(at, 0, random.below(256));
    else if (kind === 1) bytes.splice(at, 1 + random.below(3));
    else if (at < bytes.length) bytes[at] = kind === 2 ? random.below(256) : oddOctet(bytes[at] ?? 0, random);
  }
  return Uint8Array.from(bytes);
}

const oddOctet = (octet: number, random: Random): number =>
  random.chance(0.5)
    ? octet ^ (1 << random.below(8))
    : random.pick([0, 1, 0x1f, 0x30, 0x31, 0x7f, 0x80, 0xff]);
