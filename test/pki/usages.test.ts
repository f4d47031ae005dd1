import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  extendedKeyUsageOids,
  isUsage,
  keyUsageBits,
  usageOfOid,
  usagesOfBits,
  usageWords,
} from '../../src/pki/usages.ts';

test('there are 23 words, and each becomes a bit or an OID', () => {
  assert.equal(usageWords.length, 23);
  for (const word of usageWords) {
    assert.equal((keyUsageBits([word]) !== 0 ? 1 : 0) + extendedKeyUsageOids([word]).length, 1, word);
  }
});

test('isUsage takes the words exactly and nothing inherited', () => {
  for (const word of ['server auth', 's/mime', 'any']) assert.ok(isUsage(word));
  for (const word of ['Server Auth', 'serverAuth', ' server auth', '', 'toString', '__proto__'])
    assert.ok(!isUsage(word));
});

test('second words mean the same as first words', () => {
  assert.equal(keyUsageBits(['signing']), keyUsageBits(['digital signature']));
  assert.deepEqual(extendedKeyUsageOids(['s/mime', 'email protection']), ['1.3.6.1.5.5.7.3.4']);
  assert.equal(usageOfOid('1.3.6.1.5.5.7.3.4'), 'email protection');
});

test('extended usages come in the order of the cluster’s signer, whatever the order asked', () => {
  assert.deepEqual(extendedKeyUsageOids(['client auth', 'server auth', 'any']), [
    '2.5.29.37.0',
    '1.3.6.1.5.5.7.3.1',
    '1.3.6.1.5.5.7.3.2',
  ]);
});

test('bits turn into words and back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0x1ff }), (bits) => {
      assert.equal(keyUsageBits(usagesOfBits(bits)), bits);
    }),
  );
});
