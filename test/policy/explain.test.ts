import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { blocks } from '../../src/finding.ts';
import { evaluatePolicy } from '../../src/policy/evaluate.ts';
import { type Explanation, explainRequest } from '../../src/policy/explain.ts';
import { cases, developer } from './cases.ts';
import { policyOf, soundPolicy } from './policies.ts';
import { type Asked, commonName, dns, ip, organization, readingOf } from './reading.ts';

const policy = policyOf();
const explain = (asked: Asked = {}, author: string | null = null): Explanation =>
  explainRequest(policy, readingOf(asked), author);

/** `field value: what allows it`. */
function brief({ values }: Explanation): readonly string[] {
  return values.map(
    ({ field, value, by, allowed }) => `${field} ${value}: ${allowed ? (by?.pattern ?? '?') : 'no'}`,
  );
}

describe('explainRequest', () => {
  it('names the pattern that allows each value, captures unfilled', () => {
    assert.deepEqual(brief(explain()), [
      'common name web-api.payments.svc: {san}',
      'DNS name web-api.payments.svc: *.{namespace}.svc',
      'usage digital signature: digital signature',
      'usage server auth: server auth',
      'key ECDSA-P256: ECDSA-P256',
      'lifetime 86400: max',
    ]);
  });

  it('points to the entry of the list', () => {
    const { values, at } = explain({ sans: [dns('a.b.payments.svc.cluster.local'), ip('fd12::1')] });
    const pointers = values.flatMap(({ field, by }) => (/DNS|IP/.test(field) ? [`${at}${by?.pointer}`] : []));
    assert.deepEqual(pointers, ['/rules/0/allow/dnsNames/3', '/rules/0/allow/ipAddresses/1']);
  });

  it('says no to one value and yes to its neighbours', () => {
    const explained = explain({
      ...developer,
      subject: [organization('dev-web'), organization('ops'), commonName('alice')],
    });
    assert.deepEqual(brief(explained).slice(0, 3), [
      'organization dev-web: dev-*',
      'organization ops: no',
      'common name alice: {user}',
    ]);
    assert.equal(explained.allowed, false);
  });

  it('says what policy can never allow, whatever a pattern matches', () => {
    const text = soundPolicy.replace('["dev-*", "Acme Ltd"]', '["*"]');
    const reading = readingOf({
      ...developer,
      subject: [organization('system:masters'), commonName('alice')],
    });
    const [first] = explainRequest(policyOf(text), reading, null).values;
    assert.deepEqual(
      first?.findings.map(({ code }) => code),
      ['name.reserved'],
    );
  });

  it('judges by the author where somebody says who it is', () => {
    assert.ok(brief(explain(developer, 'alice')).includes('requester alice: {user}'));
    assert.ok(brief(explain(developer, 'mallory')).includes('requester mallory: no'));
    assert.ok(!brief(explain(developer)).some((line) => line.startsWith('requester')));
  });

  it('says of each other rule why it does not select the request', () => {
    const { passedOver } = explain({ signerName: 'example.com/other' });
    assert.deepEqual(
      passedOver.map(({ rule, why, pointer }) => `${rule.name} ${why} ${pointer}`),
      [
        'service is for signer example.com/serving /rules/0/match/signer',
        'developer is for requests/{cluster}/_users/{user}/{name}.yaml /rules/1/match/path',
      ],
    );
  });

  it('says which clusters a rule serves where the path names another', () => {
    const [first] = explain({ path: 'requests/nowhere/payments/web-api.yaml' }).passedOver;
    assert.equal(first?.why, 'serves prod, stage and not nowhere');
  });

  it('keeps apart what is about no single value', () => {
    const { findings } = explain({ usages: ['digital signature'], sans: [], subject: [] });
    assert.deepEqual(
      findings.map(({ code }) => code),
      ['policy.usage-missing', 'policy.name-missing'],
    );
  });
});

describe('an explanation and the verdict', () => {
  for (const { says, asked } of cases) {
    it(`agree where policy ${says}`, () => agree(asked));
  }

  const name = fc.constantFrom(
    'web-api',
    'web-api.payments',
    '*.payments.svc',
    'x.billing.svc',
    'A.payments.svc',
    '10',
  );
  const person = fc.constantFrom('alice', 'dev-web', 'system:masters', 'dev-\u00e9', 'root', '');
  it('agree on any mixture of names, people, usages, keys and lifetimes', () => {
    fc.assert(
      fc.property(
        fc.record({
          sans: fc.array(name.map(dns), { maxLength: 4 }),
          subject: fc.array(fc.oneof(person.map(commonName), person.map(organization)), { maxLength: 3 }),
          usages: fc.subarray(['digital signature', 'server auth', 'client auth']),
          key: fc.constantFrom('ECDSA-P256', 'ECDSA-P521', 'RSA-1024'),
          expirationSeconds: fc.constantFrom(null, 600, 2_592_000, 2_592_001),
        }),
        agree,
      ),
      { numRuns: 300 },
    );
  });
});

/** All is allowed exactly if every value is and nothing else blocks, and every finding is told once. */
function agree(asked: Asked): void {
  const reading = readingOf(asked);
  const { findings, selection } = evaluatePolicy(policy, reading);
  const explained = explainRequest(policy, reading, null);
  assert.equal(explained.allowed, selection !== null && !blocks(findings));
  const isFine = explained.values.every(({ allowed }) => allowed) && !blocks(explained.findings);
  assert.equal(explained.selection !== null && isFine, explained.allowed);
  const told = [...explained.values.flatMap((value) => value.findings), ...explained.findings];
  assert.deepEqual(
    new Set(told.map(({ message }) => message)),
    new Set(findings.map(({ message }) => message)),
  );
}
