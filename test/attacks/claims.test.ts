/** Somebody who may write to the results branch has the recorder vouch for what is not true. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CountersignError } from '../../src/errors.ts';
import { canonicalBytes, digestOf } from '../../src/pipeline/digest.ts';
import { signEnvelope } from '../../src/pipeline/envelope.ts';
import { decodeIntent, encodeIntent, type Intent } from '../../src/pipeline/intent.ts';
import { issue } from '../../src/pipeline/issue.ts';
import { objectNamesOf } from '../../src/request/identity.ts';
import { lastOf, stageWith, withCluster } from '../support/attack.ts';
import { paths, readRecords } from '../support/results-reading.ts';
import {
  brief,
  clientPath,
  clientRequest,
  mergeBoth,
  type Stage,
  setStage,
  settings,
  withGeneration,
} from '../support/stage.ts';

const client = 'prod/_users/mira/laptop';
const serving = 'prod/payments/web-api';
const stem = `certificates/${client}`;
const identity = 'ab'.repeat(32);

/** Plants an intent among the requests of mira's laptop, which was issued already. */
async function plant(change: (stage: Stage) => Partial<Intent>, place = stem): Promise<Stage> {
  const stage = await stageWith(clientPath, clientRequest());
  await stage.issue();
  const [object] = stage.cluster.objects();
  const intent: Intent = {
    version: 1,
    path: clientPath,
    blob: stage.repository.entry(clientPath).blob,
    mode: '100644',
    identity,
    cluster: 'prod',
    object: { name: object?.metadata.name ?? '', uid: object?.metadata.uid ?? '' },
    evidenceSha256: '',
    approver: 'mallory',
    startedAt: '2026-11-22T00:00:00Z',
    run: null,
    ...change(stage),
  };
  stage.results.push({ [`${place}/${intent.identity}.intent.json`]: encodeIntent(intent) });
  return stage;
}

describe('a planted intent', () => {
  test('does not have a true record written over with a false one', async () => {
    const stage = await plant(() => ({}));
    const before = readRecords(stage.results);
    assert.match(lastOf((await stage.issue()).report.steps), /record\.unreadable/);
    assert.deepEqual(readRecords(stage.results), before);
  });

  test('of an identity that its bytes do not have records nothing', async () => {
    const [name = ''] = objectNamesOf(clientPath, identity);
    const stage = await plant(({ cluster }) => {
      const [object] = cluster.objects();
      return { object: { name, uid: object?.metadata.uid ?? '' } };
    });
    const [object] = stage.cluster.objects();
    assert.ok(object);
    const before = readRecords(stage.results);
    const renamed = { ...object, metadata: { ...object.metadata, name } };
    const ports = withCluster(stage, () => ({ list: async () => [object, renamed] }));
    const { report } = await issue(ports, settings);
    assert.match(report.steps[0]?.reason ?? '', /cannot be read any more/);
    assert.deepEqual(readRecords(stage.results), before);
  });

  const lies: Readonly<Record<string, Partial<Intent>>> = {
    'another path': { path: 'requests/prod/payments/web-api.yaml' },
    'a path out of the folder': { path: 'requests/../../x.yaml' },
    'a path with a line break': { path: 'requests/prod/x\ny.yaml' },
    'a cluster called constructor': { cluster: 'constructor' },
    'an object name that leads elsewhere': { object: { name: '..', uid: '' } },
  };
  for (const [what, change] of Object.entries(lies))
    test(`with ${what} holds back no other request`, async () => {
      const stage = await plant(() => change);
      stage.forge.merge({ 'requests/prod/_users/mira/phone.yaml': clientRequest('mira', 'phone') });
      const { report, failed } = await stage.issue();
      assert.equal(failed, false);
      assert.ok(brief(report.steps).includes('record prod/_users/mira/phone'));
    });
});

test('who approved is not what somebody wrote into an intent afterwards', async () => {
  const stage = await stageWith(clientPath, clientRequest());
  for (const phase of ['submit', 'approve'] as const) await stage.issue({ phase });
  const [path = ''] = paths(stage.results, /intent/);
  const intent = decodeIntent(stage.results.files().get(path) ?? new Uint8Array());
  assert.ok(intent);
  stage.results.push({ [path]: encodeIntent({ ...intent, approver: 'the head of security' }) });
  await stage.issue();
  assert.deepEqual(
    readRecords(stage.results).map(({ outcome, approval }) => [outcome, approval.user]),
    [['issued', null]],
  );
});

