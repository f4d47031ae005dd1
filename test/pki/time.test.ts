import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeGeneralizedTime, decodeUtcTime } from '../../src/pki/time.ts';

const iso = (moment: Date | null): string | null => moment?.toISOString() ?? null;

test('UTCTime is of 1950 to 2049, with or without seconds, in any written zone', () => {
  assert.equal(iso(decodeUtcTime('491231235959Z')), '2049-12-31T23:59:59.000Z');
  assert.equal(iso(decodeUtcTime('500101000000Z')), '1950-01-01T00:00:00.000Z');
  assert.equal(iso(decodeUtcTime('2601010000Z')), '2026-01-01T00:00:00.000Z');
  assert.equal(iso(decodeUtcTime('260101010000+0130')), '2025-12-31T23:30:00.000Z');
  assert.equal(iso(decodeUtcTime('240229000000Z')), '2024-02-29T00:00:00.000Z');
});

test('times that Go would write otherwise are refused', () => {
  const bad = [
    '',
    '260101000000',
    '261301000000Z',
    '260100000000Z',
    '230229000000Z',
    '260101240000Z',
    '260101006000Z',
  ];
  const worse = [
    '260101000060Z',
    '260101000000+0000',
    '260101000000-0000',
    '260101000000+0060',
    '260101000000.5Z',
    '260101000000z',
  ];
  for (const text of [...bad, ...worse]) assert.equal(decodeUtcTime(text), null, text);
});

test('GeneralizedTime has four digits of year, and fractions only where they are legal', () => {
  assert.equal(iso(decodeGeneralizedTime('20500101000000Z', false)), '2050-01-01T00:00:00.000Z');
  assert.equal(iso(decodeGeneralizedTime('00010101000000Z', false)), '0001-01-01T00:00:00.000Z');
  assert.notEqual(decodeGeneralizedTime('20500101000000.5Z', true), null);
  assert.equal(decodeGeneralizedTime('20500101000000.5Z', false), null);
  assert.equal(decodeGeneralizedTime('20500101000000.50Z', true), null);
  assert.equal(decodeGeneralizedTime('205001010000Z', true), null);
});
