import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { SourceFile } from '../../src/model.ts';
import { coverRules, evaluateCoverage } from '../../src/pipeline/policy-coverage.ts';
import { evaluateOutcomes, policyTestPath, runPolicyTests } from '../../src/pipeline/policy-test.ts';
import { parsePolicyTests } from '../../src/policy/parse-tests.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { parseYaml } from '../../src/yaml.ts';
import { policyOf, policyPath, soundPolicy } from '../policy/policies.ts';
import { cart, load } from '../support/validating.ts';

const file = (path: string, text: string): SourceFile => ({
  path,
  bytes: Buffer.from(text),
  mode: '100644',
  blob: null,
});

function run(policy: Policy, tests: string, requests: readonly SourceFile[] = []) {
  const byPath = new Map(requests.map((each) => [each.path, each]));
  const read = parsePolicyTests(
    file(policyTestPath, `version: 1\ntests:\n${tests}`),
    policy,
    new Set(byPath.keys()),
  );
  assert.ok(read.tests, JSON.stringify(read.findings));
  const outcomes = runPolicyTests(policy, read.tests, read.yaml, byPath);
  return { outcomes, findings: evaluateOutcomes(outcomes, read.yaml) };
}

const service = `  - name: a service
    path: requests/prod/shop/cart.yaml
    with: { signer: example.com/serving, dnsNames: [cart.shop], usages: [server auth], expirationSeconds: 3600 }
    expect: allowed
    rule: service
`;

/** What is stated beside the sound service, and what policy says of it. */
const verdicts: readonly (readonly [string, string, string])[] = [
  ['[cart.shop]', '[cart.billing]', 'refused policy.name-not-allowed'],
  ['[cart.shop]', '["*.shop.svc"]', 'refused policy.wildcard'],
  ['[cart.shop]', '[cart.shop], key: RSA-1024', 'refused key.not-allowed'],
  ['[cart.shop]', '[cart.shop], commonName: "system:admin"', 'refused name.reserved'],
  ['[cart.shop]', '[cart.shop], organizations: [dev]', 'refused policy.name-not-allowed'],
  ['[cart.shop]', '[cart.shop], ipAddresses: [10.96.0.1], uris: ["spiffe://acme/ns/shop/sa/x"]', 'allowed '],
  ['[cart.shop]', '[cart.shop], emailAddresses: [a@shop.example.com]', 'allowed '],
  ['[cart.shop]', '["cart..shop"]', 'refused csr.dns-name,policy.name-not-allowed'],
  ['requests/prod/shop', 'requests/prod/Shop', 'refused file.path-segment,policy.no-rule'],
  ['example.com/serving', 'example.com/other', 'refused policy.no-rule'],
  ['expirationSeconds: 3600', 'expirationSeconds: 2592001', 'refused policy.lifetime-over-maximum'],
];