test('a signer that uses a serial twice at one path does not have the first record written over', async () => {
  const text = clientRequest();
  const stage = await stageWith(clientPath, text);
  stage.cluster.twist((template) => ({ ...template, serial: Uint8Array.of(1, 2, 3) }));
  await stage.issue();
  stage.forge.merge({ [clientPath]: withGeneration(text, 2) });
  assert.match(lastOf((await stage.issue()).report.steps), /certificate\.serial-reused/);
  const outcomes = readRecords(stage.results).map(({ request, outcome }) => [request.generation, outcome]);
  assert.deepEqual(outcomes.sort(), [
    [1, 'issued'],
    [2, 'refused'],
  ]);
  const { report, findings } = await stage.issue();
  assert.deepEqual(brief(report.steps), [`refuse ${client}`]);
  assert.deepEqual(findings, [], 'the records still form one chain');
});

test('a serial longer than names of records can be is recorded once, and not again in every run', async () => {
  const stage = await stageWith(clientPath, clientRequest());
  stage.cluster.twist((template) => ({ ...template, serial: new Uint8Array(25).fill(7) }));
  assert.ok(brief((await stage.issue()).report.steps).includes(`record ${client}`));
  const { messages } = stage.results;
  const count = messages.length;
  assert.deepEqual(brief((await stage.issue()).report.steps), [`nothing ${client}`]);
  assert.equal(messages.length, count);
});

test('an object that cannot be read, and that an intent names, holds back no other request', async () => {
  const stage = await setStage();
  mergeBoth(stage);
  for (const phase of ['submit', 'approve'] as const) await stage.issue({ phase });
  const name = stage.cluster.objects().find(({ metadata }) => metadata.name?.startsWith('mira'))
    ?.metadata.name;
  stage.cluster.remove(name ?? '');
  const ports = withCluster(stage, (cluster) => ({
    get: async (wanted) => {
      if (wanted === name) throw new CountersignError('cluster-forbidden', 'the cluster refused to read it');
      return await cluster.get(wanted);
    },
  }));
  const { report, failed } = await issue(ports, settings);
  assert.equal(failed, true, 'what cannot be seen is a failure');
  assert.deepEqual(brief(report.steps), [`sign ${serving}`, `record ${serving}`, `wait ${client}`]);
});

test('a record of another repository, signed by the same key, does not hide that a certificate was replaced', async () => {
  const stage = await stageWith(clientPath, clientRequest());
  await stage.issue();
  const [record] = readRecords(stage.results);
  const { recorder } = stage.ports;
  assert.ok(record && recorder);
  const certificate = { ...record.certificate, serial: '4d7a' };
  const foreign = {
    ...record,
    certificate,
    request: { ...record.request, identity },
    repository: 'forge.example/acme/other',
    issuedAt: '2027-01-01T00:00:00Z',
    previous: digestOf(record),
  };
  const [current = ''] = paths(stage.results, /laptop\.crt$/);
  const theirs = Buffer.from(stage.servingCa.certificatePem);
  stage.results.push({
    [`${stem}/4d7a.json`]: await signEnvelope(canonicalBytes(foreign), recorder),
    [`${stem}/4d7a.crt`]: theirs,
    [current]: theirs,
  });
  assert.deepEqual(brief((await stage.issue()).report.steps), [`record ${client}`]);
  assert.notDeepEqual(stage.results.files().get(current), theirs);
});

test('who is named in the cluster as having approved is who counted, not the author or a bot', async () => {
  const stage = await setStage();
  const approvers = ['mira', 'tomas', 'helper[bot]'];
  stage.forge.merge({ [clientPath]: clientRequest() }, { author: 'mira', approvers });
  await stage.issue();
  const condition = stage.cluster.objects()[0]?.status?.conditions?.find(({ type }) => type === 'Approved');
  assert.match(condition?.message ?? '', /approved by tomas$/);
});
