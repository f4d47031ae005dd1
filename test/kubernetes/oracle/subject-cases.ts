/** Subjects of every type of attribute, string and order. */
import { attribute, type Case, cn, manifest, o, single } from './cases.ts';
import { type Attribute, requestOf, stringTags } from './csr-builder.ts';

export function subjectCases(): Case[] {
  const types = ['3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '17', '42', '46'].map(
    (arc) => `2.5.4.${arc}`,
  );
  const others = [
    '0.9.2342.19200300.100.1.1',
    '0.9.2342.19200300.100.1.25',
    '1.2.840.113549.1.9.1',
    '1.3.6.1.4.1.57683.2',
  ];
  const texts = [
    'a,b',
    'a+b',
    '"',
    '\\',
    '<x>',
    ';',
    '#a',
    'a#',
    ' a',
    'a ',
    ' ',
    '',
    '=',
    'ä',
    '€',
    '日本',
    '\n',
    '\0',
    'a*b',
    'a&b',
    '😀',
    'a'.repeat(130),
  ];
  const subjects: (readonly [string, readonly (readonly Attribute[])[]])[] = [
    ...types.map((type) => [`type ${type}`, single(cn('jane'), attribute(type, 'x'))] as const),
    ...others.map(
      (type) => [`type ${type}`, single(attribute(type, 'x', stringTags.ia5), cn('jane'))] as const,
    ),
    [
      'every type',
      single(...types.map((type) => attribute(type, type)), ...others.map((type) => attribute(type, 'y'))),
    ],
    ['every type in one set', [types.map((type) => attribute(type, type))]],
    ...texts.map((text) => [`CN ${text.slice(0, 20)}`, single(cn(text))] as const),
    ...texts.map((text) => [`O ${text.slice(0, 20)}`, single(o(text), o('b'), o('zz'))] as const),
    ['O in one set', [[o('b'), o('a')]]],
    ['O by length', single(o('ccc'), o('bb'), o('a'), o('B'), o('*'), o('ä'))],
    ['O twice the same', single(o('a'), o('a'))],
    ['CN then empty CN', single(cn('jane'), cn(''))],
    ['two CN', single(cn('jane'), cn('john'))],
    ['two CN in a set', [[cn('jane'), cn('john')]]],
    ['two serial numbers', single(attribute('2.5.4.5', '1'), attribute('2.5.4.5', '2'))],
    [
      'C, ST, L, OU twice',
      single(
        ...['6', '8', '7', '11', '9', '17'].flatMap((arc) => [
          attribute(`2.5.4.${arc}`, 'b'),
          attribute(`2.5.4.${arc}`, 'a'),
        ]),
      ),
    ],
    ['empty set', [[], [cn('jane')]]],
    ['masters in a set', [[o('dev'), o('system:masters')]]],
    ['masters with a blank', single(o('system:masters '))],
    ['masters as printable', single(attribute('2.5.4.10', 'system:masters', stringTags.printable))],
    ...Object.entries(stringTags).map(
      ([kind, tag]) =>
        [
          `CN as ${kind}`,
          single(attribute('2.5.4.3', kind === 'bmp' ? Buffer.from([0, 0x6a]) : '42', tag)),
        ] as const,
    ),
    ...Object.entries(stringTags).map(
      ([kind, tag]) =>
        [
          `masters as ${kind}`,
          single(
            attribute(
              '2.5.4.10',
              kind === 'bmp' ? Buffer.from('system:masters', 'utf16le').swap16() : 'system:masters',
              tag,
            ),
          ),
        ] as const,
    ),
    ['T61 with high octets', single(attribute('2.5.4.10', Buffer.from([0x61, 0xe4]), stringTags.t61))],
    ['UTF-8 broken', single(attribute('2.5.4.10', Buffer.from([0x61, 0xe4]), stringTags.utf8))],
    ['printable with _', single(attribute('2.5.4.10', 'a_b', stringTags.printable))],
    ['integer as CN', single(attribute('2.5.4.3', Buffer.from([5]), 2))],
    ['no attributes', []],
  ];
  return subjects.map(([title, subject]) => ({
    title: `subject: ${title}`,
    document: manifest({ request: requestOf({ subject }) }),
  }));
}
