import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatHumanDuration } from '../../src/sandbox/human-duration.ts';

describe('formatHumanDuration', () => {
  // As `HumanDuration` of apimachinery/pkg/util/duration prints them.
  for (const [seconds, text] of [
    [-1, '0s'],
    [0, '0s'],
    [0.9, '0s'],
    [119, '119s'],
    [120, '2m'],
    [599, '9m59s'],
    [600, '10m'],
    [10_799, '179m'],
    [10_800, '3h'],
    [10_860, '3h1m'],
    [28_799, '7h59m'],
    [28_800, '8h'],
    [172_799, '47h'],
    [172_800, '2d'],
    [180_000, '2d2h'],
    [691_200, '8d'],
    [63_071_999, '729d'],
    [63_072_000, '2y'],
    [64_000_000, '2y10d'],
    [252_288_000, '8y'],
    [400_000_000, '12y'],
  ] as const) {
    it(`shows ${seconds} seconds as ${text}`, () => {
      assert.equal(formatHumanDuration(seconds), text);
    });
  }
});
