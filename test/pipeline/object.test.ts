import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CertificateSigningRequest } from '../../src/kubernetes/object.ts';
import { buildObject, compareObject } from '../../src/pipeline/object.ts';
import { readRequest } from '../../src/request/read.ts';
import { servingPath, servingRequest } from '../support/stage.ts';

const bytes = Buffer.from(servingRequest());
const { request } = readRequest({ path: servingPath, bytes, mode: '100644', blob: 'b' }, { layout: true });
if (request === null) throw new Error('the request is sound');
const ours = buildObject({
  name: 'payments.web-api-1',
  request,
  identity: 'ab',
  repository: 'forge.example/acme/certs',
});

/** As a server answers a create. */
function answer(change: Partial<CertificateSigningRequest> = {}): CertificateSigningRequest {
  return {
    ...ours,
    metadata: {
      ...ours.metadata,
      uid: 'u',
      resourceVersion: '1',
      creationTimestamp: '2026-11-22T12:00:00Z',
      managedFields: [{}],
    },
    spec: { ...ours.spec, username: 'submitter', groups: ['system:authenticated'], extra: {} },
    status: {},
    ...change,
  };
}

describe('compareObject', () => {
  test('finds no difference in what a server makes of our object', () => {
    assert.deepEqual(compareObject(answer(), ours, 'submitter'), []);
  });

  const metadata = answer().metadata;
  const spec = answer().spec;
  const changes: Readonly<Record<string, Partial<CertificateSigningRequest>>> = {
    'another name': { metadata: { ...metadata, name: 'other' } },
    'a label more': { metadata: { ...metadata, labels: { ...metadata.labels, 'auto-approve': 'true' } } },
    'an annotation more': {
      metadata: {
        ...metadata,
        annotations: { ...metadata.annotations, 'experimental.cert-manager.io/request-is-ca': 'true' },
      },
    },
    'an annotation changed': {
      metadata: { ...metadata, annotations: { ...metadata.annotations, 'countersign.dev/identity': 'cd' } },
    },
    'no labels': { metadata: { ...metadata, labels: {} } },
    finalizers: { metadata: { ...metadata, finalizers: ['x/y'] } },
    owners: { metadata: { ...metadata, ownerReferences: [{ name: 'x' }] } },
    'a deletion under way': { metadata: { ...metadata, deletionTimestamp: '2026-11-22T12:00:00Z' } },
    'another CSR': { spec: { ...spec, request: 'AAAA' } },
    'another signer': { spec: { ...spec, signerName: 'kubernetes.io/kube-apiserver-client' } },
    'usages in another order': { spec: { ...spec, usages: [...(spec.usages ?? [])].reverse() } },
    'a longer life': { spec: { ...spec, expirationSeconds: 31_536_000 } },
    'another creator': { spec: { ...spec, username: 'mallory' } },
    'a field nobody knows': { spec: { ...spec, ...{ isCA: true } } },
  };
  for (const [what, change] of Object.entries(changes))
    test(`finds ${what}`, () => {
      assert.equal(compareObject(answer(change), ours, 'submitter').length, 1);
    });
});

test('buildObject carries the CSR in fresh PEM and nothing of the text of the file', () => {
  const pem = Buffer.from(ours.spec.request, 'base64').toString();
  assert.match(pem, /^-----BEGIN CERTIFICATE REQUEST-----\n/);
  assert.doesNotMatch(JSON.stringify(ours), /the shop speaks TLS/);
  assert.deepEqual(Object.keys(ours.metadata).sort(), ['annotations', 'labels', 'name']);
});
