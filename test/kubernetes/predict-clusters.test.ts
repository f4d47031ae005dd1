import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { CertificateSigningRequest } from '../../src/kubernetes/object.ts';
import { type PredictedCluster, predict, toPrediction } from '../../src/kubernetes/predict.ts';
import type { JsonValue } from '../../src/model.ts';
import { csrOf, dnsSan, objectOf, subjectOf } from './objects.ts';
import { oid, tlv } from './oracle/csr-builder.ts';
import { readManifest } from './vectors.ts';

const now = new Date('2026-11-22T15:00:00Z');
const day = 86_400;
const upstream: PredictedCluster = { kind: 'upstream', maxLifetimeSeconds: null, authority: null };
const service = objectOf(
  { subject: subjectOf('web'), sans: [dnsSan('web.payments.svc')] },
  { usages: ['digital signature', 'server auth'] },
);

/** What would be done with the object as a file has it: without what the store has given it. */
function predictObject(object: CertificateSigningRequest, cluster: PredictedCluster) {
  const asked = { ...object, metadata: { name: object.metadata.name } };
  return predict({ object: JSON.parse(JSON.stringify(asked)) as JsonValue, ambiguous: false }, cluster, now);
}

describe('predict on clusters of other kinds and with authorities of ours', () => {
  it('says issued for a signer name of ours, with the least of what was asked and what the rule allows', () => {
    const authority = { defaultSeconds: 30 * day, maxSeconds: 90 * day };
    const seconds = (expirationSeconds?: number) => {
      const spec = { ...service.spec, ...(expirationSeconds === undefined ? {} : { expirationSeconds }) };
      return toPrediction(predictObject({ ...service, spec }, { ...upstream, authority }));
    };
    assert.deepEqual(seconds(), { outcome: 'issued', reason: null, lifetimeSeconds: 30 * day, dropped: [] });
    assert.equal(seconds(3600)?.lifetimeSeconds, 3600);
    assert.equal(seconds(365 * day)?.lifetimeSeconds, 90 * day);
  });

  it('says never-signed for the same name where no authority of ours signs', () => {
    assert.deepEqual(toPrediction(predictObject(service, upstream)), {
      outcome: 'never-signed',
      reason: null,
      lifetimeSeconds: null,
      dropped: [],
    });
  });

  it('grants no more than the cluster’s own maximum', () => {
    const spec = {
      ...service.spec,
      signerName: 'kubernetes.io/kube-apiserver-client',
      usages: ['client auth'],
      expirationSeconds: 48 * 3600,
    };
    assert.equal(
      predictObject({ ...service, spec }, { ...upstream, maxLifetimeSeconds: day })?.certificate?.seconds,
      day,
    );
  });

  const eks: PredictedCluster = { ...upstream, kind: 'eks' };
  const onEks: readonly (readonly [string, readonly string[], string])[] = [
    ['kubernetes.io/kube-apiserver-client', ['client auth'], 'never-signed'],
    ['kubernetes.io/kubelet-serving', ['digital signature', 'server auth'], 'never-signed'],
    ['beta.eks.amazonaws.com/app-serving', ['digital signature', 'server auth'], 'issued'],
    ['beta.eks.amazonaws.com/app-serving', ['client auth'], 'never-signed'],
  ];
  for (const [signerName, usages, outcome] of onEks) {
    it(`says ${outcome} on EKS for ${signerName} with ${usages.join(', ')}`, () => {
      const spec = { ...service.spec, signerName, usages };
      assert.equal(predictObject({ ...service, spec }, eks)?.outcome, outcome);
    });
  }
});

