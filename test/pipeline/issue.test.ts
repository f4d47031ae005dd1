import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { canonicalBytes, sha256Hex } from '../../src/pipeline/digest.ts';
import { verifyEnvelope } from '../../src/pipeline/envelope.ts';
import type { ClusterOrder } from '../../src/pipeline/ports.ts';
import { paths, readRecord, readRecords } from '../support/results-reading.ts';
import {
  brief,
  clientPath,
  clientRequest,
  mergeBoth,
  servingPath,
  servingRequest,
  setStage,
  users,
} from '../support/stage.ts';

const client = 'prod/_users/mira/laptop';
const serving = 'prod/payments/web-api';

test('a merged request becomes a certificate with a signed record, and a second run changes nothing', async () => {
  const stage = await setStage();
  mergeBoth(stage);
  assert.deepEqual(brief(await stage.plan()), [`submit ${client}`, `submit ${serving}`]);

  const { report, failed } = await stage.issue();
  assert.equal(failed, false);
  assert.deepEqual(brief(report.steps), [
    `submit ${client}`,
    `submit ${serving}`,
    `approve ${client}`,
    `approve ${serving}`,
    `sign ${serving}`,
    `record ${client}`,
    `record ${serving}`,
  ]);
  assert.equal(stage.cluster.minted.length, 2);
  const files = stage.results.files();
  const objects = stage.cluster.objects();

  const again = await stage.issue();
  assert.deepEqual(brief(again.report.steps), [`nothing ${client}`, `nothing ${serving}`]);
  assert.deepEqual(stage.results.files(), files);
  assert.deepEqual(stage.cluster.objects(), objects);
  assert.equal(stage.results.messages.length, 2, 'one commit of intents, one of results');
});

test('the certificate carries the key and the names asked for, and chains to the bundle of the default branch', async () => {
  const stage = await setStage();
  mergeBoth(stage);
  await stage.issue();
  const pem = Buffer.from(
    stage.results.files().get('certificates/prod/payments/web-api.crt') ?? '',
  ).toString();
  const certificate = new X509Certificate(pem);
  assert.equal(certificate.subjectAltName, 'DNS:web-api.payments.svc');
  assert.equal(certificate.ca, false);
  assert.ok(certificate.verify(new X509Certificate(stage.servingCa.certificatePem).publicKey));
  const record = readRecords(stage.results).find(({ request }) => request.path === servingPath);
  const spki = certificate.publicKey.export({ type: 'spki', format: 'der' });
  assert.equal(record?.request.spkiSha256, sha256Hex(spki));
});

test('records say who vouched for what, validate against the schema, and form one chain of digests', async () => {
  const stage = await setStage();
  mergeBoth(stage);
  await stage.issue();
  const schema = JSON.parse(
    readFileSync(new URL('../../schema/record.schema.json', import.meta.url), 'utf8'),
  );
  const validate = new Ajv({ allowUnionTypes: true }).compile(schema);
  for (const path of paths(stage.results, /\/[0-9a-f]{1,40}\.json$/)) {
    const bytes = stage.results.files().get(path) ?? new Uint8Array();
    assert.ok(validate(JSON.parse(Buffer.from(bytes).toString())), JSON.stringify(validate.errors));
    assert.ok(validate(readRecord(bytes)), JSON.stringify(validate.errors));
    const payload = verifyEnvelope(bytes, [stage.ports.recorder?.spki ?? new Uint8Array()]);
    assert.deepEqual(payload, Buffer.from(canonicalBytes(readRecord(bytes))), 'canonical JSON, signed');
  }
  const [first, second] = readRecords(stage.results);
  assert.equal(first?.previous, null);
  assert.equal(second?.previous, sha256Hex(canonicalBytes(first ?? {})), 'path order within a commit');
  assert.equal(second?.outcome, 'issued');
  assert.deepEqual(
    [second?.pullRequest?.number, second?.requester.git?.login, second?.requester.api.username],
    [1, 'mira', users.submit],
  );
  assert.deepEqual(
    second?.evidence?.approvers.map(({ login, owner }) => [login, owner?.text]),
    [['tomas', '* @tomas']],
  );
  assert.deepEqual(
    [second?.approval.reason, second?.approval.user, second?.policy.rule, second?.signer.authority],
    ['CountersignMerged', users.approve, 'service-serving', 'serving'],
  );
  assert.match(
    second?.approval.message ?? '',
    /^pull request #1 \(.*\), commit [0-9a-f]{40}, approved by tomas$/,
  );
});

