import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isLiteral, matchesPattern } from '../../src/policy/pattern.ts';

const captures = { name: 'web-api', namespace: 'payments' };

describe('matchesPattern', () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['web', 'web', true],
    ['web', 'web2', false],
    ['web', 'we', false],
    ['web', 'Web', false],
    ['*', 'a', true],
    ['*', '', false],
    ['*', 'a.b', false],
    ['*', 'a_b', false],
    ['*', 'A', false],
    ['*', '*', false],
    ['*', 'ä', false],
    ['dev-*', 'dev-', false],
    ['dev-*', 'dev-x', true],
    ['dev-*', 'dev-x/../ops', false],
    ['dev-*', 'dev-x\ndev-y', false],
    ['*-*', 'a-b-c', true],
    ['*-*', 'a', false],
    ['*.{namespace}.svc', 'x.payments.svc', true],
    ['*.{namespace}.svc', 'x.billing.svc', false],
    ['*.{namespace}.svc', 'x.payments.svcs', false],
    ['*.{namespace}.svc', 'payments.svc', false],
    ['{name}.{namespace}', 'web-api.payments', true],
    ['{missing}', '{missing}', false],
    ['{toString}', 'x', false],
    ['a.b', 'axb', false],
    ['(a|b)+', 'a', false],
    ['(a|b)+', '(a|b)+', true],
  ];
  for (const [pattern, text, expected] of cases) {
    it(`says ${expected} to ${JSON.stringify(text)} by ${pattern}`, () => {
      assert.equal(matchesPattern(pattern, text, captures), expected);
    });
  }

  it('never lets captured text act as a pattern', () => {
    assert.equal(matchesPattern('{name}', 'anything', { name: '*' }), false);
    assert.equal(matchesPattern('{name}', '*', { name: '*' }), true);
    assert.equal(matchesPattern('{name}', 'payments', { name: '{namespace}', namespace: 'payments' }), false);
  });

  it('takes every literal for itself alone', () => {
    const literal = fc.string({ unit: 'grapheme' }).filter(isLiteral);
    fc.assert(
      fc.property(
        literal,
        fc.string(),
        (text, other) =>
          matchesPattern(text, text, {}) && (other === text || !matchesPattern(text, other, {})),
      ),
    );
  });

  it('agrees with an anchored regular expression', () => {
    const pattern = fc.stringMatching(/^[ab.*]{0,8}$/).filter((text) => !text.includes('**'));
    const text = fc.stringMatching(/^[ab.-]{0,10}$/);
    fc.assert(
      fc.property(pattern, text, (given, name) => {
        const expression = new RegExp(`^${given.replaceAll('.', '\\.').replaceAll('*', '[a-z0-9-]+')}$`);
        return matchesPattern(given, name, {}) === expression.test(name);
      }),
      { numRuns: 500 },
    );
  });

  it('stays quick where a regular expression would not', () => {
    const started = performance.now();
    assert.equal(matchesPattern('*-'.repeat(100), `${'a-'.repeat(5_000)}!`, {}), false);
    assert.ok(performance.now() - started < 2_000);
  });
});
