import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  decodeFirstPem,
  decodePemBlocks,
  decodeStrictPem,
  encodePem,
  pemSurplus,
} from '../../src/pki/pem.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');
const block = (type: string, body = 'AAAA'): string =>
  `-----BEGIN ${type}-----\n${body}\n-----END ${type}-----\n`;

/** Observed on Go 1.26's encoding/pem; null where it finds no block. */
const cases: { name: string; text: string; types: string[] }[] = [
  { name: 'a plain block', text: block('A'), types: ['A'] },
  {
    name: 'CRLF line ends and trailing blanks',
    text: '-----BEGIN A----- \t\r\nAAAA \r\n-----END A----- \r\n',
    types: ['A'],
  },
  {
    name: 'a carriage return at the very end',
    text: '-----BEGIN A-----\nAAAA\n-----END A-----\r',
    types: [],
  },
  { name: 'no line feed at the end', text: block('A').trimEnd(), types: ['A'] },
  { name: 'text before on lines of its own', text: `hello\n${block('A')}`, types: ['A'] },
  { name: 'text before on the same line', text: `hello${block('A')}`, types: [] },
  { name: 'text between and after', text: `${block('A')}x\n${block('B')}y`, types: ['A', 'B'] },
  { name: 'another label at the end', text: '-----BEGIN A-----\nAAAA\n-----END B-----\n', types: [] },
  { name: 'no END', text: '-----BEGIN A-----\nAAAA\n', types: [] },
  {
    name: 'a block that cannot be decoded, then a good one',
    text: block('A', '!!!!') + block('B'),
    types: ['B'],
  },
  {
    name: 'a BEGIN without END before a whole block',
    text: `-----BEGIN A-----\n${block('B')}`,
    types: ['B'],
  },
  { name: 'an empty block', text: '-----BEGIN A-----\n-----END A-----\n', types: ['A'] },
  { name: 'blanks and blank lines in the body', text: block('A', 'A A\n\n\tAA'), types: ['A'] },
  { name: 'header lines', text: block('A', 'Key: value\n\nAAAA'), types: ['A'] },
  { name: 'missing padding', text: block('A', 'AAA'), types: [] },
  { name: 'padding in the middle', text: block('A', 'AA==AAAA'), types: [] },
  { name: 'text after END on its line', text: '-----BEGIN A-----\nAAAA\n-----END A-----x\n', types: [] },
  { name: 'an empty label', text: block(''), types: [''] },
  { name: 'nothing', text: '', types: [] },
];

test('decodePemBlocks finds the blocks that Go finds', async (t) => {
  for (const { name, text, types } of cases) {
    await t.test(name, () => {
      assert.deepEqual(
        decodePemBlocks(bytes(text)).map((one) => one.type),
        types,
      );
      assert.equal(decodeFirstPem(bytes(text))?.type ?? null, types[0] ?? null);
    });
  }
});

test('pemSurplus tells what the cluster would pass over', () => {
  assert.equal(pemSurplus(bytes('nothing')), null);
  assert.deepEqual(pemSurplus(bytes(`\n${block('A')}\n`)), {
    before: false,
    after: false,
    furtherTypes: [],
    headers: [],
  });
  const hidden = `note\n${block('A', 'Key: value\n\nAAAA')}${block('PRIVATE KEY')}`;
  assert.deepEqual(pemSurplus(bytes(hidden)), {
    before: true,
    after: true,
    furtherTypes: ['PRIVATE KEY'],
    headers: ['Key'],
  });
});

test('decodeStrictPem takes blocks of one type and nothing else', async (t) => {
  const refused: Record<string, string> = {
    'no block': 'hello',
    'another type': block('B'),
    'a second type': block('A') + block('B'),
    'header lines': block('A', 'Key: value\n\nAAAA'),
    'text before': `x\n${block('A')}`,
    'text between': `${block('A')}x\n${block('A')}`,
    'a block that cannot be decoded': block('A') + block('A', '!'),
  };
  assert.equal(decodeStrictPem(`\n${block('A')}\n${block('A', 'AQID')}`, 'A').ders?.length, 2);
  for (const [name, text] of Object.entries(refused)) {
    await t.test(`refuses ${name}`, () => assert.equal(decodeStrictPem(text, 'A').ders, null));
  }
});

test('what encodePem writes decodes to the same bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (der) => {
      const text = encodePem('CERTIFICATE', der);
      assert.deepEqual(decodeStrictPem(text, 'CERTIFICATE').ders, [der]);
      assert.ok(text.split('\n').every((line) => line.length <= 64));
    }),
  );
});

test('never throws, and takes linear time on crowds of marks', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), (any) => decodePemBlocks(any).length >= 0));
  const start = performance.now();
  for (const crowd of [
    '\n-----END ',
    '-----BEGIN \n',
    '\n-----BEGIN A-----\nk: v\n-----END A-----',
    block('A', '!'),
  ]) {
    decodePemBlocks(bytes(crowd.repeat(1_000_000 / crowd.length)));
  }
  assert.ok(performance.now() - start < 3000);
});
