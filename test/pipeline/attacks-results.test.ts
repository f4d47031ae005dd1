/** Attacks of threats.md that issuing answers; each test is named after one. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isCountersignError } from '../../src/errors.ts';
import { encodeIntent } from '../../src/pipeline/intent.ts';
import { issue } from '../../src/pipeline/issue.ts';
import type { IssuePorts } from '../../src/pipeline/ports.ts';
import { lastOf, stageWith } from '../support/attack.ts';
import { memoryResults } from '../support/results.ts';
import { paths } from '../support/results-reading.ts';
import {
  brief,
  clientPath,
  clientRequest,
  servingPath,
  servingRequest,
  setStage,
  settings,
  withGeneration,
} from '../support/stage.ts';

const serving = 'prod/payments/web-api';
const client = 'prod/_users/mira/laptop';

describe('the results branch (threats 4, 5, 20)', () => {
  test('record deleted: the approval is not used twice', async () => {
    const stage = await stageWith(clientPath, clientRequest());
    await stage.issue();
    stage.cluster.remove(stage.cluster.objects()[0]?.metadata.name ?? '');
    const mine = [...stage.results.files().keys()];
    for (const pattern of [/\.json$/, /[0-9a-f]\.json$/, /intent\.json$/, /./]) {
      const gone = Object.fromEntries(mine.filter((path) => pattern.test(path)).map((path) => [path, null]));
      stage.results.push(gone);
      const { report } = await stage.issue();
      assert.deepEqual(brief(report.steps), [`refuse ${client}`], `${pattern}`);
      assert.match(lastOf(report.steps), /record\.removed/);
    }
    assert.equal(stage.cluster.minted.length, 1);
  });

  test('results branch rewound: nothing is issued, for any request', async () => {
    const stage = await stageWith(clientPath, clientRequest());
    await stage.issue();
    stage.forge.merge({ [servingPath]: servingRequest() });
    await stage.plan();
    stage.results.rewind(1);
    stage.results.push({ 'certificates/README.md': Buffer.from('all is well') });
    stage.cluster.remove(stage.cluster.objects()[0]?.metadata.name ?? '');
    const { report } = await stage.issue();
    assert.deepEqual(brief(report.steps), [`refuse ${client}`, `refuse ${serving}`]);
    assert.match(lastOf(report.steps), /record\.branch-rewound/);
    assert.equal(stage.cluster.minted.length, 1);
  });

  test('results branch deleted: a clone that has seen it issues nothing', async () => {
    const stage = await stageWith(clientPath, clientRequest());
    await stage.issue();
    await stage.plan();
    stage.results.rewind(9);
    stage.cluster.remove(stage.cluster.objects()[0]?.metadata.name ?? '');
    const { report } = await stage.issue();
    assert.deepEqual(brief(report.steps), [`refuse ${client}`]);
    assert.match(lastOf(report.steps), /record\.branch-rewound/);
    assert.equal(stage.cluster.minted.length, 1);
  });

  test('results branch lost in another clone: an old approval mints nothing', async () => {
    const stage = await stageWith(clientPath, clientRequest());
    await stage.issue();
    stage.cluster.remove(stage.cluster.objects()[0]?.metadata.name ?? '');
    stage.clock.advance(73 * 3600);
    const { report } = await issue({ ...stage.ports, results: memoryResults() }, settings);
    assert.deepEqual(brief(report.steps), [`refuse ${client}`]);
    assert.match(lastOf(report.steps), /evidence\.expired/);
    assert.equal(stage.cluster.minted.length, 1);
  });

  test('a forged record neither suppresses nor permits: it stops its request and is reported', async () => {
    const stage = await stageWith(clientPath, clientRequest());
    const stem = 'certificates/prod/_users/mira/laptop';
    const other = await stageWith(clientPath, clientRequest());
    await other.issue();
    const [path] = paths(other.results, /[0-9a-f]\.json$/);
    stage.results.push({ [path ?? '']: other.results.files().get(path ?? '') ?? null });
    const { report } = await stage.issue();
    assert.deepEqual(brief(report.steps), [`refuse ${client}`]);
    assert.match(lastOf(report.steps), /record\.unverified/);
    assert.ok(path?.startsWith(stem));
    assert.equal(stage.cluster.minted.length, 0);
  });

  test('a true record copied to another request, or beside another certificate, stops that request', async () => {
    const stage = await stageWith(clientPath, clientRequest());
    await stage.issue();
    const [path] = paths(stage.results, /[0-9a-f]\.json$/);
    const record = stage.results.files().get(path ?? '') ?? null;
    stage.forge.merge({ [servingPath]: servingRequest() });
    const serial = path?.split('/').at(-1) ?? '';
    stage.results.push({ [`certificates/prod/payments/web-api/${serial}`]: record });
    stage.results.push({
      [(path ?? '').replace('.json', '.crt')]: Buffer.from(stage.clientCa.certificatePem),
    });
    const { report } = await stage.issue();
    assert.deepEqual(brief(report.steps), [`refuse ${client}`, `refuse ${serving}`]);
    for (const { reason } of report.steps) assert.match(reason ?? '', /record\.mismatch/);
  });

  test('an intent without its object and without a record is lost: loud, never repeated, ended by a generation', async () => {
    const text = clientRequest();
    const stage = await stageWith(clientPath, text);
    stage.cluster.slow = true;
    await stage.issue({ phase: 'submit' });
    await stage.issue({ phase: 'approve' });
    stage.cluster.remove(stage.cluster.objects()[0]?.metadata.name ?? '');
    for (const _run of [1, 2])
      assert.deepEqual(brief((await stage.issue()).report.steps), [`lost ${client}`]);
    assert.equal(stage.cluster.objects().length, 0);
    stage.forge.merge({ [clientPath]: withGeneration(text, 2) });
    assert.ok(brief((await stage.issue()).report.steps).includes(`record ${client}`));
    assert.equal(stage.cluster.minted.length, 1);
  });

  test('object collected by the cleaner between sign and record: nothing is minted again', async () => {
    const stage = await stageWith(clientPath, clientRequest());
    await stage.issue({ phase: 'submit' });
    await stage.issue({ phase: 'approve' });
    assert.equal(stage.cluster.minted.length, 1);
    stage.cluster.remove(stage.cluster.objects()[0]?.metadata.name ?? '');
    assert.deepEqual(brief((await stage.issue()).report.steps), [`lost ${client}`]);
    assert.equal(stage.cluster.minted.length, 1);
  });

  test('a results branch that cannot be written stops the run before the cluster is touched', async () => {
    const stage = await stageWith(clientPath, clientRequest());
    stage.results.lock();
    let touched = 0;
    const ports: IssuePorts = {
      ...stage.ports,
      cluster: (order) => {
        touched += 1;
        return stage.ports.cluster(order);
      },
    };
    await assert.rejects(issue(ports, settings), (error) => isCountersignError(error, 'git-failed'));
    assert.equal(touched, 0);
  });

  test('a planted intent of a request that is not there does no harm', async () => {
    const stage = await stageWith(clientPath, clientRequest());
    const identity = 'ab'.repeat(32);
    const intent = {
      version: 1,
      path: servingPath,
      blob: 'cd'.repeat(20),
      mode: '100644',
      identity,
      cluster: 'prod',
      object: { name: 'x', uid: 'y' },
      evidenceSha256: '',
      approver: 'mallory',
      startedAt: '2026-11-22T00:00:00Z',
      run: null,
    } as const;
    stage.results.push({
      [`certificates/prod/payments/web-api/${identity}.intent.json`]: encodeIntent(intent),
    });
    const { report } = await stage.issue();
    assert.ok(brief(report.steps).includes(`record ${client}`));
  });

  test("the recorder's key must be one that policy trusts", async () => {
    const stage = await stageWith(clientPath, clientRequest());
    const strange = (await setStage()).ports.recorder;
    await assert.rejects(issue({ ...stage.ports, recorder: strange }, settings), (error) =>
      isCountersignError(error, 'key-unusable'),
    );
    await assert.rejects(issue({ ...stage.ports, recorder: null }, settings), (error) =>
      isCountersignError(error, 'key-missing'),
    );
    assert.equal(stage.cluster.objects().length, 0);
  });
});
