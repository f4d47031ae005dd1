/** Broken relatives of a good CSR: random byte changes, and changes that keep the DER frame whole. */
import { type KeyObject, sign } from 'node:crypto';
import { cursorOver, type Element, inside, isAtEnd, peekHeader } from '../../src/pki/der.ts';
import { encodeBitString, encodeOid, encodeSequence, encodeTlv } from '../../src/pki/tlv.ts';

type Pick = (bound: number) => number;

const octetChanges: readonly ((bytes: number[], at: number, pick: Pick) => void)[] = [
  (bytes, at, pick) => bytes.splice(at, 1, (bytes[at] ?? 0) ^ (1 << pick(8))),
  (bytes, at, pick) => bytes.splice(at, 1, pick(256)),
  (bytes, at, pick) => bytes.splice(at, 0, pick(256)),
  (bytes, at) => bytes.splice(at, 1),
  (bytes, at, pick) => bytes.splice(at, 1, [0, 1, 0x1f, 0x30, 0x31, 0x80, 0x81, 0xff][pick(8)] ?? 0),
];

/** Changes one to three octets: flips a bit, replaces, inserts or removes. */
export function mutate(der: Uint8Array, random: () => number): Uint8Array {
  const bytes = [...der];
  const pick: Pick = (bound) => Math.floor(random() * bound);
  for (let left = 1 + pick(3); left > 0; left--) {
    octetChanges[pick(octetChanges.length)]?.(bytes, pick(bytes.length), pick);
  }
  return Uint8Array.from(bytes);
}

/** A tree of elements; leaves keep their contents. */
interface Node {
  readonly identifier: number;
  readonly body: Uint8Array;
  readonly children: readonly Node[] | null;
}

/** For every element: its type changed, its contents emptied, cut, lengthened, doubled, itself removed or doubled. */
export function variantsOf(der: Uint8Array): Uint8Array[] {
  const root = parse(der);
  if (root === null) return [];
  const places = pathsOf(root);
  return places.flatMap((path) => changes.map((change) => encode(replaceAt(root, path, change)[0] ?? root)));
}

type Change = (node: Node) => readonly Node[];

const raw = (node: Node, body: Uint8Array): Node => ({ identifier: node.identifier, body, children: null });
const bodyOf = (node: Node): Uint8Array =>
  node.children === null ? node.body : Buffer.concat(node.children.map(encode));
const retag =
  (identifier: number): Change =>
  (node) => [{ identifier, body: bodyOf(node), children: null }];
const surplus: Node = { identifier: 0x04, body: Uint8Array.of(1), children: null };

const changes: readonly Change[] = [
  () => [],
  (node) => [node, node],
  (node) => [node, surplus],
  (node) => [surplus, node],
  (node) => [raw(node, new Uint8Array())],
  (node) => [raw(node, bodyOf(node).subarray(1))],
  (node) => [raw(node, bodyOf(node).subarray(0, -1))],
  (node) => [raw(node, Buffer.concat([bodyOf(node), Uint8Array.of(0)]))],
  (node) => [raw(node, Buffer.concat([Uint8Array.of(0), bodyOf(node)]))],
  (node) => [raw(node, Buffer.concat([Uint8Array.of(0xff), bodyOf(node)]))],
  (node) => [raw(node, Buffer.concat([Uint8Array.of(0x80), bodyOf(node)]))],
  (node) => [
    raw(
      node,
      bodyOf(node).map(() => 0xff),
    ),
  ],
  ...[0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0c, 0x12, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1b, 0x1c, 0x1e].map(
    retag,
  ),
  ...[0x30, 0x31, 0x80, 0x81, 0x82, 0x83, 0x86, 0x87, 0x88, 0xa0, 0xa1, 0xa2, 0xa4, 0x9f, 0x3f].map(retag),
];

function parse(der: Uint8Array): Node | null {
  const element = peekHeader(cursorOver(der));
  return typeof element === 'string' ? null : nodeOf(der, element);
}

function nodeOf(der: Uint8Array, element: Element): Node {
  const body = der.subarray(element.body, element.end);
  return {
    identifier: der[element.start] ?? 0,
    body,
    children: element.constructed ? childrenOf(der, element) : wrapped(body, der[element.start] ?? 0),
  };
}

function childrenOf(der: Uint8Array, parent: Element): Node[] | null {
  const cursor = inside(cursorOver(der), parent);
  const children: Node[] = [];
  while (!isAtEnd(cursor)) {
    const element = peekHeader(cursor);
    if (typeof element === 'string' || element.end > parent.end) return null;
    children.push(nodeOf(der, element));
    cursor.at = element.end;
  }
  return children;
}

/** Extension values are DER inside an OCTET STRING; changes must reach them too. */
function wrapped(body: Uint8Array, identifier: number): Node[] | null {
  if (identifier !== 0x04 || body[0] !== 0x30) return null;
  const inner = parse(body);
  return inner === null || encode(inner).length !== body.length ? null : [inner];
}

