import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CallOptions, csrPath } from './caller.ts';
import { janes, janesRequest, onStage, submit } from './stage.ts';

const rubbish = Buffer.from('not a request').toString('base64');

describe('create', () => {
  it('stores what was asked for under the identity of the caller, and nothing else', () =>
    onStage(async (_cluster, caller) => {
      const body = {
        ...janes('web', { username: 'admin', uid: '1', groups: ['system:masters'], extra: { a: ['b'] } }),
        metadata: { name: 'web', namespace: 'prod', uid: 'mine', resourceVersion: '', labels: { a: 'b' } },
        status: { conditions: [{ type: 'Approved', status: 'True' }], certificate: janesRequest },
      };
      const { code, json } = await caller.call('submitter', 'POST', csrPath, { body });
      assert.equal(code, 201);
      assert.deepEqual(json.spec, {
        ...janes('web').spec,
        username: 'submitter',
        uid: 'uid-of-submitter',
        groups: ['system:authenticated'],
      });
      assert.deepEqual(json.status, {});
      assert.match(json.metadata.uid, /^[0-9a-f-]{36}$/);
      assert.match(json.metadata.resourceVersion, /^\d+$/);
      assert.match(json.metadata.creationTimestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      assert.deepEqual([json.metadata.namespace, json.metadata.labels], [undefined, { a: 'b' }]);
      assert.deepEqual((await caller.call('submitter', 'GET', `${csrPath}/web`)).json, json);
    }));

  it('makes a name from generateName', () =>
    onStage(async (_cluster, caller) => {
      const made = await submit(caller, janes('', {}, { generateName: 'web-' }));
      assert.match(made.metadata.name, /^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    }));

  it('leaves nothing behind on a dry run, and refuses what a real one refuses', () =>
    onStage(async (_cluster, caller) => {
      const path = `${csrPath}?dryRun=All`;
      const before = await caller.call('submitter', 'GET', csrPath);
      const dry = await caller.call('submitter', 'POST', path, { body: janes('web') });
      assert.equal(dry.code, 201);
      assert.equal(dry.json.spec.username, 'submitter');
      assert.equal(dry.json.metadata.resourceVersion, undefined);
      assert.deepEqual((await caller.call('submitter', 'GET', csrPath)).json, before.json);
      const bad = await caller.call('submitter', 'POST', path, { body: janes('web', { usages: [] }) });
      assert.equal(bad.code, 422);
      await submit(caller, janes('web'));
      assert.equal((await caller.call('submitter', 'POST', path, { body: janes('web') })).code, 409);
    }));

  it('answers a second create with 409 AlreadyExists', () =>
    onStage(async (_cluster, caller) => {
      await submit(caller, janes('web'));
      const { code, json } = await caller.call('submitter', 'POST', csrPath, { body: janes('web') });
      assert.equal(code, 409);
      assert.deepEqual(json, {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message: 'certificatesigningrequests.certificates.k8s.io "web" already exists',
        reason: 'AlreadyExists',
        details: { name: 'web', group: 'certificates.k8s.io', kind: 'certificatesigningrequests' },
        code: 409,
      });
    }));

  it('tells every invalid field at once, with reason, field and details', () =>
    onStage(async (_cluster, caller) => {
      const body = janes('web', { request: rubbish, signerName: 'web', usages: [], expirationSeconds: 1 });
      const { code, json } = await caller.call('submitter', 'POST', csrPath, { body });
      assert.equal(code, 422);
      assert.equal(json.reason, 'Invalid');
      assert.deepEqual(
        [json.details.name, json.details.group, json.details.kind],
        ['web', 'certificates.k8s.io', 'CertificateSigningRequest'],
      );
      assert.deepEqual(
        new Set(json.details.causes.map((cause: { field: string }) => cause.field)),
        new Set(['spec.request', 'spec.usages', 'spec.signerName', 'spec.expirationSeconds']),
      );
    }));

  it('drops an unknown field with a warning, refuses it when strict, and is silent when told to be', () =>
    onStage(async (_cluster, caller) => {
      const post = (name: string, mode: string) =>
        caller.call('submitter', 'POST', `${csrPath}?fieldValidation=${mode}`, {
          body: janes(name, { 'dur"at\nion': 1 }),
        });
      const [warned, strict, ignored] = [
        await post('a', 'Warn'),
        await post('b', 'Strict'),
        await post('c', 'Ignore'),
      ];
      assert.deepEqual([warned.code, strict.code, ignored.code], [201, 400, 201]);
      assert.match(String(warned.headers['warning']), /^299 - "unknown field /);
      assert.match(strict.json.message, /strict decoding error: unknown field /);
      assert.equal(ignored.headers['warning'], undefined);
    }));

  it('notices a key that stands twice', () =>
    onStage(async (_cluster, caller) => {
      const body = JSON.stringify(janes('web')).replace(
        '"spec":{',
        '"spec":{"signerName":"example.com/other",',
      );
      const strict = await caller.call('submitter', 'POST', `${csrPath}?fieldValidation=Strict`, { body });
      assert.equal(strict.code, 400);
      assert.match(strict.json.message, /strict decoding error: duplicate field "spec.signerName"/);
      const lenient = await caller.call('submitter', 'POST', csrPath, { body });
      assert.equal(lenient.json.spec.signerName, janes('web').spec.signerName);
      assert.match(String(lenient.headers['warning']), /duplicate field/);
    }));
});

describe('the order of checks on a create', () => {
  const large = Buffer.alloc(3 * 1024 * 1024 + 1, 0x20);
  const cases: readonly {
    title: string;
    user: string | null;
    query?: string;
    options: CallOptions;
    expected: readonly [number, string];
  }[] = [
    {
      title: '401 comes before all',
      user: null,
      options: { body: large, headers: { authorization: 'Bearer wrong' } },
      expected: [401, 'Unauthorized'],
    },
    {
      title: '403 by RBAC comes before the body',
      user: 'approver',
      options: { body: large },
      expected: [403, 'Forbidden'],
    },
    {
      title: '413 over 3 MiB comes before reading JSON',
      user: 'submitter',
      options: { body: large },
      expected: [413, 'RequestEntityTooLarge'],
    },
    {
      title: '400 for what is not JSON',
      user: 'submitter',
      options: { body: '{' },
      expected: [400, 'BadRequest'],
    },
    {
      title: '400 for an empty body',
      user: 'submitter',
      options: { body: '' },
      expected: [400, 'BadRequest'],
    },
    {
      title: '400 for raw PEM',
      user: 'submitter',
      options: { body: janes('web', { request: '-----BEGIN' }) },
      expected: [400, 'BadRequest'],
    },
    {
      title: '400 for a quoted number',
      user: 'submitter',
      options: { body: janes('web', { expirationSeconds: '3600' }) },
      expected: [400, 'BadRequest'],
    },
    {
      title: '415 for a form',
      user: 'submitter',
      options: { body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      expected: [415, 'UnsupportedMediaType'],
    },
    {
      title: '406 where nothing is wanted that there is',
      user: 'submitter',
      options: { body: janes('web'), headers: { accept: 'text/html' } },
      expected: [406, 'NotAcceptable'],
    },
    {
      title: '422 for an unknown dry run',
      user: 'submitter',
      query: '?dryRun=Some',
      options: { body: janes('web') },
      expected: [422, 'Invalid'],
    },
    {
      title: '422 for an unknown fieldValidation',
      user: 'submitter',
      query: '?fieldValidation=Hard',
      options: { body: janes('web') },
      expected: [422, 'Invalid'],
    },
  ];
  for (const { title, user, query = '', options, expected } of cases) {
    it(title, () =>
      onStage(async (_cluster, caller) => {
        const { code, json } = await caller.call(user, 'POST', `${csrPath}${query}`, options);
        assert.deepEqual([code, json.reason, json.code, json.kind], [...expected, code, 'Status']);
      }),
    );
  }
});
