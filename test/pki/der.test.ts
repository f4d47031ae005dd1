import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  cursorOver,
  DerFault,
  decodeBitString,
  decodeBoolean,
  decodeInt64,
  decodeOid,
  peekHeader,
  rightAligned,
} from '../../src/pki/der.ts';
import { encodeOid, encodeTlv, encodeUnsigned } from '../../src/pki/tlv.ts';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

const headers: [string, string | { tag: number; body: number; end: number }][] = [
  ['0401ff', { tag: 4, body: 2, end: 3 }],
  ['048180', { tag: 4, body: 3, end: 131 }],
  ['1f1f00', { tag: 31, body: 3, end: 3 }],
  ['04', 'asn1: syntax error: truncated tag or length'],
  ['0482ff', 'asn1: syntax error: truncated tag or length'],
  ['3080', 'asn1: syntax error: indefinite length found (not DER)'],
  ['04817f', 'asn1: structure error: non-minimal length'],
  ['04820080', 'asn1: structure error: superfluous leading zeros in length'],
  ['0484ffffffff', 'asn1: structure error: length too large'],
  ['1f1e00', 'asn1: syntax error: non-minimal tag'],
  ['1f801f00', 'asn1: syntax error: integer is not minimally encoded'],
  ['1fff', 'asn1: syntax error: truncated base 128 integer'],
  ['1fffffffffff7f00', 'asn1: structure error: base 128 integer too large'],
  ['1f8fffffff7f00', 'asn1: structure error: base 128 integer too large'],
];

test('peekHeader takes minimal definite lengths and refuses the rest in Go’s words', async (t) => {
  for (const [bytes, expected] of headers) {
    await t.test(bytes, () => {
      const found = peekHeader(cursorOver(hex(bytes)));
      if (typeof found === 'string') {
        assert.equal(found, expected);
      } else {
        assert.deepEqual({ tag: found.tag, body: found.body, end: found.end }, expected);
      }
    });
  }
});

test('object identifiers decode to their arcs', async (t) => {
  const cases: [string, string][] = [
    ['2a03', '1.2.3'],
    ['550403', '2.5.4.3'],
    ['883703', '2.999.3'],
    ['87ffffff7f', '2.2147483567'],
    ['00', '0.0'],
    ['4f', '1.39'],
    ['50', '2.0'],
  ];
  for (const [bytes, dotted] of cases)
    await t.test(dotted, () => assert.equal(decodeOid(hex(bytes)), dotted));
  for (const bytes of ['', '80', '2a80', '2a8001', '2a9080808000', '8fffffff7f']) {
    await t.test(`refuses ${bytes || 'nothing'}`, () => assert.throws(() => decodeOid(hex(bytes)), DerFault));
  }
});

test('object identifiers survive encoding', () => {
  const arc = fc.integer({ min: 0, max: 0x7fffffff });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 39 }), fc.array(arc, { maxLength: 8 }), (second, rest) => {
      const dotted = ['1', second, ...rest].join('.');
      assert.equal(decodeOid(encodeOid(dotted).subarray(2)), dotted);
    }),
  );
});

test('integers are minimal and of at most 64 bits', () => {
  assert.equal(decodeInt64(hex('00')), 0n);
  assert.equal(decodeInt64(hex('ff')), -1n);
  assert.equal(decodeInt64(hex('7fffffffffffffff')), 2n ** 63n - 1n);
  assert.equal(decodeInt64(hex('8000000000000000')), -(2n ** 63n));
  for (const bytes of ['', '0000', '007f', 'ff80', '008000000000000000']) {
    assert.throws(() => decodeInt64(hex(bytes)), DerFault, bytes);
  }
});

test('booleans are 00 or ff', () => {
  assert.deepEqual([decodeBoolean(hex('00')), decodeBoolean(hex('ff'))], [false, true]);
  for (const bytes of ['', '01', 'ffff']) assert.throws(() => decodeBoolean(hex(bytes)), DerFault);
});

test('bit strings know their unused bits, which must be zero', () => {
  assert.deepEqual(rightAligned(decodeBitString(hex('04b0'))), hex('0b'));
  assert.deepEqual(rightAligned(decodeBitString(hex('0112345e'))), hex('091a2f'));
  for (const bytes of ['', '01', '0801', '0101'])
    assert.throws(() => decodeBitString(hex(bytes)), DerFault, bytes);
});

test('what is encoded reads back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70_000 }), (body) => {
      const der = encodeTlv(0x04, body);
      const element = peekHeader(cursorOver(der));
      assert.ok(typeof element !== 'string');
      assert.equal(element.end, der.length);
      assert.equal(element.end - element.body, body.length);
    }),
    { numRuns: 30 },
  );
  assert.equal(encodeUnsigned(hex('80')).toString('hex'), '02020080');
});
