import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { blocks } from '../../src/finding.ts';
import { type EvaluationContext, evaluatePolicy } from '../../src/policy/evaluate.ts';
import { identityOfKey } from '../../src/policy/never.ts';
import { cases, developer } from './cases.ts';
import { policyOf, soundPolicy } from './policies.ts';
import { type Asked, commonName, dns, ip, organization, readingOf, sha256 } from './reading.ts';

const policy = policyOf();
const codesOf = (asked: Asked, context?: EvaluationContext): readonly string[] =>
  evaluatePolicy(policy, readingOf(asked), context).findings.map(({ code }) => code);

describe('evaluatePolicy', () => {
  for (const { says, asked, codes } of cases) it(says, () => assert.deepEqual(codesOf(asked), codes));

  it('names signer and lifetime at once, each with its one right line', () => {
    const reading = readingOf({ signerName: 'kubernetes.io/kubelet-serving', expirationSeconds: 31_536_000 });
    const { selection, closest, findings } = evaluatePolicy(policy, reading);
    assert.equal(selection, null);
    assert.equal(closest?.rule.name, 'service');
    assert.deepEqual(
      findings.map(({ code, line, suggestion }) => [code, line, suggestion?.new]),
      [
        ['policy.no-rule', 4, '  signerName: example.com/serving'],
        ['policy.lifetime-over-maximum', 5, '  expirationSeconds: 2592000'],
      ],
    );
    assert.match(
      findings[0]?.message ?? '',
      /kubelet-serving here; rule "service" allows example\.com\/serving/,
    );
    assert.match(findings[0]?.hint ?? '', /for nodes only/);
    assert.match(
      findings[1]?.message ?? '',
      /31536000 s \(365 days\) is over the 2592000 s \(30 days\) that cluster "prod"/,
    );
  });

  it('names the rule where the rule is the lower bound', () => {
    const reading = readingOf({
      path: 'requests/stage/payments/web-api.yaml',
      expirationSeconds: 31_536_000,
    });
    const [found] = evaluatePolicy(policy, reading).findings;
    assert.match(found?.message ?? '', /7776000 s \(90 days\) that rule "service" allows/);
  });

  it('names rule and value in every finding about a rule', () => {
    const { findings } = evaluatePolicy(
      policy,
      readingOf({ usages: ['client auth'], sans: [dns('x.billing.svc')], subject: [] }),
    );
    assert.equal(findings.length, 3);
    for (const { message, hint, line } of findings) {
      assert.match(message, /rule "service"/);
      assert.match(message, /client auth|server auth|x\.billing\.svc/);
      assert.ok(hint !== null && line !== null);
    }
  });

  it('says which rule has the signer when the file lies in the wrong place', () => {
    const [found] = evaluatePolicy(policy, readingOf({ path: 'requests/web-api.yaml' })).findings;
    assert.match(found?.hint ?? '', /rule "service" at requests\/\{cluster\}\/\{namespace\}\/\{name\}\.yaml/);
    assert.doesNotMatch(found?.hint ?? '', /developer/);
  });

  it('warns of service names at a signer that makes users', () => {
    const found = codesOf({ ...developer, subject: [commonName('alice')], sans: [dns('web.payments.svc')] });
    assert.deepEqual(found, ['name.service-as-user', 'policy.name-not-allowed']);
  });

  it('judges the author where the author is known (threat 15)', () => {
    assert.deepEqual(codesOf(developer, { author: 'Alice' }), []);
    assert.deepEqual(codesOf(developer, { author: 'mallory' }), ['policy.requester']);
    assert.deepEqual(codesOf({}, { author: 'mallory' }), []);
  });

  it('never lets a dotted file name reach into other labels', () => {
    const asked: Asked = { path: 'requests/prod/payments/admin.internal.yaml', subject: [] };
    assert.deepEqual(codesOf({ ...asked, sans: [dns('admin.internal.payments')] }), [
      'policy.name-not-allowed',
    ]);
  });

  it('allows a wildcard only by a pattern whose own star is that label', () => {
    const open = policyOf(
      soundPolicy.replace('authority: serving', 'authority: serving\n    wildcards: true'),
    );
    const judge = (name: string) =>
      evaluatePolicy(open, readingOf({ subject: [], sans: [dns(name)] })).findings;
    assert.deepEqual(judge('*.payments.svc'), []);
    assert.equal(judge('*.payments')[0]?.code, 'policy.name-not-allowed');
    assert.equal(judge('*.billing.svc')[0]?.code, 'policy.name-not-allowed');
  });

  it('refuses everything under a policy without rules', () => {
    const empty = policyOf('version: 1\nclusters: {}\nrules: []\n');
    const { selection, findings } = evaluatePolicy(empty, readingOf());
    assert.equal(selection, null);
    assert.ok(blocks(findings));
  });

  it('blames the policy where two rules select one request', () => {
    const [rule] = policy.rules;
    assert.ok(rule);
    const twice = { ...policy, rules: [rule, { ...rule, name: 'again' }] };
    const { selection, findings } = evaluatePolicy(twice, readingOf());
    assert.equal(selection, null);
    assert.equal(findings[0]?.code, 'policy.rules-overlap');
    assert.match(findings[0]?.message ?? '', /"service" and rule "again"/);
  });

  it('denies a key that another path, or another subject, holds (threat 17)', () => {
    const holders = (path: string, subject: string) => ({
      keys: new Map([[sha256('key'), [{ path, subject }]]]),
    });
    const here = 'requests/prod/payments/web-api.yaml';
    assert.deepEqual(codesOf({}, holders('requests/prod/billing/web-api.yaml', 'CN=web-api.payments.svc')), [
      'key.belongs-elsewhere',
    ]);
    assert.deepEqual(codesOf({}, holders(here, 'CN=other')), ['key.belongs-elsewhere']);
    assert.deepEqual(codesOf({}, holders(here, 'CN=web-api.payments.svc')), []);
  });

  it('lets a key serve again for what it was approved for or less, and for nothing more (threat 17)', () => {
    const path = 'requests/prod/payments/web-api.yaml';
    const subject = 'O=a\\,b,CN=web-api.payments.svc';
    const identity = identityOfKey(subject, [dns('web-api.payments.svc'), dns('web-api')]);
    assert.deepEqual(identity, [
      'O=a\\,b',
      'CN=web-api.payments.svc',
      'DNS:web-api.payments.svc',
      'DNS:web-api',
    ]);
    const gained = (asked: Asked): string[] =>
      evaluatePolicy(policy, readingOf(asked), {
        keys: new Map([[sha256('key'), [{ path, subject, identity }]]]),
      }).findings.flatMap(({ code, message }) => (code === 'key.belongs-elsewhere' ? [message] : []));
    const without = (what: string): string[] => [
      `The public key was approved for another identity, without ${what}.`,
    ];
    assert.deepEqual(gained({}), []);
    assert.deepEqual(gained({ sans: [dns('web-api')], subject: [] }), []);
    assert.deepEqual(gained({ sans: [dns('web-api'), dns('pay')] }), without('DNS:pay'));
    assert.deepEqual(gained({ sans: [ip('10.96.0.1')] }), without('IP:10.96.0.1'));
    const renamed = [organization('dev-x'), commonName('web-api')];
    assert.deepEqual(gained({ subject: renamed }), without('O=dev-x, CN=web-api'));
  });

  it('judges without a policy what no policy could allow', () => {
    const { selection, findings } = evaluatePolicy(
      null,
      readingOf({ subject: [organization('system:masters')], sans: [dns('Web.payments.svc')] }),
      { keys: new Map([[sha256('key'), [{ path: 'requests/prod/billing/x.yaml', subject: '' }]]]) },
    );
    assert.equal(selection, null);
    assert.deepEqual(
      findings.map(({ code, severity }) => [code, severity]),
      [
        ['name.reserved', 'warning'],
        ['name.look-alike', 'warning'],
        ['key.belongs-elsewhere', 'error'],
      ],
    );
  });
});
