/** Subject alternative names of all forms, sound and odd. */
import { breakTree, type DerNode, leaf, node, oid, sequence } from './der.ts';
import type { Random } from './random.ts';
import { likelySubject } from './subjects.ts';

const dnsNames = [
  'web.prod.svc',
  'web.prod.svc.cluster.local',
  '*.example.com',
  '*',
  '',
  '.',
  'a.',
  'A.B',
  'a..b',
  'a_b.c',
  '-a.b',
  'a b',
  '10.0.0.1',
  '::1',
  'xn--80ak6aa92e.com',
  'a\0b.com',
  'a\x7f',
  '\xe9.com',
  'a'.repeat(64),
  `${'a.'.repeat(127)}b`,
  'a\nb',
  ' a',
  'a,b',
  'http://a/',
  'system:masters',
];
const emails = ['a@b.c', 'a', '', '@', 'a@b@c', '"a b"@c', '\xe9@b', 'a@', 'a@b\0', 'a b@c', 'A@B.C'];
const uriPieces = [
  ...[
    'http',
    'https',
    'spiffe',
    'urn',
    'HTTP',
    'mailto',
    'a+b-c.1',
    '1a',
    ':',
    ':',
    '://',
    '://',
    '//',
    '/',
    '/',
    '@',
    '[',
    ']',
  ],
  ...[
    '::1',
    'fe80::1%25en0',
    'fe80::1%en0',
    '::ffff:1.2.3.4',
    '10.0.0.1',
    '256.1.1.1',
    'a.b',
    'A.B',
    'td.example',
    'ns/x',
    'localhost',
  ],
  ...[
    '%41',
    '%25',
    '%zz',
    '%',
    '%c3',
    '%C3%A9',
    '%20',
    '%2F',
    '%2f',
    '%00',
    '%7e',
    ':80',
    ':x',
    ':',
    '#',
    '?',
    '*',
    '.',
    '..',
    './',
    '-',
    '+',
  ],
  ...[
    ' ',
    '"',
    '<',
    '>',
    '_',
    '!',
    '\x7f',
    '\0',
    '\t',
    '\n',
    '\xe9',
    'x',
    '1',
    '{',
    '}',
    '|',
    '\\',
    '^',
    '`',
    '~',
    '&',
    '=',
    ';',
    ',',
    "'",
    '(',
    ')',
    '$',
  ],
];
const wholeUris = [
  'spiffe://td.example/ns/x',
  'https://example.com/a?b#c',
  'urn:a:b',
  'mailto:a@b.c',
  '',
  'a',
  '//a/b',
  'http://u:p@h:80/p?q#f',
  'HTTP://A.B/C',
  'x:/y',
  'x:////y',
  'http://[::1]:80/',
  'http://a/?',
  'http://a/#',
  'http://a/%2F/b%2fc',
];

function uri(random: Random): string {
  if (random.chance(0.3)) return random.pick(wholeUris);
  if (random.chance(0.5)) {
    const rest = random.several(0, 5, () => random.pick(uriPieces)).join('');
    return `${random.pick(['http', 'spiffe', 'x', 'HTTPS'])}:${random.pick(['//', '//', '//', '/', ''])}${random.pick(['a.b', 'td', '', 'u@h', '[::1]', 'h:1'])}${rest}`;
  }
  return random.several(1, 9, () => random.pick(uriPieces)).join('');
}

function address(random: Random): Uint8Array {
  const mapped = Buffer.from('00000000000000000000ffff0a000001', 'hex');
  const kind = random.below(10);
  if (kind < 4) return random.octets(4);
  if (kind < 6) return random.octets(16);
  if (kind === 6) return mapped;
  if (kind === 7) return random.octets(16).map((octet) => (random.chance(0.6) ? 0 : octet));
  if (kind === 8) return Buffer.alloc(random.pick([4, 16]), random.pick([0, 255]));
  return random.octets(random.pick([0, 1, 3, 5, 8, 15, 17, 32]));
}

/** One general name. */
function generalName(random: Random): DerNode {
  switch (random.below(9)) {
    case 0:
    case 1:
      return leaf(0x82, random.pick(dnsNames));
    case 2:
      return leaf(0x81, random.pick(emails));
    case 3:
    case 4:
      return leaf(0x86, uri(random));
    case 5:
    case 6:
      return leaf(0x87, address(random));
    default:
      return otherForm(random);
  }
}

function otherForm(random: Random): DerNode {
  return random.pick([
    node(0xa0, oid('1.3.6.1.4.1.311.20.2.3'), node(0xa0, leaf(12, 'a@b'))),
    node(0xa4, likelySubject(random)),
    leaf(0x88, '\x2a\x03'),
    node(0xa3, sequence()),
    node(0xa5, node(0xa1, leaf(12, 'x'))),
    leaf(0x80, 'x'),
    leaf(0x84, 'x'),
    leaf(0x89, 'x'),
    node(0xa2, leaf(22, 'a.b')),
    node(0xa6, leaf(22, 'http://a')),
    leaf(0x02, '\x01'),
    leaf(0x16, 'a.b'),
    leaf(0x42, 'a.b'),
    leaf(0xc2, 'a.b'),
    leaf(0x88, '\x80'),
  ]);
}

/** A SubjectAltName value, broken now and then. */
export function anySan(random: Random): DerNode {
  const names = sequence(...random.several(0, random.pick([1, 1, 2, 5]), () => generalName(random)));
  return random.chance(0.07) ? breakTree(names, random) : names;
}

/** Names that a built-in signer may copy. */
export function likelySan(random: Random): DerNode {
  return sequence(
    ...random.several(1, 3, () =>
      random.pick([
        leaf(0x82, random.pick(['web.prod.svc', 'a.b', '*.a'])),
        leaf(0x82, 'n1.example.com'),
        leaf(0x87, Uint8Array.of(10, 0, 0, random.below(256))),
        leaf(0x81, 'a@b.c'),
        leaf(0x86, 'spiffe://td.example/ns/x'),
        leaf(0x88, '\x2a\x03'),
      ]),
    ),
  );
}