function encode(node: Node): Uint8Array {
  return encodeTlv(node.identifier, bodyOf(node));
}

function pathsOf(node: Node): number[][] {
  const below = (node.children ?? []).flatMap((child, i) => pathsOf(child).map((path) => [i, ...path]));
  return [[], ...below];
}

function replaceAt(node: Node, path: readonly number[], change: Change): readonly Node[] {
  const [index, ...rest] = path;
  if (index === undefined) return change(node);
  const children = (node.children ?? []).flatMap((child, i) =>
    i === index ? replaceAt(child, rest, change) : [child],
  );
  return [{ ...node, children }];
}

/** A request by this key over any to-be-signed bytes. */
export function signRequest(tbs: Uint8Array, key: KeyObject): Uint8Array {
  const algorithm = encodeSequence([encodeOid('1.3.101.112')]);
  return encodeSequence([tbs, algorithm, encodeBitString(sign(null, tbs, key))]);
}

const text = (value: string): Uint8Array => Buffer.from(value, 'utf8');
const attribute = (oid: string, tag: number, body: Uint8Array): Uint8Array =>
  encodeTlv(0x31, encodeSequence([encodeOid(oid), encodeTlv(tag, body)]));

/** A subject with every string type that Go decodes and some that it does not. */
const subject = encodeSequence([
  attribute('2.5.4.6', 0x13, text('DE*&')),
  attribute('2.5.4.10', 0x0c, text('Zoë, "a" + b; <c> #')),
  attribute('2.5.4.11', 0x14, Uint8Array.of(0xe9, 0x41)),
  attribute('2.5.4.7', 0x1e, Uint8Array.of(0x30, 0x42, 0, 0x41, 0, 0)),
  attribute('2.5.4.8', 0x16, text(' edge ')),
  attribute('2.5.4.9', 0x12, text('12 3')),
  attribute('2.5.4.17', 0x1c, text('abcd')),
  attribute('2.5.4.5', 0x02, Uint8Array.of(1)),
  attribute('2.5.4.3', 0x0c, text('#jane')),
  attribute('1.2.840.113549.1.9.1', 0x16, text('jane@example.com')),
  attribute('2.5.4.12', 0x17, text('260101000000Z')),
  attribute('2.5.4.13', 0x18, text('20260101000000.5Z')),
]);

const names = encodeSequence([
  encodeTlv(0x82, text('web.prod.svc')),
  encodeTlv(0x81, text('jane@example.com')),
  encodeTlv(0x86, text('spiffe://td.example/ns/x')),
  encodeTlv(0x87, Uint8Array.of(10, 96, 0, 17)),
  encodeTlv(0x87, Uint8Array.of(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1)),
  encodeTlv(0x88, Uint8Array.of(0x2a, 3)),
  encodeTlv(0xa4, encodeSequence([])),
  encodeTlv(0xa0, Buffer.concat([encodeOid('1.2.3'), encodeTlv(0xa0, encodeTlv(0x0c, text('x')))])),
]);

const extensions = encodeSequence([
  encodeSequence([encodeOid('2.5.29.17'), encodeTlv(0x01, Uint8Array.of(0xff)), encodeTlv(0x04, names)]),
  encodeSequence([encodeOid('2.5.29.15'), encodeTlv(0x04, Uint8Array.of(3, 2, 5, 0xa0))]),
]);

/** To-be-signed bytes with every kind of field, for a key; the more there is, the more can be broken. */
export function richRequestInfo(spki: Uint8Array): Uint8Array {
  const challenge = encodeSequence([
    encodeOid('1.2.840.113549.1.9.7'),
    encodeTlv(0x31, encodeTlv(0x0c, text('pw'))),
  ]);
  const request = encodeSequence([encodeOid('1.2.840.113549.1.9.14'), encodeTlv(0x31, extensions)]);
  return encodeSequence([
    encodeTlv(0x02, Uint8Array.of(0)),
    subject,
    spki,
    encodeTlv(0xa0, Buffer.concat([challenge, request])),
  ]);
}

/** The same with one URI, DNS name or email address of one's choice. */
export function requestInfoWith(spki: Uint8Array, identifier: number, value: Uint8Array): Uint8Array {
  const extension = encodeSequence([
    encodeOid('2.5.29.17'),
    encodeTlv(0x04, encodeSequence([encodeTlv(identifier, value)])),
  ]);
  const request = encodeSequence([
    encodeOid('1.2.840.113549.1.9.14'),
    encodeTlv(0x31, encodeSequence([extension])),
  ]);
  return encodeSequence([
    encodeTlv(0x02, Uint8Array.of(0)),
    encodeSequence([]),
    spki,
    encodeTlv(0xa0, request),
  ]);
}
