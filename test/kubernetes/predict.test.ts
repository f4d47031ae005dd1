import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ClusterPrediction, predict } from '../../src/kubernetes/predict.ts';
import { loadManifest, readVectors, type Vector } from './vectors.ts';

const upstream = { kind: 'upstream', maxLifetimeSeconds: 365 * 86_400, authority: null } as const;
const now = new Date('2026-11-22T15:00:00Z');

function predictVector(vector: Vector): ClusterPrediction | null {
  return predict({ object: loadManifest(vector.manifest), ambiguous: false }, upstream, now);
}

function summary(create: Vector['create']) {
  const fields = [...new Set(create.causes?.map((cause) => cause.field))].sort();
  return { code: create.code, reason: create.reason ?? null, fields };
}

describe('predict agrees with what a control plane of 1.36.2 did', () => {
  for (const vector of readVectors('observed-1.36.2.json')) {
    it(`${vector.id}: ${vector.title}`, () => {
      const prediction = predictVector(vector);
      assert.ok(prediction);
      const { create, outcome, failed, certificate } = prediction;
      assert.deepEqual(
        summary({ ...create, reason: create.reason ?? undefined } as Vector['create']),
        summary(vector.create),
      );
      assert.equal(outcome, vector.outcome);
      assert.deepEqual(failed, vector.failed ?? null);
      assert.equal(certificate?.subjectText, vector.certificate?.subject);
      assert.equal(certificate?.seconds, vector.certificate?.seconds);
      if (vector.create.message !== undefined && !vector.create.message.includes('yaml:'))
        assert.equal(create.message, vector.create.message);
    });
  }
});
