import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compare, fuzz } from './fuzz.ts';
import { findOracle, openOracle } from './oracle.ts';
import { readFuzzVectors } from './vectors.ts';

describe('what once was read otherwise than Kubernetes reads it', () => {
  for (const [index, { why, answer, ...made }] of readFuzzVectors().entries()) {
    it(`${index + 1}: ${why}`, () => {
      assert.deepEqual(compare(made, answer).differences, []);
    });
  }
});

const cases = 6000;
/** Always the same cases; other seeds are for `run.ts`. */
const seed = 1;

describe("readings against Kubernetes' own code", () => {
  const found = findOracle();
  const skip = 'missing' in found ? `no oracle: ${found.missing}; install Go 1.26, then run it again` : false;

  it(`agree in ${cases} cases made from seed ${seed}`, { skip }, async () => {
    assert.ok('binary' in found);
    const oracle = openOracle(found.binary);
    const wrong: string[] = [];
    const outcome = await fuzz(oracle, {
      cases,
      seed,
      show: 5,
      onDisagreement: ({ generator, seed: own, differences, content }) => {
        const again = `node test/fuzz/run.ts --only ${generator} --seed ${own} --cases 1`;
        wrong.push(`${again}: ${differences.join('; ')}\n${content.slice(0, 4000)}`);
      },
    });
    oracle.close();
    assert.deepEqual(wrong, []);
    assert.deepEqual(outcome.disagreements, {});
    const unpredicted = Object.values(outcome.unpredicted).reduce((sum, count) => sum + count, 0);
    assert.ok(unpredicted < cases / 10, `${unpredicted} of ${cases} cases were not predicted`);
  });
});
