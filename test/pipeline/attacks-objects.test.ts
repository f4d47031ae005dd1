/** Attacks of threats.md that issuing answers; each test is named after one. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hasCondition } from '../../src/kubernetes/object.ts';
import { issue } from '../../src/pipeline/issue.ts';
import { objectNamesOf } from '../../src/request/identity.ts';
import { lastOf, stageWith, withCluster } from '../support/attack.ts';
import { paths, readRecords } from '../support/results-reading.ts';
import { brief, clientPath, clientRequest, servingPath, servingRequest, settings } from '../support/stage.ts';

const serving = 'prod/payments/web-api';
const client = 'prod/_users/mira/laptop';

describe('objects planted and altered (threats 6, 10, 17; KubeUser#114)', () => {
  test('an object planted under our name is reported, never approved, and the request issued under the next name', async () => {
    const stage = await stageWith(servingPath, servingRequest());
    const [step] = await stage.plan();
    const [first, second] = objectNamesOf(servingPath, step?.identity ?? '');
    // A spy submits and takes the object out, to see what ours would be; the planter then sends the very same.
    await stage.issue({ phase: 'submit' });
    const ours = stage.cluster.objects()[0];
    assert.ok(ours);
    stage.cluster.remove(first ?? '');
    await stage.cluster.as('mallory').create(ours);

    const { report } = await stage.issue();
    const submitted = report.steps.find(({ action }) => action === 'submit');
    assert.match(
      submitted?.reason ?? '',
      new RegExp(`as ${second}; ${first} is not ours .*created by "mallory"`),
    );
    assert.ok(brief(report.steps).includes(`record ${serving}`));
    const planted = stage.cluster.objects().find(({ metadata }) => metadata.name === first);
    assert.ok(planted && !hasCondition(planted, 'Approved'), 'equal, and still not ours');
    assert.equal(readRecords(stage.results)[0]?.cluster.object, second);
  });

  test('names taken one and all are refused, and nothing is approved', async () => {
    const stage = await stageWith(servingPath, servingRequest());
    const [step] = await stage.plan();
    await stage.issue({ phase: 'submit' });
    const [ours] = stage.cluster.objects();
    assert.ok(ours);
    stage.cluster.remove(ours.metadata.name ?? '');
    for (const name of objectNamesOf(servingPath, step?.identity ?? ''))
      await stage.cluster.as('mallory').create({ ...ours, metadata: { ...ours.metadata, name } });
    const { report } = await stage.issue();
    assert.deepEqual(brief(report.steps), [`refuse ${serving}`]);
    assert.equal(stage.cluster.minted.length, 0);
  });

  test('an object altered after we created it is passed over like a foreign one', async () => {
    const stage = await stageWith(servingPath, servingRequest());
    await stage.issue({ phase: 'submit' });
    const [object] = stage.cluster.objects();
    stage.cluster.edit(object?.metadata.name ?? '', {
      annotations: { ...object?.metadata.annotations, 'experimental.cert-manager.io/request-is-ca': 'true' },
    });
    const { report } = await stage.issue();
    assert.match(report.steps[0]?.reason ?? '', /metadata\.annotations is not ours/);
    const altered = stage.cluster.objects().find(({ metadata }) => metadata.name === object?.metadata.name);
    assert.ok(altered && !hasCondition(altered, 'Approved'));
    assert.equal(stage.cluster.minted.length, 1);
  });

  test('what a mutating webhook adds to our object stops the request', async () => {
    const stage = await stageWith(servingPath, servingRequest());
    stage.cluster.mutate((object) => ({
      ...object,
      metadata: { ...object.metadata, labels: { ...object.metadata.labels, 'auto-approve': 'true' } },
    }));
    const { report } = await stage.issue({ phase: 'submit' });
    assert.equal(report.steps[0]?.action, 'refuse');
    assert.match(report.steps[0]?.reason ?? '', /metadata\.labels is not ours/);
  });

  test('metadata beyond ours in the file never reaches the cluster', async () => {
    const text = servingRequest().replace(
      '  annotations:\n',
      '  labels: { auto-approve: "true" }\n  annotations:\n',
    );
    const stage = await stageWith(servingPath, text);
    const { report } = await stage.issue();
    assert.deepEqual(brief(report.steps), [`refuse ${serving}`]);
    assert.deepEqual(stage.cluster.objects(), []);
  });

  test('the submitter is somebody else than policy says: our own credential is refused before it writes', async () => {
    const stage = await stageWith(servingPath, servingRequest());
    const ports = { ...stage.ports, cluster: async () => stage.cluster.as('somebody') };
    const { report, failed } = await issue(ports, settings);
    assert.equal(failed, true);
    assert.deepEqual(brief(report.steps), [`wait ${serving}`]);
    assert.match(lastOf(report.steps), /takes this credential for "somebody"/);
    assert.deepEqual(stage.cluster.objects(), []);
  });

  test('an object planted between read and approve is refused by uid and resourceVersion', async () => {
    const stage = await stageWith(servingPath, servingRequest());
    await stage.issue({ phase: 'submit' });
    let isPlanted = false;
    const ports = withCluster(stage, (cluster) => ({
      approve: async (judged, condition) => {
        if (!isPlanted) {
          isPlanted = true;
          stage.cluster.remove(judged.metadata.name ?? '');
          await stage.cluster.as('mallory').create(judged);
        }
        return await cluster.approve(judged, condition);
      },
    }));
    const { report } = await issue(ports, settings);
    assert.ok(isPlanted);
    assert.equal(stage.cluster.minted.length, 0);
    assert.ok(!stage.cluster.objects().some((object) => hasCondition(object, 'Approved')));
    assert.ok(!brief(report.steps).includes(`record ${serving}`));
    assert.deepEqual(
      brief((await stage.issue()).report.steps),
      [`lost ${serving}`],
      'the intent stands, the object is gone',
    );
  });

  test('an object approved by somebody else is never collected as issued', async () => {
    const stage = await stageWith(clientPath, clientRequest());
    await stage.issue({ phase: 'submit' });
    const [object] = stage.cluster.objects();
    assert.ok(object);
    const condition = {
      type: 'Approved',
      status: 'True',
      reason: 'CountersignMerged',
      message: 'pull request #1',
    };
    await stage.cluster.as('mallory').approve(object, condition);
    const { report } = await stage.issue();
    assert.deepEqual(brief(report.steps), [`refuse ${client}`]);
    const [record] = readRecords(stage.results);
    assert.equal(record?.outcome, 'refused');
    assert.deepEqual(
      record?.problems.map(({ code }) => code),
      ['certificate.no-intent'],
    );
    assert.deepEqual(paths(stage.results, /\.crt$/), [], 'told of, never given out');
    assert.match(lastOf((await stage.issue()).report.steps), /was issued and refused/);
  });
});
