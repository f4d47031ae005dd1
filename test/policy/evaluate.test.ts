import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { blocks } from '../../src/finding.ts';
import { type EvaluationContext, evaluatePolicy } from '../../src/policy/evaluate.ts';
import { policyOf, soundPolicy } from './policies.ts';
import { type Asked, commonName, dns, ip, organization, readingOf, sha256 } from './reading.ts';

const policy = policyOf();
const codesOf = (asked: Asked, context?: EvaluationContext): readonly string[] =>
  evaluatePolicy(policy, readingOf(asked), context).findings.map(({ code }) => code);

const developer: Asked = {
  path: 'requests/prod/_users/alice/laptop.yaml',
  signerName: 'kubernetes.io/kube-apiserver-client',
  usages: ['digital signature', 'client auth'],
  expirationSeconds: 28_800,
  subject: [organization('dev-web'), commonName('alice')],
  sans: [],
};
const uri = (value: string) => ({ kind: 'uri', value }) as const;
const email = (value: string) => ({ kind: 'email', value }) as const;
const withSan = (...sans: Asked['sans'] & object): Asked => ({
  sans: [dns('web-api'), ...sans],
  subject: [],
});

interface Case {
  readonly says: string;
  readonly asked: Asked;
  readonly codes: readonly string[];
}

const cases: readonly Case[] = [
  { says: 'passes what the rule lists', asked: {}, codes: [] },
  { says: 'passes a developer', asked: developer, codes: [] },
  {
    says: 'passes addresses of a listed network',
    asked: withSan(ip('10.100.2.3'), ip('fd12::1')),
    codes: [],
  },
  {
    says: 'refuses addresses outside it',
    asked: withSan(ip('10.112.0.1'), ip('fe80::1')),
    codes: ['policy.name-not-allowed', 'policy.name-not-allowed'],
  },
  { says: 'passes a listed URI', asked: withSan(uri('spiffe://acme/ns/payments/sa/web')), codes: [] },
  {
    says: 'refuses the URI of another namespace',
    asked: withSan(uri('spiffe://acme/ns/billing/sa/web')),
    codes: ['policy.name-not-allowed'],
  },
  { says: 'passes a listed e-mail address', asked: withSan(email('web@payments.example.com')), codes: [] },
  {
    says: 'refuses another e-mail address',
    asked: withSan(email('web@billing.example.com')),
    codes: ['policy.name-not-allowed'],
  },
  { says: 'matches one label a star', asked: withSan(dns('a.b.payments.svc.cluster.local')), codes: [] },
  {
    says: 'matches no fewer labels than stars',
    asked: withSan(dns('a.payments.svc.cluster.local')),
    codes: ['policy.name-not-allowed'],
  },
  {
    says: 'matches no more labels than stars',
    asked: withSan(dns('a.b.payments.svc')),
    codes: ['policy.name-not-allowed'],
  },
  {
    says: 'refuses names of another namespace',
    asked: withSan(dns('web.billing.svc')),
    codes: ['policy.name-not-allowed'],
  },
  {
    says: 'refuses a name that only ends alike',
    asked: withSan(dns('x.evil-payments.svc')),
    codes: ['policy.name-not-allowed'],
  },
  {
    says: 'refuses kinds of names no rule can list',
    asked: withSan({ kind: 'other', value: '1.3.6.1.4.1.311.20.2.3' }),
    codes: ['policy.name-not-allowed'],
  },
  { says: 'refuses a wildcard', asked: withSan(dns('*.payments.svc')), codes: ['policy.wildcard'] },
  {
    says: 'refuses a common name that is none of the DNS names',
    asked: { subject: [commonName('other')] },
    codes: ['policy.name-not-allowed'],
  },
  { says: 'lets the common name be absent', asked: { subject: [] }, codes: [] },
  {
    says: 'refuses any organization where none is listed',
    asked: { subject: [organization('dev-web')] },
    codes: ['policy.name-not-allowed'],
  },
  {
    says: 'refuses an attribute that is neither CN nor O',
    asked: { subject: [[{ oid: '2.5.4.11', type: 'OU', value: 'web' }]] },
    codes: ['policy.attribute-not-allowed'],
  },
  {
    says: 'refuses an attribute it cannot read',
    asked: { subject: [commonName(null)] },
    codes: ['policy.attribute-not-allowed'],
  },
  {
    says: 'judges every attribute of a multi-valued RDN',
    asked: { ...developer, subject: [[...commonName('alice'), ...organization('ops')]] },
    codes: ['policy.name-not-allowed'],
  },
  {
    says: 'passes an organization stated literally',
    asked: { ...developer, subject: [organization('Acme Ltd'), commonName('alice')] },
    codes: [],
  },
  {
    says: 'refuses a star that would leave its label',
    asked: { ...developer, subject: [organization('dev-x/../ops'), commonName('alice')] },
    codes: ['policy.name-not-allowed'],
  },
  {
    says: 'refuses the name of another person',
    asked: { ...developer, subject: [commonName('bob')] },
    codes: ['policy.name-not-allowed'],
  },
  { says: 'requires a common name', asked: { ...developer, subject: [] }, codes: ['policy.name-missing'] },
  {
    says: 'requires DNS names',
    asked: { subject: [], sans: [ip('10.96.0.1')] },
    codes: ['policy.name-missing'],
  },
  {
    says: 'counts names',
    asked: withSan(...Array.from({ length: 10 }, (_, index) => dns(`n${index}.payments.svc`))),
    codes: ['policy.too-many-names'],
  },
  {
    says: 'refuses a usage that is not listed',
    asked: { usages: ['server auth', 'client auth'] },
    codes: ['policy.usage-not-allowed'],
  },
  { says: 'requires a usage', asked: { usages: ['digital signature'] }, codes: ['policy.usage-missing'] },
  { says: 'refuses a key kind that is not listed', asked: { key: 'ECDSA-P521' }, codes: ['key.not-allowed'] },
  { says: 'refuses an unknown RSA size', asked: { key: 'RSA-2049' }, codes: ['key.not-allowed'] },
  {
    says: 'refuses small RSA keys, twice over',
    asked: { key: 'RSA-1024' },
    codes: ['key.too-small', 'key.not-allowed'],
  },
  { says: 'lets our own authority choose a lifetime', asked: { expirationSeconds: null }, codes: [] },
  {
    says: 'requires a lifetime of others (threat 12)',
    asked: { ...developer, expirationSeconds: null },
    codes: ['policy.lifetime-unstated'],
  },
  {
    says: 'knows no file outside its paths',
    asked: { path: 'requests/prod/web-api.yaml' },
    codes: ['policy.no-rule'],
  },
  {
    says: 'takes no layout folder for a namespace',
    asked: { path: 'requests/prod/_users/web-api.yaml' },
    codes: ['policy.no-rule'],
  },
  {
    says: 'knows no other cluster',
    asked: { path: 'requests/prd/payments/web-api.yaml' },
    codes: ['policy.unknown-cluster'],
  },
  {
    says: 'passes the shop of another cluster',
    asked: { path: 'requests/stage/payments/web-api.yaml' },
    codes: [],
  },
];

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

  it('judges without a policy what no policy could allow', () => {
    const { selection, findings } = evaluatePolicy(
      null,
      readingOf({ subject: [organization('system:masters')], key: 'RSA-1024' }),
    );
    assert.equal(selection, null);
    assert.deepEqual(
      findings.map(({ code, severity }) => [code, severity]),
      [
        ['name.reserved', 'warning'],
        ['key.too-small', 'error'],
      ],
    );
  });
});
