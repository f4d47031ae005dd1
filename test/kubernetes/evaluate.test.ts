import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Finding } from '../../src/finding.ts';
import { evaluatePrediction } from '../../src/kubernetes/evaluate.ts';
import { type PredictedCluster, predict } from '../../src/kubernetes/predict.ts';
import { readRequest } from '../../src/request/read.ts';
import { dnsSan, subjectOf } from './objects.ts';
import { type CsrPlan, requestOf } from './oracle/csr-builder.ts';

const now = new Date('2026-11-22T15:00:00Z');
const upstream: PredictedCluster = { kind: 'upstream', maxLifetimeSeconds: null, authority: null };
const client = 'kubernetes.io/kube-apiserver-client';

interface Asked {
  readonly plan?: CsrPlan;
  readonly request?: string;
  readonly signerName?: string;
  readonly usages?: string;
  readonly seconds?: number;
}

const service: CsrPlan = { subject: subjectOf('web.prod.svc'), sans: [dnsSan('web.prod.svc')] };

/** Line numbers matter: signerName is line 7, usages 8, expirationSeconds 9. */
function manifest({
  plan = service,
  request = requestOf(plan),
  signerName = client,
  usages = '[client auth]',
  seconds = 3600,
}: Asked): string {
  return `apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata:
  name: web
spec:
  request: ${request}
  signerName: ${signerName}
  usages: ${usages}
  expirationSeconds: ${seconds}
`;
}

function evaluate(asked: Asked, cluster = upstream, withoutKnown = false): readonly Finding[] {
  const bytes = Buffer.from(manifest(asked));
  const read = readRequest({ path: 'web.yaml', bytes, mode: null, blob: null }, { layout: false });
  const reading = withoutKnown ? { ...read, findings: [] } : read;
  return evaluatePrediction(predict(reading, cluster, now), reading);
}

function only(findings: readonly Finding[]): Finding {
  assert.equal(findings.length, 1, JSON.stringify(findings, null, 1));
  return findings[0] as Finding;
}

describe('evaluatePrediction of the mistakes in the guides', () => {
  it('refuses kubelet-serving for a service at its line, and says which signer to use', () => {
    const found = only(
      evaluate({ signerName: 'kubernetes.io/kubelet-serving', usages: '[digital signature, server auth]' }),
    );
    assert.equal(found.code, 'cluster.signer-would-refuse');
    assert.equal(found.severity, 'error');
    assert.equal(found.line, 7);
    assert.equal(found.pointer, '/spec/signerName');
    assert.match(
      found.message,
      /for nodes only: .* mark it Failed: subject organization is not system:nodes\.$/,
    );
    assert.match(
      found.hint ?? '',
      /CN is "web\.prod\.svc" and there is no O\. For a service, use a signer name of your own/,
    );
  });

  it('points at server auth for the API client signer, and speaks of mutual TLS', () => {
    const found = only(evaluate({ usages: '[client auth, server auth]' }));
    assert.equal(found.pointer, '/spec/usages/1');
    assert.equal(found.line, 8);
    assert.match(found.message, /invalid usage for client certificate: server auth/);
    assert.match(found.hint ?? '', /mutual TLS between services, use a signer name of your own/);
  });

  it('asks for client auth where it is missing', () => {
    const found = only(evaluate({ usages: '[digital signature]' }));
    assert.equal(found.pointer, '/spec/usages');
    assert.equal(found.hint, 'Add client auth to the usages.');
  });

  it('says on EKS which signer issues instead', () => {
    const found = only(evaluate({}, { ...upstream, kind: 'eks' }));
    assert.equal(found.code, 'cluster.never-signed');
    assert.equal(found.severity, 'error');
    assert.match(found.hint ?? '', /beta\.eks\.amazonaws\.com\/app-serving/);
  });

  it('refuses a name below kubernetes.io that nobody has, and warns of a foreign one', () => {
    assert.equal(only(evaluate({ signerName: 'kubernetes.io/tls' })).severity, 'error');
    assert.equal(only(evaluate({ signerName: 'example.com/serving' })).severity, 'warning');
  });

  it('refuses system:masters before anybody approves it', () => {
    const found = only(evaluate({ plan: { subject: subjectOf('x', ['system:masters']) } }));
    assert.equal(found.code, 'cluster.subject-restricted');
    assert.equal(found.line, 6);
  });
});

describe('evaluatePrediction of nodes', () => {
  const node: CsrPlan = { subject: subjectOf('system:node:n1', ['system:nodes']) };
  const signerName = 'kubernetes.io/kubelet-serving';

  it('points at the CSR where names are missing, and at the usages where these do not fit', () => {
    const usages = '[digital signature, server auth]';
    assert.equal(only(evaluate({ plan: node, signerName, usages })).pointer, '/spec/request');
    const found = only(
      evaluate({ plan: { ...node, sans: [dnsSan('n1')] }, signerName, usages: '[server auth]' }),
    );
    assert.equal(found.pointer, '/spec/usages');
    assert.match(
      found.hint ?? '',
      /exactly digital signature, server auth and, if you like, key encipherment/,
    );
  });
});

