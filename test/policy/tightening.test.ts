import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { blocks } from '../../src/finding.ts';
import { evaluatePolicy } from '../../src/policy/evaluate.ts';
import type { Policy, Rule } from '../../src/policy/policy.ts';
import { policyOf } from './policies.ts';
import { commonName, dns, ip, organization, readingOf } from './reading.ts';

const policy = policyOf();

/** Requests of any kind; hardly one of them is allowed. */
const anyRequest = fc.record({
  path: fc.constantFrom(
    'requests/prod/payments/web-api.yaml',
    'requests/prod/_users/alice/x.yaml',
    'requests/stage/a/b.yaml',
  ),
  signerName: fc.constantFrom('example.com/serving', 'kubernetes.io/kube-apiserver-client'),
  usages: fc.uniqueArray(
    fc.constantFrom('digital signature', 'key encipherment', 'server auth', 'client auth'),
  ),
  expirationSeconds: fc.option(fc.integer({ min: 600, max: 40 * 86_400 })),
  subject: fc.array(
    fc.constantFrom(
      commonName('alice'),
      commonName('web-api'),
      organization('dev-web'),
      organization('system:nodes'),
    ),
    { maxLength: 2 },
  ),
  sans: fc.uniqueArray(
    fc.constantFrom(
      dns('web-api'),
      dns('web-api.payments'),
      dns('x.payments.svc'),
      dns('*.payments.svc'),
      ip('10.96.0.1'),
      ip('192.0.2.1'),
    ),
  ),
  key: fc.constantFrom('ECDSA-P256', 'RSA-2048', 'Ed25519'),
});

/** Two requests that the loosest policy allows. */
const allowed = [
  {
    path: 'requests/prod/payments/web-api.yaml',
    signerName: 'example.com/serving',
    usages: ['digital signature', 'key encipherment', 'server auth'],
    expirationSeconds: 86_400,
    subject: [commonName('web-api')],
    sans: [dns('web-api'), dns('web-api.payments')],
    key: 'ECDSA-P256',
  },
  {
    path: 'requests/prod/_users/alice/x.yaml',
    signerName: 'kubernetes.io/kube-apiserver-client',
    usages: ['digital signature', 'client auth'],
    expirationSeconds: 3_600,
    subject: [commonName('alice')],
    sans: [],
    key: 'ECDSA-P256',
  },
];

/** Requests near the border between allowed and denied: an allowed one with up to two fields of any other. */
const request = fc
  .tuple(
    fc.constantFrom(...allowed),
    anyRequest,
    fc.subarray(['usages', 'expirationSeconds', 'subject', 'sans', 'key', 'signerName', 'path'] as const, {
      maxLength: 2,
    }),
  )
  .map(([good, other, fields]) => ({
    ...good,
    ...Object.fromEntries(fields.map((field) => [field, other[field]])),
  }));

type Tightening = (rule: Rule, at: number) => Rule;
const without = <T>(values: readonly T[], at: number): readonly T[] =>
  values.filter((_, index) => index !== at % Math.max(values.length, 1));
const allowLess =
  (field: keyof Rule['allow']): Tightening =>
  (rule, at) => ({ ...rule, allow: { ...rule.allow, [field]: without(rule.allow[field], at) } });

/** Every way in which a rule can ask for more or allow less. */
const tightenings: readonly Tightening[] = [
  ...(
    ['commonName', 'organizations', 'dnsNames', 'ipAddresses', 'uris', 'emailAddresses', 'usages'] as const
  ).map(allowLess),
  (rule, at) => ({ ...rule, keys: without(rule.keys, at) }),
  (rule, at) => ({
    ...rule,
    lifetime: { ...rule.lifetime, maxSeconds: Math.floor(rule.lifetime.maxSeconds / (at + 1)) },
  }),
  (rule, at) => ({ ...rule, maxNames: Math.max(0, rule.maxNames - at) }),
  (rule) => ({ ...rule, wildcards: false }),
  (rule, at) => ({ ...rule, require: { ...rule.require, dnsNames: rule.require.dnsNames + at } }),
  (rule) => ({ ...rule, require: { ...rule.require, commonName: true } }),
  (rule) => ({ ...rule, require: { ...rule.require, requester: '{user}' } }),
  (rule) => ({ ...rule, require: { ...rule.require, usages: rule.allow.usages } }),
  (rule) => ({ ...rule, authority: null }),
  (rule) => ({ ...rule, match: { ...rule.match, clusters: ['stage'] } }),
];

function tighten(loose: Policy, which: number, ruleAt: number, at: number): Policy {
  const rules = loose.rules.map((rule, index) =>
    index === ruleAt ? (tightenings[which]?.(rule, at) ?? rule) : rule,
  );
  return { ...loose, rules };
}

const approves = (by: Policy, asked: Parameters<typeof readingOf>[0]): boolean => {
  const { selection, findings } = evaluatePolicy(by, readingOf(asked), { author: 'alice' });
  return selection !== null && !blocks(findings);
};

describe('tightening a policy', () => {
  const loosest: Policy = { ...policy, rules: policy.rules.map((rule) => ({ ...rule, wildcards: true })) };

  it('begins with requests that are approved', () => {
    assert.deepEqual(
      allowed.map((asked) => approves(loosest, asked)),
      [true, true],
    );
  });

  it('never turns deny into approve', () => {
    const step = fc.tuple(fc.nat(tightenings.length - 1), fc.nat(1), fc.nat(3));
    const seen = { approved: 0, denied: 0 };
    fc.assert(
      fc.property(request, fc.array(step, { minLength: 1, maxLength: 3 }), (asked, steps) => {
        const tight = steps.reduce(
          (current, [which, ruleAt, at]) => tighten(current, which, ruleAt, at),
          loosest,
        );
        const before = approves(loosest, asked);
        seen[before ? 'approved' : 'denied'] += 1;
        return before || !approves(tight, asked);
      }),
      { numRuns: 2_000 },
    );
    // Both sides of the border in numbers that no seed misses, or the property would say nothing.
    assert.ok(seen.approved > 200 && seen.denied > 200, JSON.stringify(seen));
  });

  it('by taking rules away leaves nothing allowed', () => {
    fc.assert(fc.property(request, (asked) => !approves({ ...policy, rules: [] }, asked)));
  });
});
