/** Values, names and signer names at the edges of what is allowed. */
import type { JsonValue } from '../../src/model.ts';
import type { Random } from './random.ts';
import { words } from './subjects.ts';

/** Values of every type and at every bound. */
export const oddValues: readonly JsonValue[] = [
  ...[null, true, false, 0, -0, 1, -1, 600, 599, 3600, 3600.5, 1e3, 1e21, 1e20, -1e19, 5e-324, 1e308],
  ...[
    2_147_483_647,
    2_147_483_648,
    -2_147_483_648,
    -2_147_483_649,
    2 ** 53,
    2 ** 53 + 2,
    2 ** 63,
    -(2 ** 63),
    2 ** 64,
  ],
  ...[
    '',
    ' ',
    'a',
    'null',
    'true',
    '600',
    '1',
    '0x10',
    'a/b',
    'A',
    'é',
    '\0',
    '\n',
    '\ud83d\ude00',
    'x'.repeat(300),
  ],
  ...[
    [],
    {},
    [null],
    [1],
    ['a'],
    [[]],
    [{}],
    { a: null },
    { a: 1 },
    { a: 'b' },
    { '': '' },
    { a: { b: [] } },
  ],
];

const keyPieces = [
  'a',
  'A',
  'b',
  '0',
  '-',
  '_',
  '.',
  '/',
  ' ',
  'é',
  'kubernetes.io',
  'example.com',
  'x'.repeat(63),
  'y'.repeat(64),
  '\n',
  '*',
  ':',
  '%',
  'K',
  'ſ',
];
const nameBounds = [62, 63, 64, 252, 253, 254, 316, 317, 318, 570, 571, 572, 1021, 1022, 1023, 1024, 1025];

/** A name, key or value of odd signs or at a bound of length. */
export function oddName(random: Random): string {
  const kind = random.below(6);
  if (kind === 0) return 'a'.repeat(random.pick(nameBounds));
  if (kind === 1) return `${'a.'.repeat(random.pick([2, 31, 126, 127]))}b`;
  if (kind === 2) return random.pick(words);
  return random.several(0, 6, () => random.pick(keyPieces)).join('');
}

/** A signer name, mostly a wrong one. */
export function oddSigner(random: Random): string {
  if (random.chance(0.2)) return `${oddName(random)}/${oddName(random)}`;
  const long = random.pick(nameBounds);
  return random.pick([
    ...[
      '',
      'bad',
      '/',
      'a/',
      '/a',
      'a/b',
      'a.b/',
      'a.b/c/d',
      'a.b/c',
      'a.b/C',
      'A.b/c',
      'a.b/c..d',
      'a..b/c',
      'a.b/c_d',
      ' a.b/c',
      'a.b/c ',
      'a.b./c',
    ],
    ...[
      'kubernetes.io/legacy-unknown',
      'kubernetes.io/other',
      'x.kubernetes.io/a',
      'kubernetes.io/Kubelet-serving',
      'kubernetes.io/kubelet-serving/',
    ],
    ...[
      '*.example.com/a',
      'a.b/*',
      'a.b/-c',
      'a.b/c-',
      '-a.b/c',
      'a.b\n/c',
      'issuers.cert-manager.io/ns.name',
    ],
    `a.b/${'c'.repeat(long)}`,
    `${'a.'.repeat(Math.floor(long / 2))}b/c`,
    `${'a'.repeat(long)}.b/c`,
    `a.b/${'c.'.repeat(Math.floor(long / 2))}d`,
  ]);
}

/** Times that Go reads and times that it does not. */
export const timestamps = [
  ...[
    '2026-01-01T00:00:00Z',
    '2026-01-01T00:00:00.5Z',
    '2026-01-01T00:00:00+01:00',
    '2026-01-01',
    '',
    'x',
    '2026-02-30T00:00:00Z',
    '2026-01-01T24:00:00Z',
  ],
  ...[
    '2026-01-01t00:00:00z',
    '2026-1-1T00:00:00Z',
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '2026-01-01T00:00:60Z',
    '2026-01-01T00:00:00,5Z',
    '2024-02-29T00:00:00Z',
    '2026-01-01T00:00:00+24:00',
  ],
];

/** Usages that are none, and the two that are spelt in two ways. */
export const oddUsages = [
  'signing',
  's/mime',
  'Server Auth',
  '',
  'server auth ',
  'any',
  'cert sign',
  'serverAuth',
  'constructor',
  '__proto__',
  'digital signature',
];