test('each phase does its own part with its own credential, and the next continues', async () => {
  const stage = await setStage();
  mergeBoth(stage);
  const seen: string[] = [];
  const ports = {
    ...stage.ports,
    cluster: (order: ClusterOrder) => {
      seen.push(order.power);
      return stage.ports.cluster(order);
    },
  };
  const { issue } = await import('../../src/pipeline/issue.ts');
  const facts = { waitSeconds: 0, run: null, toolVersion: '0' };
  for (const phase of ['submit', 'approve', 'sign', 'collect'] as const) {
    seen.length = 0;
    const { report } = await issue(ports, { phase, ...facts });
    const expected = phase === 'collect' ? 'record' : phase;
    assert.ok(
      report.steps.some(({ action }) => action === expected),
      phase,
    );
    assert.ok(seen.length > 0 && seen.every((power) => power === phase), `${phase}: ${seen}`);
  }
  assert.deepEqual(brief(await stage.plan()), [`nothing ${client}`, `nothing ${serving}`]);
});

test('a signer that takes its time is waited for, in one watch', async () => {
  const stage = await setStage();
  stage.cluster.slow = true;
  mergeBoth(stage);
  const patient = await stage.issue();
  assert.ok(brief(patient.report.steps).includes(`record ${client}`));
});

test('without patience the run ends with a wait, and the next collects', async () => {
  const stage = await setStage();
  stage.cluster.slow = true;
  stage.forge.merge({ [clientPath]: clientRequest() });
  const { report } = await stage.issue({ waitSeconds: 0 });
  assert.deepEqual(brief(report.steps).at(-1), `wait ${client}`);
  const next = await stage.issue();
  assert.deepEqual(brief(next.report.steps), [`record ${client}`]);
});

test('a comment changed in the file issues nothing anew, and one more generation does', async () => {
  const stage = await setStage();
  const text = servingRequest();
  stage.forge.merge({ [servingPath]: text });
  await stage.issue();
  stage.forge.merge({ [servingPath]: `# the shop\n${text}` });
  assert.deepEqual(brief((await stage.issue()).report.steps), [`nothing ${serving}`]);
  stage.clock.advance(60);
  stage.forge.merge({
    [servingPath]: text.replace('  annotations:\n', '  annotations:\n    countersign.dev/generation: "2"\n'),
  });
  assert.ok(brief((await stage.issue()).report.steps).includes(`record ${serving}`));
  assert.equal(stage.cluster.minted.length, 2);
  const [first, second] = readRecords(stage.results).toSorted(
    (a, b) => a.request.generation - b.request.generation,
  );
  assert.equal(second?.previous, sha256Hex(canonicalBytes(first ?? {})));
});

test('the certificate given out is put back when somebody replaced it', async () => {
  const stage = await setStage();
  stage.forge.merge({ [servingPath]: servingRequest() });
  await stage.issue();
  const current = 'certificates/prod/payments/web-api.crt';
  const ours = stage.results.files().get(current);
  stage.results.push({
    [current]: Buffer.from('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'),
  });
  assert.deepEqual(brief((await stage.issue()).report.steps), [`record ${serving}`]);
  assert.deepEqual(stage.results.files().get(current), ours);
  assert.equal(stage.cluster.minted.length, 1);
});

test('one stuck request holds back no other', async () => {
  const stage = await setStage();
  const broken = servingRequest('broken');
  stage.forge.merge({
    [servingPath]: servingRequest(),
    'requests/prod/payments/broken.yaml': broken.replace('server auth', 'client auth'),
    'requests/prod/payments/nonsense.yaml': 'kind: [',
  });
  const { report } = await stage.issue();
  const steps = brief(report.steps);
  assert.ok(steps.includes(`record ${serving}`));
  assert.ok(steps.includes('refuse prod/payments/broken'));
  assert.ok(steps.includes('refuse prod/payments/nonsense'));
  assert.equal(stage.cluster.minted.length, 1);
});
