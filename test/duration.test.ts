import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatDuration, parseDuration } from '../src/duration.ts';

describe('parseDuration', () => {
  for (const [text, seconds] of [
    ['30m', 1_800],
    ['8h', 28_800],
    ['90d', 7_776_000],
    ['0d', null],
    ['090d', null],
    ['1w', null],
    ['1.5h', null],
    ['-1d', null],
    ['', null],
    ['90 d', null],
  ] as const) {
    it(`reads ${JSON.stringify(text)} as ${seconds}`, () => assert.equal(parseDuration(text), seconds));
  }
});

describe('formatDuration', () => {
  for (const [seconds, words] of [
    [0, '0 seconds'],
    [1, '1 second'],
    [600, '10 minutes'],
    [28_800, '8 hours'],
    [129_600, '1 day 12 hours'],
    [31_536_000, '365 days'],
    [7_500, '2 hours 5 minutes'],
  ] as const) {
    it(`says ${seconds} as ${words}`, () => assert.equal(formatDuration(seconds), words));
  }

  it('is exact: its words add up to the seconds', () => {
    const sizes: Record<string, number> = { day: 86_400, hour: 3_600, minute: 60, second: 1 };
    fc.assert(
      fc.property(fc.nat(2_147_483_647), (seconds) => {
        const pairs = formatDuration(seconds).matchAll(/(\d+) (day|hour|minute|second)s?/g);
        const sum = [...pairs].reduce(
          (total, [, count, unit = '']) => total + Number(count) * (sizes[unit] ?? 0),
          0,
        );
        assert.equal(sum, seconds);
      }),
    );
  });
});
