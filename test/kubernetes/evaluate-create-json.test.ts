import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evaluatePrediction } from '../../src/kubernetes/evaluate.ts';
import { predict } from '../../src/kubernetes/predict.ts';
import { readRequest } from '../../src/request/read.ts';
import { subjectOf } from './objects.ts';
import { requestOf } from './oracle/csr-builder.ts';

const manifest = (usages: readonly string[]) => ({
  apiVersion: 'certificates.k8s.io/v1',
  kind: 'CertificateSigningRequest',
  metadata: { name: 'jane' },
  spec: {
    request: requestOf({ subject: subjectOf('jane') }),
    signerName: 'kubernetes.io/kube-apiserver-client',
    usages,
    expirationSeconds: 3600,
  },
});

function judge(text: string) {
  const file = { path: 'jane.yaml', bytes: Buffer.from(text), mode: null, blob: null };
  const reading = readRequest(file, { layout: false });
  const cluster = { kind: 'upstream', maxLifetimeSeconds: null, authority: null } as const;
  const prediction = predict(reading, cluster, new Date('2026-11-22T15:00:00Z'));
  return { prediction, findings: evaluatePrediction(prediction, reading) };
}

describe('a request written as JSON, which is YAML too', () => {
  for (const space of [0, 2]) {
    it(`is predicted as its YAML would be (${space === 0 ? 'one line' : 'indented'})`, () => {
      const { prediction, findings } = judge(JSON.stringify(manifest(['client auth']), null, space));
      assert.equal(prediction?.outcome, 'issued');
      assert.deepEqual(findings, []);
    });

    it(`names the usage to write and not the line it stands on (${space === 0 ? 'one line' : 'indented'})`, () => {
      const { findings } = judge(JSON.stringify(manifest(['Client Auth']), null, space));
      const [found] = findings;
      assert.equal(found?.pointer, '/spec/usages/0');
      assert.equal(found?.hint, 'Write it as Kubernetes does: client auth');
      assert.equal(found?.suggestion?.new, found?.suggestion?.old.replace('Client Auth', 'client auth'));
    });
  }

  it('names the usage even where no line can be offered, since the words stand there twice', () => {
    const { findings } = judge(JSON.stringify(manifest(['Client Auth', 'Client Auth'])));
    assert.ok(findings.length > 0);
    assert.equal(findings[0]?.hint, 'Write it as Kubernetes does: client auth');
    assert.equal(findings[0]?.suggestion, null);
  });
});
