/** The attributes of a request: extensionRequest with any extensions, and others beside it. */
import { type DerNode, encode, leaf, node, oid, sequence, set, wrapping } from './der.ts';
import type { Random } from './random.ts';
import { anySan, likelySan } from './sans.ts';

const extensionTypes = [
  '2.5.29.15',
  '2.5.29.37',
  '2.5.29.19',
  '2.5.29.14',
  '2.5.29.32',
  '1.3.6.1.5.5.7.1.24',
  '1.2.3.4',
  '2.5.29.30',
  '2.5.29.1',
];

/** One requested extension other than SAN. */
function otherExtension(random: Random): DerNode {
  const type = random.pick(extensionTypes);
  const values: Readonly<Record<string, readonly DerNode[]>> = {
    '2.5.29.15': [leaf(3, '\x05\xa0'), leaf(3, '\x01\x06'), leaf(3, ''), leaf(3, '\x08\x00')],
    '2.5.29.37': [sequence(oid('1.3.6.1.5.5.7.3.1')), sequence(), sequence(oid('2.5.29.37.0'))],
    '2.5.29.19': [
      sequence(),
      sequence(leaf(1, '\xff')),
      sequence(leaf(1, '\x01')),
      sequence(leaf(2, '\0')),
      leaf(5, ''),
    ],
  };
  const value = random.pick(values[type] ?? [leaf(5, ''), leaf(4, 'x'), sequence()]);
  return extension(random, type, value);
}

function extension(random: Random, type: string, value: DerNode): DerNode {
  const critical = random.chance(0.3)
    ? [leaf(1, random.pick(['\xff', '\xff', '\0', '\x01', '', '\xff\xff']))]
    : [];
  return sequence(oid(type), ...critical, wrapping(value));
}

const extensionRequest = '1.2.840.113549.1.9.14';

/** The attributes of a request, with extensionRequest in them most of the time. */
export function anyAttributes(random: Random, san: DerNode | null): DerNode {
  const extensions = random.several(0, random.pick([0, 0, 1, 3]), () => otherExtension(random));
  if (san !== null)
    extensions.splice(random.below(extensions.length + 1), 0, extension(random, '2.5.29.17', san));
  if (random.chance(0.03)) extensions.push(extension(random, '2.5.29.17', anySan(random)));
  const attributes: DerNode[] = [];
  if (extensions.length > 0 || random.chance(0.2)) attributes.push(requestOf(extensions, random));
  if (random.chance(0.15)) attributes.splice(random.below(2), 0, foreignAttribute(random));
  if (random.chance(0.02)) attributes.push(requestOf([otherExtension(random)], random));
  return node(0xa0, ...attributes);
}

function requestOf(extensions: readonly DerNode[], random: Random): DerNode {
  const list = sequence(...extensions);
  const values = random.chance(0.97)
    ? set(list)
    : random.pick([set(), set(list, list), list, set(leaf(5, '')), set(list, leaf(5, ''))]);
  return sequence(oid(extensionRequest), values);
}

function foreignAttribute(random: Random): DerNode {
  return random.pick([
    sequence(oid('1.2.840.113549.1.9.7'), set(leaf(12, 'secret'))),
    sequence(
      oid('1.3.6.1.4.1.311.2.1.14'),
      set(sequence(sequence(oid('2.5.29.17'), wrapping(likelySan(random))))),
    ),
    sequence(oid('1.2.3'), set()),
    sequence(oid('1.2.3')),
    sequence(oid('1.2.3'), set(leaf(12, '\xff'))),
    sequence(oid('1.2.3'), sequence(oid('1.2.3'))),
    sequence(),
    leaf(5, ''),
    leaf(12, encode(sequence())),
  ]);
}
