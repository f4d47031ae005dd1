import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { predict } from '../../src/kubernetes/predict.ts';
import { disagreements } from './agreement.ts';
import { readJson, readManifest, readVectors } from './vectors.ts';

const upstream = { kind: 'upstream', maxLifetimeSeconds: 365 * 86_400, authority: null } as const;
const now = new Date('2026-11-22T15:00:00Z');

describe('predict agrees with what a control plane of 1.36.2 did', () => {
  for (const vector of readVectors('observed-1.36.2.json')) {
    it(`${vector.id}: ${vector.title}`, () => {
      assert.deepEqual(disagreements(vector, predict(readManifest(vector.manifest), upstream, now)), []);
    });
  }
});

describe("predict agrees with Kubernetes' own code, down to its words", () => {
  for (const group of ['types', 'names', 'signing', 'mixed']) {
    it(`on every vector of oracle-${group}.json`, () => {
      const vectors = readVectors(`oracle-${group}.json`);
      const found = vectors.flatMap((vector) => {
        const faults = disagreements(vector, predict(readJson(vector.manifest), upstream, now));
        return faults.map((fault) => `${vector.id} (${vector.title}): ${fault}`);
      });
      assert.ok(vectors.length > 20);
      assert.deepEqual(found, []);
    });
  }
});
