/** Subjects: every string type with contents that fit it and that do not, known and unknown attributes, odd shapes. */
import { type DerNode, leaf, node, oid, sequence, set } from './der.ts';
import type { Random } from './random.ts';

const kept = [
  '2.5.4.3',
  '2.5.4.10',
  '2.5.4.11',
  '2.5.4.6',
  '2.5.4.7',
  '2.5.4.8',
  '2.5.4.9',
  '2.5.4.17',
  '2.5.4.5',
];
const foreign = [
  '1.2.840.113549.1.9.1',
  '0.9.2342.19200300.100.1.1',
  '0.9.2342.19200300.100.1.25',
  '2.5.4.4',
  '2.5.4.12',
  '2.5.4.97',
  '1.3.6.1.4.1.57683.2',
  '2.5.4',
  '2.5.4.3.1',
  '2.999.1',
  '1.2.3.4294967295',
  '1.2.3.2147483647',
  '1.2.3.2147483648',
];
const stringTags = [12, 12, 12, 19, 19, 22, 18, 20, 30, 28, 26, 27, 29, 21, 25];
const otherTags = [1, 2, 3, 4, 5, 6, 10, 23, 24, 0x30, 0x31, 0x80, 0xa0];

export const words = [
  'jane',
  'dev-team',
  'system:masters',
  'system:nodes',
  'system:node:n1',
  'system:node:',
  'system:nodes ',
  'System:Nodes',
  'kubeadm:cluster-admins',
  '',
  ' ',
  ' a ',
  'a+b,c=d;e"f\\g<h>#i',
  '#a',
  'a\0b',
  '*.example.com',
  'a&b',
  'a@b.c',
  '10.0.0.1',
  '12 34',
  'ÄÖ',
  'é'.normalize('NFD'),
  '日本',
  '\u{1f600}',
  '\u202e',
  '\ufeff',
  '\uffff',
  'A'.repeat(64),
  'b'.repeat(130),
  'line\nfeed',
  '260101000000Z',
  '20260101000000Z',
];

/** Octets of a text as the string type would have it, or as it would not. */
function octetsOf(text: string, tag: number, random: Random): Uint8Array {
  if (random.chance(0.06)) return random.octets(random.below(8));
  if (tag === 30) {
    const utf16 = Buffer.from(text, 'utf16le').swap16();
    return random.chance(0.1) ? Buffer.concat([utf16, Buffer.alloc(random.pick([1, 2, 4]))]) : utf16;
  }
  if (tag === 20 && random.chance(0.7)) return Buffer.from(text, 'latin1');
  return Buffer.from(text, 'utf8');
}

/** Values that are not text, well-formed and not. */
const otherValues: Readonly<Record<number, readonly string[]>> = {
  1: ['', '\0', '\xff', '\x01', '\0\0'],
  2: ['', '\0', '\x01', '\0\x01', '\xff\xff', '\x7f\xff'],
  3: ['', '\0', '\x08\x01', '\x03\xf8', '\x03\xff', '\x01'],
  6: ['', '\x55\x04', '\x80\x01', '\x55\x84', '\x8f\xff\xff\xff\x7f'],
};

function pickTag(random: Random): number {
  if (random.chance(0.75)) return random.pick([12, 12, 19]);
  return random.pick(random.chance(0.8) ? stringTags : otherTags);
}

function value(random: Random, text: string): DerNode {
  const tag = pickTag(random);
  const known = tag === 23 || tag === 24 ? times : otherValues[tag];
  return leaf(
    tag,
    known !== undefined && random.chance(0.7) ? random.pick(known) : octetsOf(text, tag, random),
  );
}

const times = [
  '260101000000Z',
  '2601010000Z',
  '260101000000+0100',
  '260101000000-0000',
  '491231235959Z',
  '500101000000Z',
  '261301000000Z',
  '260230000000Z',
  '260101240000Z',
  '20260101000000Z',
  '20260101000000.5Z',
  '20260101000000+0100',
  '2026010100Z',
  '20260101000000',
  '00000101000000Z',
];

function attribute(random: Random): DerNode {
  const type = oid(random.chance(0.85) ? random.pick(kept) : random.pick(foreign));
  const parts = [type, value(random, random.pick(words))];
  if (random.chance(0.03)) parts.push(leaf(5, ''));
  return sequence(...parts);
}

/** Any subject. */
export function anySubject(random: Random): DerNode {
  const size = random.pick([0, 1, 1, 2, 2, 3, 6]);
  const rdns = random.several(size, size, () =>
    set(...random.several(1, random.chance(0.8) ? 1 : 3, () => attribute(random))),
  );
  if (random.chance(0.03)) rdns.push(set());
  return sequence(...rdns);
}

/** A subject that a built-in signer might like: one that says node, near misses of it, or a person. */
export function likelySubject(random: Random): DerNode {
  const text = (type: string, content: string) =>
    sequence(oid(type), leaf(random.pick([12, 12, 19]), Buffer.from(content, 'utf8')));
  const organizations = random.pick([
    ['system:nodes'],
    ['system:nodes'],
    ['system:nodes'],
    ['dev-team'],
    [],
    ['system:masters'],
    ['a', 'system:masters'],
    ['system:nodes', 'system:nodes'],
    ['system:nodes', ''],
    ['system:authenticated'],
  ]);
  const names = random.pick([
    ['system:node:n1'],
    ['system:node:n1'],
    ['system:node:'],
    ['jane'],
    [],
    ['system:node:a', 'b'],
    ['b', 'system:node:a'],
  ]);
  const attributes = [
    ...organizations.map((one) => text('2.5.4.10', one)),
    ...names.map((one) => text('2.5.4.3', one)),
  ];
  if (random.chance(0.2)) attributes.push(attribute(random));
  if (random.chance(0.15)) return sequence(set(...attributes));
  return sequence(...attributes.map((one) => node(0x31, one)));
}
