import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evaluatePrediction } from '../../src/kubernetes/evaluate.ts';
import { isFindable, parseIssuerName } from '../../src/kubernetes/kinds-cert-manager.ts';
import { type PredictedCluster, predict } from '../../src/kubernetes/predict.ts';
import { readRequest } from '../../src/request/read.ts';
import { dnsSan, subjectOf } from './objects.ts';
import { type CsrPlan, oid, requestOf, tlv } from './oracle/csr-builder.ts';

const now = new Date('2026-11-22T15:00:00Z');
const issuer = 'clusterissuers.cert-manager.io/corporate';
const service: CsrPlan = {
  subject: [...subjectOf('web.prod.svc'), [{ oid: '0.9.2342.19200300.100.1.25', value: 'acme' }]],
  sans: [dnsSan('web.prod.svc'), [8, Buffer.from([42, 3, 4])]],
};

interface Asked {
  readonly signerName?: string;
  readonly plan?: CsrPlan;
  readonly usages?: string;
  readonly seconds?: number;
  readonly trusted?: readonly string[];
}

function judge({ signerName = issuer, plan = service, usages, seconds, trusted = [issuer] }: Asked) {
  const text = `apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: { name: web }
spec:
  request: ${requestOf(plan)}
  signerName: ${signerName}
  usages: ${usages ?? '[digital signature, server auth]'}
${seconds === undefined ? '' : `  expirationSeconds: ${seconds}\n`}`;
  const file = { path: 'web.yaml', bytes: Buffer.from(text), mode: null, blob: null };
  const reading = readRequest(file, { layout: false });
  const cluster: PredictedCluster = {
    kind: 'gke',
    maxLifetimeSeconds: null,
    authority: null,
    trusted: new Set(trusted),
  };
  const prediction = predict(reading, cluster, now);
  return { prediction, findings: evaluatePrediction(prediction, reading) };
}

describe('parseIssuerName', () => {
  const cases = [
    ['issuers.cert-manager.io/sandbox.ca', { namespace: 'sandbox', name: 'ca' }],
    ['issuers.cert-manager.io/sandbox.ca.v2', { namespace: 'sandbox', name: 'ca.v2' }],
    ['issuers.cert-manager.io/ca', { namespace: '', name: 'ca' }],
    ['clusterissuers.cert-manager.io/ca', { namespace: null, name: 'ca' }],
    ['clusterissuers.cert-manager.io/ca.v2', { namespace: null, name: 'ca.v2' }],
    ['issuers.example.com/ca', null],
    ['cert-manager.io/ca', null],
  ] as const;
  for (const [signerName, expected] of cases) {
    it(`reads ${signerName} as cert-manager does`, () => {
      assert.deepEqual(parseIssuerName(signerName), expected);
    });
  }

  it('finds no Issuer without a namespace', () => {
    assert.equal(isFindable({ namespace: '', name: 'ca' }), false);
    assert.equal(isFindable({ namespace: null, name: 'ca' }), true);
  });
});

describe('predictions for cert-manager', () => {
  it('says issued where policy has a trust bundle for the issuer, for exactly the seconds asked', () => {
    const { prediction, findings } = judge({ seconds: 3600 });
    assert.equal(prediction?.outcome, 'issued');
    assert.equal(prediction?.certificate?.seconds, 3600);
    assert.equal(prediction?.certificate?.notBefore.getTime(), now.getTime());
    assert.deepEqual(
      findings.map(({ code, severity }) => [code, severity]),
      [['cluster.signer-conditions', 'note']],
    );
    assert.match(findings[0]?.hint ?? '', /ExperimentalCertificateSigningRequestControllers=true/);
  });

  it('says 90 days where the request names no lifetime', () => {
    assert.equal(judge({}).prediction?.certificate?.seconds, 90 * 86_400);
  });

  it('drops neither foreign attributes nor foreign names, since cert-manager copies both', () => {
    const { prediction } = judge({});
    assert.deepEqual(prediction?.dropped, []);
    assert.equal(prediction?.certificate?.subjectText, 'DC=acme,CN=web.prod.svc');
  });

  it('drops an extension that it does not know', () => {
    const plan = { ...service, extensions: [['1.2.3.4', false, tlv(5)] as const] };
    assert.deepEqual(judge({ plan }).prediction?.dropped, ['the extension 1.2.3.4']);
  });

  it('warns where nothing says that cert-manager signs here, and says how to tell', () => {
    const { prediction, findings } = judge({ trusted: [] });
    assert.equal(prediction?.outcome, 'never-signed');
    assert.equal(findings[0]?.severity, 'warning');
    assert.match(findings[0]?.hint ?? '', /clusters\.<name>\.trust.*off by default/);
  });

  it('refuses an Issuer without a namespace, trusted or not', () => {
    const signerName = 'issuers.cert-manager.io/ca';
    const { prediction, findings } = judge({ signerName, trusted: [signerName] });
    assert.equal(prediction?.outcome, 'never-signed');
    assert.equal(findings[0]?.severity, 'error');
  });

  it('names the right that the submitter needs for an Issuer', () => {
    const signerName = 'issuers.cert-manager.io/sandbox.ca';
    const { findings } = judge({ signerName, trusted: [signerName] });
    assert.match(findings[0]?.hint ?? '', /verb reference on signers\.cert-manager\.io/);
  });

  const serverAuth = tlv(0x30, oid('1.3.6.1.5.5.7.3.1'));
  const digitalSignature = tlv(3, Buffer.from([7, 0x80]));
  const extensions = (...list: readonly (readonly [string, boolean, Uint8Array])[]) => ({
    ...service,
    extensions: list,
  });
  const failing: readonly (readonly [string, CsrPlan, string])[] = [
    ['a CA flag', extensions(['2.5.29.19', true, tlv(0x30, tlv(1, Buffer.from([0xff])))]), 'IsCA true'],
    ['a key usage alone', extensions(['2.5.29.15', true, digitalSignature]), 'ExtKeyUsages do not match'],
    ['an extended usage alone', extensions(['2.5.29.37', false, serverAuth]), 'the KeyUsages do not match'],
    ['a key usage that is no DER', extensions(['2.5.29.15', true, Buffer.from([4, 0])]), 'invalid key usage'],
  ];
  for (const [title, plan, why] of failing) {
    it(`says failed for ${title} that spec.usages does not say`, () => {
      const { prediction, findings } = judge({ plan });
      assert.equal(prediction?.outcome, 'failed');
      assert.equal(prediction?.failed?.reason, 'SigningError');
      assert.ok(prediction?.failed?.message.includes(why), prediction?.failed?.message);
      const found = findings.find(({ code }) => code === 'cluster.signer-would-refuse');
      assert.equal(found?.pointer, '/spec/request');
    });
  }

  it('says issued where the extensions ask for what spec.usages says', () => {
    const plan = extensions(['2.5.29.15', true, digitalSignature], ['2.5.29.37', false, serverAuth]);
    assert.equal(judge({ plan }).prediction?.outcome, 'issued');
  });
});
