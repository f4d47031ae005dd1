import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Caller, csrPath } from './caller.ts';
import { approve, approved, clientSigner, janes, onStage, submit, withConditions } from './stage.ts';

const denied = { type: 'Denied', status: 'True' };
const ours = 'example.com/ours';
const notACertificate = Buffer.from('no PEM').toString('base64');

function put(caller: Caller, user: string, place: string, body: unknown) {
  return caller.call(user, 'PUT', `${csrPath}/${place}`, { body });
}

describe('update of /approval', () => {
  it('takes conditions, fills in their times, and nothing else', () =>
    onStage(async (_cluster, caller) => {
      const object = await submit(caller, janes('web', { signerName: ours }));
      const body = {
        ...object,
        spec: { ...object.spec, signerName: clientSigner, username: 'root' },
        status: { conditions: [approved], certificate: object.spec.request },
      };
      const { code, json } = await put(caller, 'approver', 'web/approval', body);
      assert.equal(code, 200);
      assert.deepEqual(json.spec, object.spec);
      assert.equal(json.status.certificate, undefined);
      const [condition] = json.status.conditions;
      assert.deepEqual({ ...approved, ...condition }, condition);
      assert.match(condition.lastUpdateTime, /Z$/);
      assert.match(condition.lastTransitionTime, /Z$/);
    }));

  it('is final: neither taken back nor joined by its opposite', () =>
    onStage(async (_cluster, caller) => {
      const object = await approve(caller, await submit(caller, janes('web', { signerName: ours })));
      const back = await put(caller, 'approver', 'web/approval', withConditions(object));
      assert.equal(back.code, 422);
      assert.match(back.json.message, /updates may not remove a condition of type "Approved"/);
      const both = await put(caller, 'approver', 'web/approval', withConditions(object, approved, denied));
      assert.equal(both.code, 422);
      assert.match(both.json.message, /mutually exclusive/);
    }));
});

describe('update of /status', () => {
  it('cannot approve', () =>
    onStage(async (_cluster, caller) => {
      const object = await submit(caller, janes('web', { signerName: ours }));
      const { code, json } = await put(caller, 'signer', 'web/status', withConditions(object, approved));
      assert.equal(code, 422);
      assert.match(json.message, /updates may not add a condition of type "Approved"/);
    }));

  it('takes a certificate once, and only certificates', () =>
    onStage(async (cluster, caller) => {
      const issued = await submit(caller, janes('issued'));
      await approve(caller, issued);
      await cluster.idle();
      const { certificate } = (await caller.call('signer', 'GET', `${csrPath}/issued`)).json.status;
      const object = await approve(caller, await submit(caller, janes('web', { signerName: ours })));
      const bad = { ...object, status: { ...object.status, certificate: notACertificate } };
      const refused = await put(caller, 'signer', 'web/status', bad);
      assert.equal(refused.code, 422);
      assert.match(refused.json.message, /must contain at least one CERTIFICATE PEM block/);
      const good = { ...object, status: { ...object.status, certificate } };
      const stored = await put(caller, 'signer', 'web/status', good);
      assert.equal(stored.json.status.certificate, certificate);
      const twice =
        Buffer.from(certificate, 'base64').toString() + Buffer.from(certificate, 'base64').toString();
      const changed = {
        ...stored.json,
        status: { ...stored.json.status, certificate: Buffer.from(twice).toString('base64') },
      };
      const again = await put(caller, 'signer', 'web/status', changed);
      assert.equal(again.code, 422);
      assert.match(again.json.message, /updates may not modify existing certificate content/);
    }));
});

describe('update of the object itself', () => {
  it('changes metadata only', () =>
    onStage(async (_cluster, caller) => {
      const object = await submit(caller, janes('web'));
      const body = {
        ...withConditions(object, approved),
        metadata: { ...object.metadata, labels: { team: 'a' } },
        spec: { ...object.spec, expirationSeconds: 7200 },
      };
      const { code, json } = await put(caller, 'admin', 'web', body);
      assert.equal(code, 200);
      assert.deepEqual([json.metadata.labels, json.spec, json.status], [{ team: 'a' }, object.spec, {}]);
    }));

  it('makes no new version where nothing changes', () =>
    onStage(async (_cluster, caller) => {
      const object = await submit(caller, janes('web'));
      for (const place of ['web', 'web/approval', 'web/status']) {
        const { json } = await put(caller, 'admin', place, object);
        assert.deepEqual(json, object, place);
      }
    }));

  it('needs the name of the URL, and an object that is there', () =>
    onStage(async (_cluster, caller) => {
      const object = await submit(caller, janes('web'));
      assert.equal((await put(caller, 'admin', 'other', object)).code, 400);
      assert.equal((await put(caller, 'admin', 'other', { ...object, metadata: {} })).code, 400);
      const missing = await put(caller, 'admin', 'other', janes('other'));
      assert.deepEqual([missing.code, missing.json.reason], [404, 'NotFound']);
    }));
});

