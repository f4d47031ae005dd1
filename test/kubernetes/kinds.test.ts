import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Finding } from '../../src/finding.ts';
import { evaluatePrediction } from '../../src/kubernetes/evaluate.ts';
import { clusterKinds, signerFacts } from '../../src/kubernetes/kinds.ts';
import { certManagerSigners } from '../../src/kubernetes/kinds-cert-manager.ts';
import type { SignerFacts } from '../../src/kubernetes/kinds-facts.ts';
import { type PredictedCluster, predict } from '../../src/kubernetes/predict.ts';
import type { ClusterKind } from '../../src/model.ts';
import { readRequest } from '../../src/request/read.ts';
import { dnsSan, subjectOf } from './objects.ts';
import { type CsrPlan, requestOf } from './oracle/csr-builder.ts';

const now = new Date('2026-11-22T15:00:00Z');
const client = 'kubernetes.io/kube-apiserver-client';
const serving = 'kubernetes.io/kubelet-serving';
const appServing = 'beta.eks.amazonaws.com/app-serving';
const service: CsrPlan = { subject: subjectOf('web.prod.svc'), sans: [dnsSan('web.prod.svc')] };

function judge(kind: ClusterKind, signerName: string, usages: string, plan = service) {
  const text = `apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: { name: web }
spec:
  request: ${requestOf(plan)}
  signerName: ${signerName}
  usages: ${usages}
  expirationSeconds: 63072000
`;
  const file = { path: 'web.yaml', bytes: Buffer.from(text), mode: null, blob: null };
  const reading = readRequest(file, { layout: false });
  const cluster: PredictedCluster = { kind, maxLifetimeSeconds: null, authority: null };
  const prediction = predict(reading, cluster, now);
  return { prediction, findings: evaluatePrediction(prediction, reading) };
}

const byCode = (findings: readonly Finding[], code: string): Finding | undefined =>
  findings.find((found) => found.code === code);

describe('clusterKinds', () => {
  const all = [
    ...Object.entries(clusterKinds).flatMap(([kind, { signers }]) =>
      Object.entries(signers).map(([name, facts]) => ({ title: `${kind} ${name}`, facts })),
    ),
    ...Object.entries(certManagerSigners).map(([name, facts]) => ({ title: name, facts })),
  ];
  for (const { title, facts } of all) {
    it(`has a source with a date for ${title}, or says what nobody has written down`, () => {
      if (facts.source === null) assert.equal(typeof facts.unproven, 'string');
      else assert.match(facts.source.seen, /^\d{4}-\d\d-\d\d$/);
    });

    it(`names something else to use where ${title} does not sign for everybody`, () => {
      assert.ok(facts.signs === 'as upstream' || facts.instead !== null);
    });
  }

  it('knows no signer by the names that every object has', () => {
    for (const name of ['toString', '__proto__', 'constructor']) assert.equal(signerFacts('eks', name), null);
  });
});

