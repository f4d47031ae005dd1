/** Each credential of ours in the wrong hands, against the embedded cluster over HTTPS and a real repository. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { connectCluster } from '../../src/adapters/kubernetes.ts';
import { createAuthority } from '../../src/authority/create.ts';
import { issueCommand } from '../../src/cli/commands/issue.ts';
import { planCommand } from '../../src/cli/commands/plan.ts';
import { isCountersignError } from '../../src/errors.ts';
import { type CertificateSigningRequest, hasCondition } from '../../src/kubernetes/object.ts';
import { buildObject } from '../../src/pipeline/object.ts';
import type { Cluster } from '../../src/pipeline/ports.ts';
import { encodeCertificate } from '../../src/pki/certificate-writer.ts';
import { encodeCsr } from '../../src/pki/csr-writer.ts';
import { signingAlgorithmOf } from '../../src/pki/keys.ts';
import { encodePem } from '../../src/pki/pem.ts';
import { objectNamesOf } from '../../src/request/identity.ts';
import { readRequest } from '../../src/request/read.ts';
import { onRealStage, type RealStage } from '../support/real-stage.ts';
import { readRecord } from '../support/results-reading.ts';
import { brief, clientPath, clientRequest, servingPath, servingRequest, users } from '../support/stage.ts';

const client = 'prod/_users/mira/laptop';
const serving = 'prod/payments/web-api';
const byHand = { type: 'Approved', status: 'True', reason: 'CountersignMerged', message: 'pull request #1' };

function as(stage: RealStage, user: string): Promise<Cluster> {
  const { kubeconfig } = stage;
  return connectCluster({ kubeconfig, contexts: [user], server: null, ca: null, environment: {} });
}

/** What the results branch records, in path order. */
async function recordsOf(stage: RealStage) {
  await stage.git('fetch', '--quiet', 'origin', '+refs/heads/certificates:refs/attack/results');
  const listing = await stage.git('ls-tree', '-r', '--name-only', 'refs/attack/results');
  const paths = listing.split('\n').filter((path) => /\/[0-9a-f]{1,40}\.json$/.test(path));
  return await Promise.all(
    paths.map(async (path) =>
      readRecord(Buffer.from(await stage.git('show', `refs/attack/results:${path}`))),
    ),
  );
}

/** Our own object of the client's request, with another CSR inside. */
async function planted(stage: RealStage): Promise<CertificateSigningRequest> {
  const { steps } = await stage.run(planCommand);
  const identity = steps.find(({ name }) => name === client)?.identity ?? '';
  const bytes = readFileSync(`${stage.repository}/${clientPath}`);
  const { request } = readRequest({ path: clientPath, mode: '100644', blob: null, bytes }, { layout: true });
  assert.ok(request);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const der = encodeCsr({ subject: request.csr.subject.rdns, sans: [], key: privateKey });
  const [name = ''] = objectNamesOf(clientPath, identity);
  const theirs = { ...request, csr: { ...request.csr, der } };
  return buildObject({ name, request: theirs, identity, repository: 'forge.example/acme/certs' });
}

test('a stolen submitter plants the same names with another key: it is passed over, and never approved', async () => {
  await onRealStage(async (stage) => {
    await stage.merge({ [clientPath]: clientRequest() });
    const mallory = await as(stage, users.submit);
    const object = await mallory.create(await planted(stage));
    await assert.rejects(mallory.approve(object, byHand), (error) =>
      isCountersignError(error, 'cluster-forbidden'),
    );
    const { steps } = await stage.run(issueCommand);
    assert.match(steps[0]?.reason ?? '', /spec\.request is not ours/);
    assert.ok(brief(steps).includes(`record ${client}`));
    const left = await mallory.get(object.metadata.name ?? '');
    assert.ok(left !== null && !hasCondition(left, 'Approved'));
  });
});

test('a stolen approver approves what we submitted before we did: recorded as issued and refused', async () => {
  await onRealStage(async (stage) => {
    await stage.merge({ [clientPath]: clientRequest() });
    await stage.run(issueCommand, ['--phase', 'submit']);
    const mallory = await as(stage, users.approve);
    const [object] = await mallory.list();
    assert.ok(object);
    await mallory.approve(object, byHand);
    const { status, steps } = await stage.run(issueCommand);
    assert.equal(status, 1);
    assert.equal(
      steps.some(({ action }) => action === 'record'),
      false,
    );
    await stage.run(issueCommand);
    const [record] = await recordsOf(stage);
    assert.equal(record?.outcome, 'refused');
    assert.ok(record.problems.some(({ code }) => code === 'certificate.no-intent'));
  });
});

test('a stolen signer stores a certificate of a CA of its own: recorded as issued and refused', async () => {
  await onRealStage(async (stage) => {
    await stage.merge({ [servingPath]: servingRequest() });
    for (const phase of ['submit', 'approve']) await stage.run(issueCommand, ['--phase', phase]);
    const mallory = await as(stage, users.sign);
    const [object] = await mallory.list();
    assert.ok(object);
    const bytes = readFileSync(`${stage.repository}/${servingPath}`);
    const { request } = readRequest(
      { path: servingPath, mode: '100644', blob: null, bytes },
      { layout: true },
    );
    assert.ok(request);
    const ca = await createAuthority('serving CA', { now: new Date(), lifetimeSeconds: 86_400 });
    const der = await encodeCertificate(
      {
        serial: Uint8Array.of(0x4d, 0x7a),
        issuer: ca.certificate.subject.der,
        subject: request.csr.subject.der,
        notBefore: new Date(Date.now() - 60_000),
        notAfter: new Date(Date.now() + 3_600_000),
        spki: request.csr.key.spki,
        sans: request.csr.sans,
        usages: ['digital signature', 'key encipherment', 'server auth'],
        isCa: false,
      },
      { ...ca.key, algorithm: signingAlgorithmOf(ca.key.spki) },
    );
    await mallory.uploadCertificate(object, encodePem('CERTIFICATE', der));
    const { steps } = await stage.run(issueCommand);
    assert.deepEqual(brief(steps), [`refuse ${serving}`]);
    const [record] = await recordsOf(stage);
    assert.deepEqual(
      record?.problems.map(({ code }) => code),
      ['certificate.chain-untrusted'],
    );
    const names = await stage.git('ls-tree', '-r', '--name-only', 'refs/attack/results');
    assert.doesNotMatch(names, /\.crt$/m, 'told of, never given out');
  });
});