describe('optimistic concurrency', () => {
  it('lets exactly one of two racing updates through', () =>
    onStage(async (_cluster, caller) => {
      const object = await submit(caller, janes('web', { signerName: ours }));
      const answers = await Promise.all([
        put(caller, 'approver', 'web/approval', withConditions(object, approved)),
        put(caller, 'approver', 'web/approval', withConditions(object, denied)),
      ]);
      assert.deepEqual(answers.map(({ code }) => code).sort(), [200, 409]);
      const loser = answers.find(({ code }) => code === 409);
      assert.equal(loser?.json.reason, 'Conflict');
      assert.match(loser?.json.message, /the object has been modified; please apply your changes/);
    }));

  it('lets neither of two writers lose a label when both retry on conflict', () =>
    onStage(async (_cluster, caller) => {
      await submit(caller, janes('web'));
      const label = async (key: string): Promise<void> => {
        for (;;) {
          const { json } = await caller.call('admin', 'GET', `${csrPath}/web`);
          const labels = { ...json.metadata.labels, [key]: '1' };
          const body = { ...json, metadata: { ...json.metadata, labels } };
          if ((await put(caller, 'admin', 'web', body)).code === 200) return;
        }
      };
      const keys = Array.from({ length: 8 }, (_, index) => `k${index}`);
      await Promise.all(keys.map(label));
      const { json } = await caller.call('admin', 'GET', `${csrPath}/web`);
      assert.deepEqual(Object.keys(json.metadata.labels).sort(), keys);
    }));

  it('refuses the uid of an object that was deleted and planted anew (KubeUser#114)', () =>
    onStage(async (_cluster, caller) => {
      const judged = await submit(caller, janes('web'));
      await caller.call('admin', 'DELETE', `${csrPath}/web`);
      const planted = await caller.call('planter', 'POST', csrPath, { body: janes('web') });
      assert.equal(planted.code, 201);
      const { resourceVersion: _stale, ...metadata } = judged.metadata;
      const body = { ...withConditions(judged, approved), metadata };
      const { code, json } = await put(caller, 'approver', 'web/approval', body);
      assert.deepEqual([code, json.reason], [409, 'Conflict']);
      assert.match(json.message, /Precondition failed: UID in precondition/);
    }));

  it('overwrites where no resourceVersion is sent', () =>
    onStage(async (_cluster, caller) => {
      await submit(caller, janes('web', { signerName: ours }));
      const body = withConditions(janes('web', { signerName: ours }), approved);
      assert.equal((await put(caller, 'approver', 'web/approval', body)).code, 200);
    }));

  it('tries an update without doing it on a dry run', () =>
    onStage(async (_cluster, caller) => {
      const object = await submit(caller, janes('web'));
      const { code, json } = await put(
        caller,
        'approver',
        'web/approval?dryRun=All',
        withConditions(object, approved),
      );
      assert.deepEqual([code, json.status.conditions.length], [200, 1]);
      assert.deepEqual((await caller.call('admin', 'GET', `${csrPath}/web`)).json, object);
    }));
});

describe('patch', () => {
  const merge = { 'content-type': 'application/merge-patch+json' };
  const operations = { 'content-type': 'application/json-patch+json' };

  it('merges, or applies operations', () =>
    onStage(async (_cluster, caller) => {
      await submit(caller, janes('web', { signerName: ours }));
      const place = `${csrPath}/web`;
      const labelled = await caller.call('admin', 'PATCH', place, {
        headers: merge,
        body: { metadata: { labels: { a: '1', b: '2' } }, spec: { username: 'root' } },
      });
      assert.deepEqual([labelled.code, labelled.json.metadata.labels], [200, { a: '1', b: '2' }]);
      assert.equal(labelled.json.spec.username, 'submitter');
      const { json } = await caller.call('admin', 'PATCH', `${place}/approval`, {
        headers: operations,
        body: [
          { op: 'test', path: '/metadata/labels/a', value: '1' },
          { op: 'remove', path: '/metadata/labels/b' },
          { op: 'add', path: '/status/conditions', value: [] },
          { op: 'add', path: '/status/conditions/-', value: approved },
        ],
      });
      assert.deepEqual(json.metadata.labels, { a: '1' });
      assert.equal(json.status.conditions[0].type, 'Approved');
    }));

  it('refuses a merge patch sent as operations, as client-node sends it', () =>
    onStage(async (_cluster, caller) => {
      await submit(caller, janes('web'));
      const body = { metadata: { labels: { a: '1' } } };
      const { code, json } = await caller.call('admin', 'PATCH', `${csrPath}/web`, {
        headers: operations,
        body,
      });
      assert.deepEqual([code, json.reason], [400, 'BadRequest']);
    }));

  for (const [title, body, code] of [
    ['a test that fails', [{ op: 'test', path: '/metadata/name', value: 'other' }], 422],
    ['a place that is not there', [{ op: 'replace', path: '/metadata/labels/x', value: '1' }], 422],
    ['an unknown operation', [{ op: 'burn', path: '/spec' }], 422],
    ['a changed name', [{ op: 'replace', path: '/metadata/name', value: 'other' }], 400],
    ['a changed uid', [{ op: 'replace', path: '/metadata/uid', value: 'other' }], 422],
    ['a stale resourceVersion', [{ op: 'replace', path: '/metadata/resourceVersion', value: '1' }], 409],
  ] as const) {
    it(`answers ${title} with ${code}`, () =>
      onStage(async (_cluster, caller) => {
        await submit(caller, janes('web'));
        const answer = await caller.call('admin', 'PATCH', `${csrPath}/web`, { headers: operations, body });
        assert.equal(answer.code, code, answer.text);
      }));
  }
});
