import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { policyTestJsonSchema } from '../../src/policy/json-schema.ts';
import { parsePolicyTests } from '../../src/policy/parse-tests.ts';
import { parseYaml } from '../../src/yaml.ts';
import { policyOf } from './policies.ts';

const published = JSON.parse(
  readFileSync(new URL('../../schema/policy-test.schema.json', import.meta.url), 'utf8'),
);
const matchesSchema = new Ajv2020({ strict: true }).compile(published);
const path = '.github/countersign.test.yaml';
const policy = policyOf();
const requests = new Set(['requests/prod/shop/cart.yaml']);

const parse = (text: string | Uint8Array) =>
  parsePolicyTests({ path, bytes: Buffer.from(text as string), mode: null, blob: null }, policy, requests);

const sound = `version: 1
tests:
  - name: a cart
    file: requests/prod/shop/cart.yaml
    with: { dnsNames: [cart.shop.svc], usages: [server auth], expirationSeconds: 3600, key: RSA-1024 }
    expect: refused
    rule: service
    codes: [key.not-allowed]
`;

describe('schema/policy-test.schema.json', () => {
  it('is the shape that parsePolicyTests reads by', () =>
    assert.deepEqual(published, policyTestJsonSchema()));
  it("takes the project's own tests", () => {
    const text = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
    assert.equal(matchesSchema(parseYaml(text, { file: path }).value), true);
  });
});

describe('parsePolicyTests', () => {
  it('reads a sound file, and so does the schema', () => {
    const { tests, findings } = parse(sound);
    assert.deepEqual(findings, []);
    assert.equal(tests?.length, 1);
    assert.equal(matchesSchema(parseYaml(sound, { file: path }).value), true);
  });

  /** old text, new text, code and line of the finding. */
  const faults: readonly (readonly [string, string, string, number, RegExp])[] = [
    ['expect:', 'expects:', 'policy.unknown-key', 6, /Did you mean "expect"/],
    ['refused', 'denied', 'policy.bad-value', 6, /./],
    ['    expect: refused\n', '', 'policy.missing-key', 3, /./],
    ['key.not-allowed', 'key.not-alowed', 'policy.bad-value', 8, /key\.not-allowed/],
    ['3600', '1h', 'policy.bad-value', 5, /./],
    ['rule: service', 'rule: servise', 'policy.contradiction', 7, /Did you mean "service"/],
    ['shop/cart.yaml', 'shop/carts.yaml', 'policy.bad-value', 4, /cart\.yaml/],
    ['    file: requests/prod/shop/cart.yaml\n', '', 'policy.missing-key', 3, /file, or say with path/],
    ['refused', 'allowed', 'policy.contradiction', 8, /Leave codes out/],
    ['requests/prod', '../prod', 'policy.bad-value', 4, /./],
    ['version: 1', 'version: 2', 'policy.bad-value', 1, /./],
    ['[cart.shop.svc]', '&a [cart.shop.svc]', 'yaml.anchor', 5, /./],
  ];
  for (const [old, by, code, line, hint] of faults) {
    it(`finds ${JSON.stringify(by || `no ${old.trim()}`)} at its line`, () => {
      const { tests, findings } = parse(sound.replace(old, by));
      assert.equal(tests, null);
      const found = findings.find((each) => each.code === code);
      assert.deepEqual([found?.code, found?.line, found?.file], [code, line, path], JSON.stringify(findings));
      assert.match(found?.hint ?? '', hint);
    });
  }

  it('finds two tests of one name', () => {
    const twice = sound + sound.slice(sound.indexOf('  - name'));
    assert.deepEqual(
      parse(twice).findings.map(({ code, line }) => `${code} ${line}`),
      ['policy.contradiction 9'],
    );
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void parse(bytes)));
    fc.assert(fc.property(fc.string({ maxLength: 40 }), (text) => void parse(sound.replace('a cart', text))));
  });
});
