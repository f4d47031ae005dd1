/** What a cluster answers for each code of `cluster.live-*`, as `docs/findings.md` shows it. */
import type { Finding } from '../../src/finding.ts';
import type { ApiRefusal } from '../../src/kubernetes/object.ts';
import { evaluateLive, type LiveQuestion } from '../../src/pipeline/live.ts';
import { buildObject } from '../../src/pipeline/object.ts';
import type { TrialAnswer } from '../../src/pipeline/ports.ts';
import type { Prediction } from '../../src/report.ts';
import { readRequest } from '../../src/request/read.ts';
import { servingPath, servingRequest } from '../support/stage.ts';

const file = { path: servingPath, bytes: Buffer.from(servingRequest()), mode: '100644', blob: null };
const { request, locate } = readRequest(file, { layout: true });
if (request === null) throw new Error('the example request is not sound');
const identity = '5d'.repeat(32);
const object = buildObject({
  name: 'payments.web-api-5d5d',
  request,
  identity,
  repository: 'github.com/acme/certs',
});
const question: LiveQuestion = { file: servingPath, cluster: 'prod', object, locate };

const issued: Prediction = { outcome: 'issued', reason: null, lifetimeSeconds: 86_400, dropped: [] };
const refused: Prediction = {
  outcome: 'admission-refused',
  reason: 'use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed',
  lifetimeSeconds: null,
  dropped: [],
};

const evaluate =
  (answer: TrialAnswer, prediction = issued) =>
  (): readonly Finding[] =>
    evaluateLive(question, prediction, answer).findings;

function refusal(message: string): TrialAnswer {
  const said: ApiRefusal = { code: 403, reason: 'Forbidden', message, causes: [] };
  return { kind: 'refused', refusal: said, warnings: [] };
}

const labelled = {
  ...object,
  metadata: { ...object.metadata, labels: { ...object.metadata.labels, team: 'shop' } },
};

export const liveExamples: Readonly<Record<string, () => readonly Finding[]>> = {
  'cluster.live-refused': evaluate(
    refusal('admission webhook "csr.acme.example" denied the request: owner is missing'),
  ),
  'cluster.live-accepted': evaluate({ kind: 'accepted', object, warnings: [] }, refused),
  'cluster.live-changed': evaluate({ kind: 'accepted', object: labelled, warnings: [] }),
  'cluster.live-warning': evaluate({ kind: 'accepted', object, warnings: ['this signer ends in March'] }),
  'cluster.live-unknown': evaluate(refusal('admission webhook "csr.acme.example" does not support dry run')),
};
