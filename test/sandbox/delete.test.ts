import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { csrPath } from './caller.ts';
import { janes, onStage, submit } from './stage.ts';

describe('delete', () => {
  it('answers with a Status that names what is gone', () =>
    onStage(async (_cluster, caller) => {
      const object = await submit(caller, janes('web'));
      const { code, json } = await caller.call('admin', 'DELETE', `${csrPath}/web`);
      const details = {
        name: 'web',
        group: 'certificates.k8s.io',
        kind: 'certificatesigningrequests',
        uid: object.metadata.uid,
      };
      assert.equal(code, 200);
      assert.deepEqual(json, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details });
      const gone = await caller.call('admin', 'GET', `${csrPath}/web`);
      assert.deepEqual([gone.code, gone.json.reason, gone.json.details.name], [404, 'NotFound', 'web']);
      assert.equal((await caller.call('admin', 'DELETE', `${csrPath}/web`)).code, 404);
    }));

  it('holds preconditions, and does nothing on a dry run', () =>
    onStage(async (_cluster, caller) => {
      const { metadata } = await submit(caller, janes('web'));
      const attempt = (body: object) => caller.call('admin', 'DELETE', `${csrPath}/web`, { body });
      assert.equal((await attempt({ preconditions: { uid: 'other' } })).json.reason, 'Conflict');
      assert.equal((await attempt({ preconditions: { resourceVersion: '1' } })).code, 409);
      assert.equal((await attempt({ dryRun: ['All'] })).code, 200);
      assert.equal((await caller.call('admin', 'GET', `${csrPath}/web`)).code, 200);
      assert.equal((await attempt({ preconditions: { uid: metadata.uid } })).code, 200);
      assert.equal((await caller.call('admin', 'GET', `${csrPath}/web`)).code, 404);
    }));

  it('waits for the last finalizer', () =>
    onStage(async (_cluster, caller) => {
      await submit(caller, janes('web', {}, { finalizers: ['example.com/hold'] }));
      const { json } = await caller.call('admin', 'DELETE', `${csrPath}/web`);
      assert.match(json.metadata.deletionTimestamp, /Z$/);
      const freed = { ...json, metadata: { ...json.metadata, finalizers: [] } };
      assert.equal((await caller.call('admin', 'PUT', `${csrPath}/web`, { body: freed })).code, 200);
      assert.equal((await caller.call('admin', 'GET', `${csrPath}/web`)).code, 404);
    }));

  it('deletes all that a selector chooses', () =>
    onStage(async (_cluster, caller) => {
      await submit(caller, janes('a', { signerName: 'example.com/x' }));
      await submit(caller, janes('b'));
      const query = `?fieldSelector=${encodeURIComponent('spec.signerName=example.com/x')}`;
      const { json } = await caller.call('admin', 'DELETE', csrPath + query);
      assert.deepEqual(
        json.items.map((item: { metadata: { name: string } }) => item.metadata.name),
        ['a'],
      );
      const left = await caller.call('admin', 'GET', csrPath);
      assert.deepEqual(
        left.json.items.map((item: { metadata: { name: string } }) => item.metadata.name),
        ['b'],
      );
    }));
});
