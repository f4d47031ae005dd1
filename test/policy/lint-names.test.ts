import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { evaluateSans } from '../../src/pki/concerns/sans.ts';
import { lintPolicy } from '../../src/policy/lint.ts';
import { covers } from '../../src/policy/lint-covered.ts';
import type { PatternList } from '../../src/policy/lint-dead.ts';
import { matchesName } from '../../src/policy/name-pattern.ts';
import { matchesPattern } from '../../src/policy/pattern.ts';
import { isPublicSuffix } from '../../src/policy/public-suffix.ts';
import { policyOf, soundPolicy } from './policies.ts';

const label = fc.constantFrom('a', 'b', 'web', 'a-b', '0');
const part = fc.constantFrom('a', 'b', '-', '*', '{name}', 'web', '.');
const pattern = fc
  .array(part, { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join(''))
  .filter((text) => !text.includes('**'));

describe('covers', () => {
  const lists: readonly PatternList[] = ['dnsNames', 'organizations'];
  for (const list of lists) {
    it(`never says of ${list} that a pattern is covered by one that matches less`, () => {
      fc.assert(
        fc.property(
          pattern,
          pattern,
          label,
          fc.array(label, { minLength: 6, maxLength: 6 }),
          (wide, narrow, name, fill) => {
            fc.pre(covers(list, wide, narrow));
            const captures = { name: list === 'dnsNames' ? name : `${name}.x` };
            let next = 0;
            const text = narrow
              .replaceAll('{name}', () => captures.name)
              .replaceAll('*', () => fill[next++] ?? 'a');
            const matches = (each: string): boolean =>
              list === 'dnsNames'
                ? matchesName('dns', each, text, captures)
                : matchesPattern(each, text, captures);
            assert.ok(!matches(narrow) || matches(wide), `${wide} does not match ${text} of ${narrow}`);
          },
        ),
        { numRuns: 500 },
      );
    });
  }

  it('says that a pattern covers itself', () => {
    fc.assert(fc.property(pattern, (text) => covers('organizations', text, text)));
  });

  const networks: readonly (readonly [string, string, boolean])[] = [
    ['10.0.0.0/8', '10.96.0.0/12', true],
    ['10.96.0.0/12', '10.0.0.0/8', false],
    ['0.0.0.0/0', '192.0.2.7', true],
    ['::/0', '10.0.0.0/8', false],
    ['fd00::/8', 'fd12::1', true],
  ];
  for (const [outer, inner, expected] of networks) {
    it(`says ${expected} of ${inner} in ${outer}`, () =>
      assert.equal(covers('ipAddresses', outer, inner), expected));
  }
});

describe('isPublicSuffix', () => {
  const strangers = [
    'com',
    'de',
    'io',
    'co.uk',
    'com.au',
    'or.jp',
    'github.io',
    's3.amazonaws.com',
    'pages.dev',
  ];
  const own = [
    'svc',
    'local',
    'cluster.local',
    'svc.cluster.local',
    'internal',
    'example.com',
    'acme',
    'co.com',
    'x.co.uk',
    '',
  ];
  for (const name of strangers) it(`knows ${name}`, () => assert.equal(isPublicSuffix(name), true));
  for (const name of own)
    it(`leaves ${name || 'nothing'} alone`, () => assert.equal(isPublicSuffix(name), false));
});

describe('a pattern that lint calls dead', () => {
  const piece = fc.constantFrom('a', '-', '.', '*', '{name}', '{cluster}', '1', 'svc');
  const dead = fc.array(piece, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(''));
  const text = fc.constantFrom('a', 'web-api', '0', 'x1', 'a.b');
  const fill = fc.constantFrom('a', '-', '0a', 'web-api');
  it('matches no DNS name that a cluster would be sent', () => {
    let found = 0;
    fc.assert(
      fc.property(dead, text, fc.array(fill, { minLength: 5, maxLength: 5 }), (pattern, name, fills) => {
        fc.pre(!pattern.includes('**'));
        const policy = policyOf(soundPolicy.replace('"{name}",', () => `"${pattern}",`));
        const faults = lintPolicy(policy, { owners: null });
        const pointer = '/rules/0/allow/dnsNames/0';
        fc.pre(
          faults.some((each) => each.code === 'policy.pattern-never-matches' && each.pointer === pointer),
        );
        found += 1;
        const captures = { name, cluster: 'prod' };
        let next = 0;
        const value = pattern
          .replaceAll('{name}', name)
          .replaceAll('{cluster}', 'prod')
          .replaceAll('*', () => fills[next++] ?? 'a');
        const asked = evaluateSans({
          sans: [{ kind: 'dns', value }],
          unknownTags: [],
          ignoredOctets: false,
          mappedAddresses: [],
        });
        assert.ok(asked.length > 0 || !matchesName('dns', pattern, value, captures), value);
      }),
      { numRuns: 300 },
    );
    assert.ok(found > 50, `only ${found} patterns were dead`);
  });
});
