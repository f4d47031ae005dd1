import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { policyJsonSchema } from '../../src/policy/json-schema.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { findRuleContradictions } from '../../src/policy/rule-contradictions.ts';
import { parseYaml } from '../../src/yaml.ts';
import { policyOf, readPolicy, soundPolicy } from './policies.ts';
import { contradictions, notYetCases, shapeFaults, soundCases } from './schema-cases.ts';

const published = JSON.parse(readFileSync('schema/policy.schema.json', 'utf8'));
const isValid = new Ajv2020({ strict: true, allowUnionTypes: false }).compile(published);
const schemaAccepts = (text: string): boolean => isValid(parseYaml(text, { file: 'policy' }).value);
const codesOf = (text: string) => readPolicy(text).findings.map(({ code }) => code);

describe('schema/policy.schema.json', () => {
  it('is the shape that parsePolicy reads by', () => assert.deepEqual(published, policyJsonSchema()));
});

describe('parsePolicy', () => {
  for (const { says, text } of soundCases) {
    it(`takes ${says}, as the schema does`, () => {
      assert.ok(readPolicy(text).policy, JSON.stringify(readPolicy(text).findings));
      assert.ok(schemaAccepts(text), JSON.stringify(isValid.errors));
    });
  }

  for (const { says, text } of shapeFaults) {
    it(`refuses ${says}, as the schema does`, () => {
      assert.equal(readPolicy(text).policy, null);
      assert.equal(schemaAccepts(text), false);
    });
  }

  for (const { says, text } of notYetCases) {
    it(`refuses ${says} as not built yet`, () => {
      assert.ok(codesOf(text).includes('policy.not-yet'));
      assert.equal(readPolicy(text).policy, null);
      assert.ok(schemaAccepts(text), JSON.stringify(isValid.errors));
    });
  }

  for (const { says, text, code, pointer } of contradictions) {
    it(`refuses ${says}, which the schema cannot see`, () => {
      const { policy, findings } = readPolicy(text);
      assert.equal(policy, null);
      assert.deepEqual(
        findings.map((found) => [found.code, found.pointer]),
        [[code, pointer]],
      );
      assert.ok(schemaAccepts(text), JSON.stringify(isValid.errors));
    });
  }

  it('gathers every fault, each at its line with a hint', () => {
    const text = soundPolicy
      .replace('version: 1', 'version: 3')
      .replace('90d', '90w')
      .replace('server auth]', 'serverauth]');
    const { policy, findings } = readPolicy(text);
    assert.equal(policy, null);
    assert.deepEqual(
      findings.map(({ code, line }) => [code, line]),
      [
        ['policy.bad-value', 1],
        ['policy.bad-value', 15],
        ['policy.bad-value', 17],
      ],
    );
    assert.ok(findings.every(({ hint, column, pointer, file }) => hint && column && pointer && file));
  });

  it('guesses the key that was meant, and mends its line', () => {
    const [found] = readPolicy(soundPolicy.replace('authority: serving', 'autority: serving')).findings;
    assert.equal(found?.code, 'policy.unknown-key');
    assert.equal(found?.hint, 'Did you mean "authority"?');
    assert.deepEqual(found?.suggestion, {
      line: 18,
      old: '    autority: serving',
      new: '    authority: serving',
    });
    assert.equal(found?.column, 5);
  });

  it('lists the keys there are where nothing is near', () => {
    const [found] = readPolicy(`${soundPolicy}zzz: 1\n`).findings;
    assert.match(found?.hint ?? '', /^Known here: version, repository, clusters/);
  });

  it('holds to the dialect of requests: what readers read apart is refused', () => {
    for (const [from, to] of [
      ['maxLifetime: 30d', 'maxLifetime: 1:30'],
      ['authority: serving', 'authority: serving\n    wildcards: yes'],
      ['dnsNames: 1 }', 'dnsNames: 1_0 }'],
    ] as const) {
      const { policy, findings } = readPolicy(soundPolicy.replace(from, to));
      assert.equal(policy, null);
      assert.ok(
        findings.some(({ code }) => code.startsWith('yaml.')),
        to,
      );
    }
    assert.equal(readPolicy(`${soundPolicy}version: 1\n`).policy, null, 'a key twice');
  });

  it('fills rules from defaults, and defaults from what is built in', () => {
    const [service, developer] = policyOf(
      `${soundPolicy}defaults: { maxNames: 3, lifetime: { max: 12h }, evidence: merge }\n`,
    ).rules;
    assert.equal(service?.maxNames, 3);
    assert.deepEqual(service?.lifetime, { defaultSeconds: 604_800, maxSeconds: 7_776_000, renewAt: 0.8 });
    assert.deepEqual(developer?.lifetime, { defaultSeconds: 28_800, maxSeconds: 86_400, renewAt: 0.8 });
    assert.equal(developer?.evidence, 'merge');
    const [plain] = policyOf().rules;
    assert.deepEqual(
      [plain?.maxNames, plain?.wildcards, plain?.evidence, plain?.issueWithinSeconds, plain?.approvals],
      [10, false, 'strict', 259_200, [{ from: 'codeowners', min: 1 }]],
    );
  });

  it('takes a lower maximum for the default lifetime too', () => {
    const text = soundPolicy.replace('lifetime: { default: 8h, max: 24h }', 'lifetime: { max: 24h }');
    assert.equal(policyOf(text).rules[1]?.lifetime.defaultSeconds, 86_400);
  });

  it('warns where anybody may ask for a client certificate (threat 15)', () => {
    const { policy, findings } = readPolicy(soundPolicy.replace(', requester: "{user}"', ''));
    assert.ok(policy);
    assert.deepEqual(
      findings.map(({ code, severity }) => [code, severity]),
      [['policy.requester-unstated', 'warning']],
    );
    assert.deepEqual(codesOf(soundPolicy.replace('requester: "{user}"', 'requester: any')), []);
  });

  it('never lets client certificates renew without people (threat 3)', () => {
    const text = soundPolicy.replace(
      'lifetime: { default: 8h',
      'autoApprove: renewal\n    lifetime: { default: 8h',
    );
    assert.deepEqual(codesOf(text), ['policy.not-yet']);
    const [, rule] = policyOf().rules;
    assert.ok(rule);
    const [found] = findRuleContradictions({ ...rule, autoApprove: 'renewal' }, '/rules/1');
    assert.equal(found?.pointer, '/rules/1/autoApprove');
  });

  it("takes this repository's own policy", () => {
    const bytes = readFileSync('.github/countersign.yaml');
    const { policy, findings } = parsePolicy({
      path: '.github/countersign.yaml',
      bytes,
      mode: null,
      blob: null,
    });
    assert.ok(policy, JSON.stringify(findings));
    assert.match(policy.sha256, /^[0-9a-f]{64}$/);
  });

  it('gives findings and never throws, whatever the bytes', () => {
    const junk = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json().map((text) => Buffer.from(text)),
      fc
        .tuple(fc.nat(soundPolicy.length), fc.nat(40), fc.string())
        .map(([at, length, text]) =>
          Buffer.from(soundPolicy.slice(0, at) + text + soundPolicy.slice(at + length)),
        ),
    );
    fc.assert(
      fc.property(junk, (bytes) => {
        const { policy, findings } = parsePolicy({ path: 'p', bytes, mode: null, blob: null });
        return (policy === null) === findings.some(({ severity }) => severity === 'error');
      }),
      { numRuns: 300 },
    );
  });
});