describe('predict of texts', () => {
  it('does not look at the status of a file, which the server clears', () => {
    const status = { certificate: 'YQ==', conditions: [{ type: 'Approved', status: 'perhaps' }] };
    assert.equal(predictObject({ ...service, status }, upstream)?.create.code, 201);
  });

  it('says 500 for an object that carries a version, if nothing else is wrong', () => {
    for (const [resourceVersion, code] of [
      ['1', 500],
      ['018446744073709551615', 500],
      ['18446744073709551616', 201],
      ['0', 201],
      ['x', 201],
      ['', 201],
    ] as const) {
      const object = JSON.parse(
        JSON.stringify({ ...service, metadata: { name: 'web', resourceVersion } }),
      ) as JsonValue;
      assert.equal(predict({ object, ambiguous: false }, upstream, now)?.create.code, code, resourceVersion);
    }
  });

  it('says nothing of a text that readers do not agree on', () => {
    const text =
      'apiVersion: certificates.k8s.io/v1\nkind: CertificateSigningRequest\nmetadata: {name: x}\nspec:\n  expirationSeconds: 01130\n';
    assert.equal(predict(readManifest(text), upstream, now), null);
    assert.equal(toPrediction(null), null);
  });

  for (const [title, text, code] of [
    ['that is no YAML', 'a: [1', 400],
    ['with a key twice', 'kind: CertificateSigningRequest\nkind: CertificateSigningRequest\n', 400],
    ['that is empty', '', 422],
    ['that is nothing but a comment', '# later\n\n', 422],
    ['that begins with the end of a document', '...\nkind: CertificateSigningRequest\n', 400],
  ] as const) {
    it(`says create-refused for a text ${title}`, () => {
      const prediction = predict(readManifest(text), upstream, now);
      assert.equal(prediction?.outcome, 'create-refused');
      assert.equal(prediction?.create.code, code);
    });
  }

  it('never throws, whatever the document says', () => {
    const field = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('YQ==', 'client auth', 600, ['client auth', 'client auth']),
    );
    const spec = fc.record({
      request: field,
      signerName: field,
      usages: field,
      expirationSeconds: field,
      extra: field,
    });
    const metadata = fc.record({
      name: field,
      labels: field,
      ownerReferences: field,
      finalizers: field,
      managedFields: field,
    });
    fc.assert(
      fc.property(metadata, spec, field, (meta, body, status) => {
        const object = { metadata: meta, spec: body, status } as JsonValue;
        assert.notEqual(predict({ object, ambiguous: false }, upstream, now), undefined);
      }),
    );
  });

  it('takes a CSR that was read before only where its bytes are those of the request', () => {
    const other = objectOf(
      { subject: subjectOf('x', ['system:masters']) },
      { signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'] },
    );
    const known = predictKnown(other);
    assert.equal(known?.outcome, 'admission-refused');
  });
});

/** The reading carries the CSR of another request. */
function predictKnown(object: unknown) {
  const value = JSON.parse(JSON.stringify(object)) as JsonValue;
  const foreign = csrOf({ subject: subjectOf('harmless') });
  return predict({ object: value, ambiguous: false, partial: { csr: foreign } }, upstream, now);
}

describe('what a certificate drops, in words', () => {
  const client = { signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'] };
  const attribute = (type: string, value: string) => [{ oid: type, value }];

  it('names attributes, names and extensions that would not be there', () => {
    const plan = {
      subject: [
        ...subjectOf('john'),
        ...subjectOf('jane'),
        attribute('0.9.2342.19200300.100.1.25', 'acme'),
        attribute('1.2.840.113549.1.9.1', 'j@acme'),
      ],
      sans: [dnsSan('a'), [8, Buffer.from([42, 3, 4])] as const],
      extensions: [
        ['2.5.29.19', true, tlv(0x30, tlv(1, Buffer.from([0xff])))] as const,
        ['2.5.29.37', false, tlv(0x30, oid('1.3.6.1.5.5.7.3.1'))] as const,
        ['1.2.3.4', false, tlv(5)] as const,
      ],
    };
    assert.deepEqual(predictObject(objectOf(plan, client), upstream)?.dropped, [
      'the subject attribute DC=acme',
      'the subject attribute emailAddress=j@acme',
      'the subject attribute CN=john, since only the last CN counts',
      'the subject alternative name registered ID:1.2.3.4',
      'the CA flag: the certificate will be CA:FALSE',
      'the extension extKeyUsage of the CSR: usages come from spec.usages',
      'the extension 1.2.3.4',
    ]);
  });

  it('names nothing for a plain request', () => {
    const plan = { subject: subjectOf('jane', ['dev']), sans: [dnsSan('a')] };
    assert.deepEqual(predictObject(objectOf(plan, client), upstream)?.dropped, []);
  });
});