describe('predictions by kind of cluster', () => {
  const cases: readonly (readonly [ClusterKind, string, string, string])[] = [
    ['upstream', client, '[client auth]', 'issued'],
    ['gke', client, '[client auth]', 'issued'],
    ['aks', client, '[client auth]', 'issued'],
    ['k3s', client, '[client auth]', 'issued'],
    ['k3s', serving, '[digital signature, server auth]', 'failed'],
    ['eks', client, '[client auth]', 'never-signed'],
    ['eks', serving, '[digital signature, server auth]', 'never-signed'],
    ['eks', 'kubernetes.io/kube-apiserver-client-kubelet', '[client auth]', 'never-signed'],
    ['eks', appServing, '[server auth]', 'issued'],
    ['eks', appServing, '[server auth, client auth]', 'never-signed'],
    ['k3s', appServing, '[server auth]', 'never-signed'],
  ];
  for (const [kind, signerName, usages, outcome] of cases) {
    it(`says ${outcome} on ${kind} for ${signerName} with ${usages}`, () => {
      assert.equal(judge(kind, signerName, usages).prediction?.outcome, outcome);
    });
  }

  it('grants a year at most on EKS, and says so', () => {
    const { prediction, findings } = judge('eks', appServing, '[server auth]');
    assert.equal(prediction?.certificate?.seconds, 365 * 86_400);
    assert.equal(byCode(findings, 'cluster.lifetime-clamped')?.severity, 'warning');
    assert.match(byCode(findings, 'cluster.signer-conditions')?.hint ?? '', /CA of this signer.*seen 2026/);
  });

  it('points at the usage that the EKS signer does not take, and lists those it does', () => {
    const found = byCode(
      judge('eks', appServing, '[server auth, client auth]').findings,
      'cluster.never-signed',
    );
    assert.equal(found?.pointer, '/spec/usages/1');
    assert.match(found?.hint ?? '', /key encipherment, digital signature, server auth/);
  });

  it('says why EKS gives a service no node certificate, what to use and who says so', () => {
    const found = byCode(
      judge('eks', serving, '[digital signature, server auth]').findings,
      'cluster.never-signed',
    );
    assert.match(
      found?.hint ?? '',
      /Only nodes get one.*app-serving for services.*admiraltyio\/admiralty#120/,
    );
  });

  for (const kind of ['gke', 'aks'] as const) {
    it(`says that the prediction for ${kind} is not proven, whether it succeeds or fails`, () => {
      for (const usages of ['[client auth]', '[client auth, server auth]']) {
        const found = byCode(judge(kind, client, usages).findings, 'cluster.signer-unproven');
        assert.equal(found?.severity, 'note');
        assert.match(found?.message ?? '', /no source says wh/);
      }
    });
  }

  it('has nothing to add on plain Kubernetes and on k3s', () => {
    for (const kind of ['upstream', 'k3s'] as const) {
      const codes = judge(kind, client, '[client auth]').findings.map(({ code }) => code);
      assert.deepEqual(codes, ['cluster.lifetime-clamped']);
    }
  });

  it('grants of ours the least of what is asked, what the rule allows and what the cluster allows', () => {
    const seconds = (maxSeconds: number, maxLifetimeSeconds: number | null) => {
      const reading = readRequest(
        { path: 'web.yaml', bytes: Buffer.from(oursText), mode: null, blob: null },
        { layout: false },
      );
      const authority = { defaultSeconds: 600, maxSeconds };
      const found = predict(reading, { kind: 'upstream', maxLifetimeSeconds, authority }, now);
      return found?.certificate?.seconds;
    };
    assert.equal(seconds(86_400, null), 7200);
    assert.equal(seconds(3600, null), 3600);
    assert.equal(seconds(86_400, 1800), 1800);
    assert.equal(seconds(900, 1800), 900);
  });
});

const oursText = `apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: { name: web }
spec: { request: ${requestOf(service)}, signerName: example.com/serving, usages: [server auth], expirationSeconds: 7200 }
`;

describe('docs/clusters.md', () => {
  const rows = readFileSync(new URL('../../docs/clusters.md', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && line.split(' | ').length === 9)
    .slice(1);

  const row = (kind: string, name: string, facts: SignerFacts): string => {
    const { signs, usages, maxLifetimeSeconds, conditions, differences, instead, unproven, source } = facts;
    const cells = [
      kind,
      `\`${name}\``,
      unproven === null ? signs : `${signs}; not known: ${unproven}`,
      usages?.join(', ') ?? '–',
      maxLifetimeSeconds === null ? '–' : `${maxLifetimeSeconds / 86_400} d`,
      conditions.join(' ') || '–',
      differences.join(' ') || '–',
      instead ?? '–',
      source === null ? 'none found' : `${source.where}, seen ${source.seen}`,
    ];
    return `| ${cells.join(' | ')} |`;
  };

  it('shows what the program knows, row by row', () => {
    const known = [
      ...Object.values(clusterKinds).flatMap(({ title, signers }) =>
        Object.entries(signers).map(([name, facts]) => row(title, name, facts)),
      ),
      ...Object.entries(certManagerSigners).map(([name, facts]) =>
        row('any, with cert-manager', name, facts),
      ),
    ];
    assert.deepEqual(rows, known);
  });
});
