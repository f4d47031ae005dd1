import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { csrPath } from './caller.ts';
import { janes, onStage, submit } from './stage.ts';

describe('discovery', () => {
  it('leads from /apis to the resource and its subresources', () =>
    onStage(async (_cluster, caller) => {
      const { json: apis } = await caller.call('submitter', 'GET', '/apis');
      const group = apis.groups.find((entry: { name: string }) => entry.name === 'certificates.k8s.io');
      const { json } = await caller.call('submitter', 'GET', `/apis/${group.preferredVersion.groupVersion}`);
      const names = json.resources.map((resource: { name: string }) => resource.name);
      assert.deepEqual(names, [
        'certificatesigningrequests',
        'certificatesigningrequests/approval',
        'certificatesigningrequests/status',
      ]);
      assert.ok(json.resources.every((resource: { namespaced: boolean }) => !resource.namespaced));
      const { json: core } = await caller.call('submitter', 'GET', '/api');
      assert.deepEqual([core.kind, core.versions], ['APIVersions', []], 'nothing of the core group');
    }));

  it('says ok where it lives', () =>
    onStage(async (_cluster, caller) => {
      for (const path of ['/healthz', '/livez', '/readyz', '/readyz/']) {
        const { code, text } = await caller.call('admin', 'GET', path);
        assert.deepEqual([code, text], path.endsWith('/') ? [404, text] : [200, 'ok'], path);
      }
    }));

  for (const [method, path, code] of [
    ['GET', '/apis/certificates.k8s.io/v1beta1/certificatesigningrequests', 404],
    ['GET', '/apis/certificates.k8s.io/v1/secrets', 404],
    ['GET', `${csrPath}/web/scale`, 404],
    ['PUT', `${csrPath}/web/status/more`, 404],
    ['DELETE', `${csrPath}/web/approval`, 405],
    ['POST', `${csrPath}/web`, 405],
    ['PUT', csrPath, 405],
    ['PATCH', csrPath, 405],
    ['GET', '/apis/authentication.k8s.io/v1/selfsubjectreviews', 405],
    ['GET', `${csrPath}/%ff`, 400],
  ] as const) {
    it(`answers ${method} ${path} with ${code}`, () =>
      onStage(async (_cluster, caller) => {
        await submit(caller, janes('web'));
        const answer = await caller.call(
          'admin',
          method,
          path,
          method === 'GET' ? {} : { body: janes('web') },
        );
        assert.deepEqual([answer.code, answer.json.code, answer.json.status], [code, code, 'Failure']);
      }));
  }

  it('has no object to answer with where nothing is served', () =>
    onStage(async (_cluster, caller) => {
      for (const path of ['/nowhere', '/apis/example.com/v1/things']) {
        const { code, text } = await caller.call('admin', 'GET', path);
        assert.deepEqual([code, text], [404, '404 page not found\n'], path);
      }
    }));

  it('serves the subresources for reading, and odd names in paths', () =>
    onStage(async (_cluster, caller) => {
      const object = await submit(caller, janes('A b:c_ü'));
      for (const place of ['', '/approval', '/status']) {
        const path = `${csrPath}/${encodeURIComponent('A b:c_ü')}${place}`;
        assert.deepEqual((await caller.call('admin', 'GET', path)).json, object);
      }
    }));
});
