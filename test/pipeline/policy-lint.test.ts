import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { blocks } from '../../src/finding.ts';
import { lintPolicyFile, ownersIn } from '../../src/pipeline/policy-lint.ts';
import { lintSigners } from '../../src/pipeline/policy-signers.ts';
import { policyOf, policyPath, soundPolicy } from '../policy/policies.ts';

const lintText = (text: string) =>
  lintPolicyFile({ path: policyPath, bytes: Buffer.from(text), mode: null, blob: null }, { owners: null });

const rule = (signer: string, more = ''): string => `version: 1
clusters:
  prod: { kind: KIND, trust: { clusterissuers.cert-manager.io/ours: trust/ours.pem } }
rules:
  - name: one
    match: { signer: ${signer}, path: "requests/{cluster}/{namespace}/{name}.yaml" }
    allow: { dnsNames: ["{name}"], usages: [digital signature, server auth, client auth] }${more}
`;

const requireClient = '\n    require: { usages: [client auth], requester: any }';

describe('lintSigners', () => {
  const client = 'kubernetes.io/kube-apiserver-client';
  /** kind, signer, what the rule says more, whether it never signs. */
  const cases: readonly (readonly [string, string, string, boolean])[] = [
    ['upstream', client, requireClient, false],
    ['k3s', client, requireClient, false],
    ['gke', client, requireClient, false],
    ['eks', client, requireClient, true],
    ['eks', 'kubernetes.io/kubelet-serving', '', true],
    ['upstream', 'kubernetes.io/kubelet-serving', '', true],
    ['upstream', 'kubernetes.io/legacy-unknown', '', true],
    ['upstream', 'beta.eks.amazonaws.com/app-serving', '', true],
    ['eks', 'beta.eks.amazonaws.com/app-serving', '', false],
    ['eks', 'beta.eks.amazonaws.com/app-serving', requireClient, true],
    ['upstream', 'example.com/nobody', '', true],
    ['upstream', 'clusterissuers.cert-manager.io/ours', '', false],
    ['upstream', 'clusterissuers.cert-manager.io/theirs', '', true],
  ];
  for (const [kind, signer, more, isUnsigned] of cases) {
    const what = more === '' ? '' : ', with client auth required';
    it(`says that ${signer} ${isUnsigned ? 'never signs' : 'may sign'} in ${kind}${what}`, () => {
      const found = lintSigners(policyOf(rule(signer, more).replace('KIND', kind)));
      assert.deepEqual(
        found.map(({ code, severity, pointer }) => `${code} ${severity} ${pointer}`),
        isUnsigned ? ['policy.never-signed error /rules/0/match/signer'] : [],
      );
    });
  }

  const nodes = 'kubernetes.io/kubelet-serving';
  const nodeNames =
    'dnsNames: ["{name}"], commonName: ["system:node:{name}"], organizations: ["system:nodes"]';
  /** signer, names, usages, the words of the signer. */
  const failing: readonly (readonly [string, string, string, RegExp | null])[] = [
    [nodes, 'dnsNames: ["{name}.{namespace}.svc"]', 'server auth', /organization is not system:nodes/],
    [nodes, nodeNames, 'server auth', null],
    [nodes, nodeNames, 'digital signature', /usages? /],
    [nodes, nodeNames.replace('dnsNames: ["{name}"], ', ''), 'server auth', /subjectAltName is required/],
    [client, 'commonName: ["{name}"]', 'server auth', /client auth/],
    [client, 'commonName: ["{name}"]', 'client auth', null],
    [`${client}-kubelet`, nodeNames.replace('dnsNames: ["{name}"], ', ''), 'client auth', null],
    [`${client}-kubelet`, 'commonName: ["{name}"]', 'client auth', /organization is not system:nodes/],
  ];
  for (const [signer, names, usage, words] of failing) {
    it(`says ${words === null ? 'nothing' : 'what the signer would'} of ${signer} for ${usage} and ${names}`, () => {
      const text = rule(signer)
        .replace('KIND', 'upstream')
        .replace(/allow: .*/, `allow: { ${names}, usages: [digital signature, ${usage}] }`);
      const found = lintSigners(
        policyOf(text.replace('[digital signature, digital signature]', '[digital signature]')),
      );
      assert.equal(found.length, words === null ? 0 : 1);
      assert.match(found[0]?.message ?? '', words ?? /^$/);
    });
  }

  it('warns where some clusters of the rule sign, and names those that do not', () => {
    const found = lintSigners(
      policyOf(soundPolicy.replace('stage: { kind: upstream }', 'stage: { kind: eks }')),
    );
    assert.deepEqual(
      found.map(({ code, severity }) => `${code} ${severity}`),
      ['policy.never-signed warning'],
    );
    assert.match(found[0]?.message ?? '', /in stage: Amazon EKS/);
  });

  it('misses a trust bundle only where something is to be issued', () => {
    const [found] = lintSigners(policyOf());
    assert.equal(found?.code, 'policy.trust-missing');
    assert.deepEqual(
      lintSigners(policyOf(soundPolicy.replace('repository: github.com/acme/certs\n', ''))),
      [],
    );
  });
});

describe('lintPolicyFile', () => {
  it('tells what is wrong with the form, and then nothing else', () => {
    const found = lintText(soundPolicy.replace('max: 90d', 'max: 90days'));
    assert.deepEqual(
      found.map(({ code }) => code),
      ['policy.bad-value'],
    );
  });

  it('tells unknown clusters, and what is required but not allowed, each at its line', () => {
    const unknown = soundPolicy.replace('{name}.yaml" }', '{name}.yaml", clusters: [prd] }');
    assert.deepEqual(
      lintText(unknown).map(({ code, line }) => `${code} ${line}`),
      ['policy.contradiction 8'],
    );
    const required = soundPolicy.replace(
      'require: { usages: [server auth]',
      'require: { usages: [client auth]',
    );
    assert.deepEqual(
      lintText(required).map(({ code, line }) => `${code} ${line}`),
      ['policy.contradiction 16'],
    );
  });

  it("finds no error and no warning in the project's own policy", () => {
    const text = readFileSync(new URL(`../../${policyPath}`, import.meta.url), 'utf8');
    const found = lintText(text);
    assert.equal(blocks(found), false);
    assert.deepEqual(
      found.map(({ code, severity }) => `${code} ${severity}`),
      ['policy.renewal-window note'],
    );
  });
});

describe('ownersIn', () => {
  it('names people, teams and addresses once, without regard to case, and no comments', () => {
    const text = '# @nobody\n* @Ada @acme/platform # @not\n/requests/ @ada ben@example.com\n/docs/\n';
    assert.deepEqual(ownersIn(text), ['@ada', '@acme/platform', 'ben@example.com']);
  });
});
