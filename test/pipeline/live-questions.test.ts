import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addLive, evaluateLive } from '../../src/pipeline/live.ts';
import { planLive } from '../../src/pipeline/live-questions.ts';
import type { TrialAnswer } from '../../src/pipeline/ports.ts';
import { validate } from '../../src/pipeline/validate.ts';
import { identityOf, objectNameOf } from '../../src/request/identity.ts';
import { readRequest } from '../../src/request/read.ts';
import { servingPath, servingRequest } from '../support/stage.ts';
import { change, fileOf, now, policy, question, report, serving } from './live-material.ts';

describe('planLive', () => {
  it('asks about the object that issue would create, under its real name', () => {
    const { request } = readRequest(serving, { layout: true });
    assert.ok(request !== null && policy?.repository != null);
    const name = objectNameOf(servingPath, identityOf(request, policy.repository));
    assert.equal(question.object.metadata.name, name);
    assert.equal(question.cluster, 'prod');
  });

  it('names no cluster that the policy does not have', () => {
    const loose = validate({ change: null, files: [serving], only: null, author: null, now });
    const plan = planLive(loose, [{ file: serving, inside: false }], null);
    assert.deepEqual(
      plan.questions.map(({ cluster }) => cluster),
      [null],
    );
  });

  it('asks no cluster about a path of the repository whose cluster the policy does not have', () => {
    const moved = { ...serving, path: servingPath.replace('prod', 'prd') };
    const files = [{ path: moved.path, before: null, after: moved }];
    const lost = validate({ change: { ...change, files }, files: [], only: null, author: null, now });
    const plan = planLive(lost, [{ file: moved, inside: true }], policy);
    assert.deepEqual(plan, { questions: [], unasked: [moved.path] });
  });

  it('cannot ask about a file with errors, and asks nothing about one that goes away', () => {
    const bad = fileOf(servingPath, servingRequest().replace('certificates.k8s.io/v1', 'v1'));
    const broken = validate({ change: null, files: [bad], only: null, author: null, now });
    assert.deepEqual(planLive(broken, [{ file: bad, inside: true }], policy), {
      questions: [],
      unasked: [servingPath],
    });
    const gone = { ...change, files: [{ path: servingPath, before: serving, after: null }] };
    const removal = validate({ change: gone, files: [], only: null, author: null, now });
    assert.deepEqual(planLive(removal, [{ file: serving, inside: true }], policy), {
      questions: [],
      unasked: [],
    });
  });
});

describe('addLive', () => {
  it('adds findings in their order and fails the request and the report', () => {
    assert.equal(report.verdict, 'pass', JSON.stringify(report.requests[0]?.findings));
    const message = 'admission webhook "csr.acme.com" denied the request: no';
    const answer: TrialAnswer = {
      kind: 'refused',
      refusal: { code: 403, reason: 'Forbidden', message, causes: [] },
      warnings: [],
    };
    const verdict = evaluateLive(question, report.requests[0]?.prediction ?? null, answer);
    const live = addLive(report, new Map([[servingPath, verdict]]));
    assert.equal(live.verdict, 'fail');
    assert.equal(live.requests[0]?.verdict, 'fail');
    assert.equal(live.requests[0]?.prediction?.outcome, 'admission-refused');
    assert.equal(
      live.requests[0]?.findings.some(({ code }) => code === 'cluster.live-refused'),
      true,
    );
  });

  it('leaves a report as it is where no cluster adds anything', () => {
    assert.deepEqual(addLive(report, new Map()), report);
  });
});
