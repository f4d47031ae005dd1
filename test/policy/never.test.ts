import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evaluatePolicy } from '../../src/policy/evaluate.ts';
import { formatSubject } from '../../src/policy/never.ts';
import { policyOf, soundPolicy } from './policies.ts';
import { type Asked, commonName, dns, organization, readingOf } from './reading.ts';

/** The sound policy with other names allowed to developers. */
function allowing(commonNames: string, organizations: string) {
  return policyOf(
    soundPolicy
      .replace('commonName: ["{user}"]', `commonName: ${commonNames}`)
      .replace('organizations: ["dev-*", "Acme Ltd"]', `organizations: ${organizations}`),
  );
}

const person: Asked = {
  path: 'requests/prod/_users/alice/laptop.yaml',
  signerName: 'kubernetes.io/kube-apiserver-client',
  usages: ['client auth'],
  sans: [],
};

function codesFor(
  policy: ReturnType<typeof allowing>,
  subject: Asked['subject'] & object,
): readonly string[] {
  return evaluatePolicy(policy, readingOf({ ...person, subject })).findings.map(({ code }) => code);
}

describe('reserved names', () => {
  const open = allowing(
    '["{user}", "*", "system:node:{name}"]',
    '["*", "*:*", "{user}:masters", "system:nodes", "kubeadm:cluster-admins"]',
  );
  const cases: readonly (readonly [string, Asked['subject'] & object, readonly string[]])[] = [
    ['allows a group a rule states literally', [organization('system:nodes'), commonName('alice')], []],
    [
      'allows kubeadm administrators only so',
      [organization('kubeadm:cluster-admins'), commonName('alice')],
      [],
    ],
    ['allows a user whose kind a rule spells out', [commonName('system:node:laptop')], []],
    [
      'refuses what merely matches a pattern',
      [organization('system:masters'), commonName('alice')],
      ['name.reserved'],
    ],
    [
      'refuses another kubeadm group (threat 25)',
      [organization('kubeadm:other'), commonName('alice')],
      ['name.reserved'],
    ],
    [
      'refuses a user of the control plane',
      [commonName('system:kube-controller-manager')],
      ['name.reserved'],
    ],
    [
      'refuses a group stated for users only',
      [organization('system:node:laptop'), commonName('alice')],
      ['name.reserved'],
    ],
    ['lets other colons be', [organization('team:web'), commonName('alice')], []],
  ];
  for (const [says, subject, codes] of cases)
    it(says, () => assert.deepEqual(codesFor(open, subject), codes));

  it('are refused where no rule knows the path', () => {
    const reading = readingOf({ path: 'requests/x.yaml', subject: [organization('system:masters')] });
    const found = evaluatePolicy(policyOf(), reading).findings.map(({ code, severity }) => [code, severity]);
    assert.deepEqual(found, [
      ['policy.no-rule', 'error'],
      ['name.reserved', 'error'],
    ]);
  });
});

describe('names like others', () => {
  const open = allowing('["*", "Müller"]', '["*"]');
  it('are refused', () => {
    assert.deepEqual(codesFor(open, [commonName('аlice')]), ['name.look-alike']);
    assert.deepEqual(codesFor(open, [commonName('alice\u200b')]), ['name.look-alike']);
  });

  it('are told with the odd character, its script and its place', () => {
    const [found] = evaluatePolicy(open, readingOf({ subject: [commonName('𝕒lаn')], sans: [] })).findings;
    assert.equal(found?.message, '"𝕒lаn" has a character outside printable ASCII, U+1D552 at place 1.');
    const [cyrillic] = evaluatePolicy(open, readingOf({ subject: [commonName('alаn')], sans: [] })).findings;
    assert.match(cyrillic?.message ?? '', /, U\+0430 \(Cyrillic\) at place 3\.$/);
  });

  it('are allowed as a rule states them', () => assert.deepEqual(codesFor(open, [commonName('Müller')]), []));

  it('are refused among DNS names, said once', () => {
    const found = evaluatePolicy(
      policyOf(),
      readingOf({ subject: [], sans: [dns('web-api'), dns('Web.payments.svc')] }),
    );
    assert.deepEqual(
      found.findings.map(({ code }) => code),
      ['name.look-alike'],
    );
  });
});

describe('formatSubject', () => {
  it('keeps order and sets, and escapes what would join them', () => {
    const rdns = [organization('a,b'), [...commonName('x+y'), ...commonName(null)]];
    assert.equal(formatSubject({ rdns }), 'O=a\\,b,CN=x\\+y+CN=?');
  });
});