describe('runPolicyTests', () => {
  const policy = policyOf();
  it('passes what is as expected', () => {
    const { outcomes, findings } = run(policy, service);
    assert.deepEqual(findings, []);
    assert.equal(outcomes[0]?.passed, true);
  });

  for (const [old, by, expected] of verdicts) {
    it(`says ${expected} of ${by}`, () => {
      const { outcomes } = run(
        policy,
        service.replace(old, () => by),
      );
      const [{ got } = assert.fail()] = outcomes;
      assert.equal(`${got.verdict} ${got.codes?.join()}`, expected);
    });
  }

  /** Expectation, and the line of the one that is not met. */
  const unmet: readonly (readonly [string, string, number])[] = [
    ['expect: allowed', 'expect: refused', 6],
    ['rule: service', 'rule: developer', 7],
    ['expect: allowed\n    rule: service', 'expect: refused\n    codes: [policy.wildcard]', 6],
  ];
  for (const [old, by, line] of unmet) {
    it(`fails ${JSON.stringify(by)} at its line`, () => {
      const { findings } = run(policy, service.replace(old, by));
      assert.deepEqual(
        findings.map((found) => `${found.code} ${found.file} ${found.line}`),
        [`policy.test-failed ${policyTestPath} ${line}`],
      );
    });
  }

  it('fails where other codes are found than expected, more or fewer', () => {
    const refused = service
      .replace('[cart.shop]', '[cart.billing], key: RSA-1024')
      .replace('expect: allowed', 'expect: refused');
    const withCodes = (codes: string): number =>
      run(policy, `${refused}    codes: [${codes}]\n`).findings.length;
    assert.equal(withCodes('policy.name-not-allowed, key.not-allowed'), 0);
    assert.equal(withCodes('key.not-allowed'), 1);
    assert.equal(withCodes('policy.name-not-allowed, key.not-allowed, policy.wildcard'), 1);
  });

  it('says what was expected, what came, and why', () => {
    const [found] = run(policy, service.replace('[cart.shop]', '[cart.billing]')).findings;
    assert.match(
      found?.message ?? '',
      /expects allowed by rule "service", and gets refused by rule "service" for policy\.name-not-allowed\./,
    );
    assert.match(found?.hint ?? '', /"cart\.billing" is not allowed/);
  });

  it('judges a file with everything in it, elsewhere, and with other values', () => {
    const own = policyOf(load(policyPath));
    const requests = [file(cart, load(cart)), file('requests/demo/shop/broken.yaml', 'kind: Nothing\n')];
    const test = (more: string): string => `  - name: a test\n    file: ${cart}\n${more}`;
    const got = (text: string): string => {
      const [{ got: verdict } = assert.fail()] = run(own, text, requests).outcomes;
      return `${verdict.verdict} ${verdict.codes?.join()}`;
    };
    assert.equal(got(test('    expect: allowed\n')), 'allowed ');
    assert.equal(
      got(test('    path: requests/demo/billing/cart.yaml\n    expect: refused\n')),
      'refused policy.name-not-allowed',
    );
    assert.equal(
      got(test('    with: { commonName: root }\n    expect: refused\n')),
      'refused policy.name-not-allowed',
    );
    assert.equal(got(test('    with: { commonName: "" }\n    expect: allowed\n')), 'allowed ');
    assert.match(got(test('    expect: refused\n').replace('cart', 'broken')), /^refused .*request\.kind/);
  });
});

describe('coverRules', () => {
  const policy = policyOf();
  it('counts tests and requests by rule, and names the patterns that none of them needs', () => {
    const { outcomes } = run(policy, service);
    const [first, second] = coverRules(policy, outcomes, []);
    assert.deepEqual([first?.allowed, first?.refused, first?.requests], [1, 0, 0]);
    assert.deepEqual(first?.unused.map(({ pattern, pointer }) => `${pattern} ${pointer}`).slice(0, 3), [
      '{san} /rules/0/allow/commonName/0',
      '{name} /rules/0/allow/dnsNames/0',
      '*.{namespace}.svc /rules/0/allow/dnsNames/2',
    ]);
    assert.deepEqual([second?.allowed, second?.refused], [0, 0]);
  });

  it('counts the requests of the repository, and those that the policy refuses', () => {
    const own = policyOf(load(policyPath));
    const moved = file('requests/demo/billing/cart.yaml', load(cart));
    const [first] = coverRules(own, [], [file(cart, load(cart)), moved]);
    assert.deepEqual([first?.requests, first?.requestsRefused], [2, 1]);
  });

  it('warns of rules that no test shows from both sides', () => {
    const { outcomes } = run(policy, service);
    const yaml = parseYaml(soundPolicy, { file: policyPath });
    const found = evaluateCoverage(coverRules(policy, outcomes, []), policyPath, yaml);
    assert.deepEqual(
      found.map(({ message, line }) => `${line} ${message}`),
      [
        '7 No test shows what rule "service" refuses.',
        '19 No test shows what rule "developer" allows or refuses.',
      ],
    );
  });
});

describe("the project's own tests", () => {
  it('pass, and show both sides of every rule', () => {
    const policy = policyOf(load(policyPath));
    const text = readFileSync(new URL(`../../${policyTestPath}`, import.meta.url), 'utf8');
    const paths = ['shop/cart', 'billing/invoices', '_users/ada/laptop'].map(
      (name) => `requests/demo/${name}.yaml`,
    );
    const requests = paths.map((path) => file(path, load(path)));
    const { outcomes, findings } = run(policy, text.slice(text.indexOf('  - name')), requests);
    assert.deepEqual(findings, []);
    const yaml = parseYaml(load(policyPath), { file: policyPath });
    assert.deepEqual(evaluateCoverage(coverRules(policy, outcomes, requests), policyPath, yaml), []);
  });
});
