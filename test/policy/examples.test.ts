import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { blocks } from '../../src/finding.ts';
import { evaluatePolicy } from '../../src/policy/evaluate.ts';
import { selectRule } from '../../src/policy/match.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { readRequest } from '../../src/request/read.ts';

const file = (path: string) => ({ path, bytes: readFileSync(path), mode: '100644', blob: null });
const { policy } = parsePolicy(file('.github/countersign.yaml'));
const paths = globSync('requests/**/*.yaml').sort();

describe("this repository's own requests", () => {
  it('are there', () => assert.ok(paths.length >= 6 && policy !== null));

  for (const path of paths) {
    it(`${path} is allowed by this repository's own policy`, () => {
      assert.ok(policy);
      const reading = readRequest(file(path), { layout: true });
      const { selection, findings } = evaluatePolicy(policy, reading, {
        author: path.split('/').at(-2) ?? '',
      });
      assert.deepEqual(findings, []);
      assert.equal(blocks(reading.findings), false);
      assert.equal(selection?.cluster, 'demo');
    });
  }

  it('of one namespace are refused in another', () => {
    assert.ok(policy);
    const reading = readRequest(file('requests/demo/shop/cart.yaml'), { layout: true });
    const moved = { ...reading, file: { ...reading.file, path: 'requests/demo/billing/cart.yaml' } };
    const codes = evaluatePolicy(policy, moved).findings.map(({ code }) => code);
    assert.ok(codes.length > 0 && codes.every((code) => code === 'policy.name-not-allowed'), codes.join());
  });

  it('would be selected by no other rule', () => {
    for (const path of paths) {
      assert.ok(policy);
      const { here } = selectRule(policy, { path, signerName: null });
      assert.equal(here.length, 1, path);
    }
  });
});