describe('evaluatePrediction of what is issued', () => {
  const codes = (asked: Asked, cluster = upstream) => evaluate(asked, cluster).map((found) => found.code);

  it('says nothing of a good request', () => {
    assert.deepEqual(codes({ plan: { subject: subjectOf('jane', ['dev']) } }), []);
  });

  it('tells that a life is cut, with both figures', () => {
    const found = only(
      evaluate(
        { plan: { subject: subjectOf('jane') }, seconds: 172_800 },
        { ...upstream, maxLifetimeSeconds: 86_400 },
      ),
    );
    assert.equal(found.code, 'cluster.lifetime-clamped');
    assert.equal(found.line, 9);
    assert.match(found.message, /1 day at most, not the 2 days asked/);
  });

  it('warns of a client certificate that names nobody', () => {
    assert.deepEqual(codes({ plan: { subject: subjectOf(null, ['dev']) } }), [
      'cluster.client-without-common-name',
    ]);
  });

  it('warns of a server certificate without names', () => {
    const authority = { defaultSeconds: 3600, maxSeconds: 3600 };
    const asked = {
      plan: { subject: subjectOf('web') },
      signerName: 'example.com/serving',
      usages: '[server auth]',
    };
    assert.deepEqual(codes(asked, { ...upstream, authority }), ['cluster.no-san-server']);
  });

  it('notes what is dropped', () => {
    const plan = { subject: [...subjectOf('jane'), [{ oid: '0.9.2342.19200300.100.1.25', value: 'acme' }]] };
    const found = only(evaluate({ plan }, upstream, true));
    assert.equal(found.severity, 'note');
    assert.match(found.message, /will not carry the subject attribute DC=acme/);
  });

  it('says what is dropped once, here or where the CSR is judged', () => {
    const keyId = ['2.5.29.14', false, Buffer.from([4, 2, 1, 2])] as const;
    const usages = ['2.5.29.37', false, Buffer.from('300a06082b06010505070302', 'hex')] as const;
    const email = [{ oid: '1.2.840.113549.1.9.1', value: 'jane@example.com', tag: 22 }];
    const plan = { subject: [...subjectOf('jane'), email], extensions: [keyId, usages] };
    assert.match(only(evaluate({ plan })).message, /will not carry the extension subjectKeyIdentifier/);
  });
});

describe('evaluatePrediction of a refused create', () => {
  it('finds one fault for each cause, at its line, without printing the CSR', () => {
    const asked = {
      request: Buffer.from('hello').toString('base64'),
      usages: '[serverAuth, client auth, client auth]',
      seconds: 1,
      signerName: 'bad',
    };
    const found = evaluate(asked, upstream, true);
    assert.deepEqual(
      found.map(({ pointer, line }) => [pointer, line]),
      [
        ['/spec/request', 6],
        ['/spec/usages/0', 8],
        ['/spec/usages/2', 8],
        ['/spec/signerName', 7],
        ['/spec/expirationSeconds', 9],
      ],
    );
    assert.equal(
      found[0]?.message,
      'The cluster would refuse the object: spec.request: PEM block type must be CERTIFICATE REQUEST.',
    );
    assert.deepEqual(found[1]?.suggestion, {
      line: 8,
      old: '  usages: [serverAuth, client auth, client auth]',
      new: '  usages: [server auth, client auth, client auth]',
    });
  });

  it('does not repeat what reading the request found at the same place', () => {
    const asked = { request: Buffer.from('hello').toString('base64'), seconds: 1 };
    const bytes = Buffer.from(manifest(asked));
    const reading = readRequest({ path: 'web.yaml', bytes, mode: null, blob: null }, { layout: false });
    const told = new Set(
      reading.findings.filter(({ severity }) => severity === 'error').map(({ pointer }) => pointer),
    );
    const found = evaluate(asked);
    assert.ok(told.has('/spec/request'));
    assert.deepEqual(
      found.filter(({ pointer }) => told.has(pointer)),
      [],
    );
  });

  it('says where a body cannot be decoded, unless that is told already', () => {
    const found = only(evaluate({ usages: '[1]' }, upstream, true));
    assert.equal(found.pointer, '/spec/usages');
    assert.match(found.message, /cannot unmarshal number/);
    assert.deepEqual(evaluate({ usages: '[1]' }), []);
  });
});

describe('evaluatePrediction of an empty file', () => {
  it('says no more than that it is empty, though the API server names each missing field', () => {
    const reading = readRequest(
      { path: 'web.yaml', bytes: Buffer.from('# later\n'), mode: null, blob: null },
      { layout: false },
    );
    assert.equal(reading.findings[0]?.code, 'yaml.empty');
    assert.deepEqual(evaluatePrediction(predict(reading, upstream, now), reading), []);
  });
});
