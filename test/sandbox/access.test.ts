import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createKey, encodePrivateKey } from '../../src/pki/keys.ts';
import type { SandboxUser } from '../../src/sandbox/users.ts';
import { approverRules, createDefaultUsers, createUser, signerRules } from '../../src/sandbox/users.ts';
import { type Caller, createCaller, csrPath } from './caller.ts';
import { approve, approved, janes, onStage, requestFor, submit, withConditions } from './stage.ts';

const one = `${csrPath}/web`;
const reviews = '/apis/authentication.k8s.io/v1/selfsubjectreviews';

/** Every call there is on requests, by what it does. */
const calls = {
  create: ['POST', csrPath],
  get: ['GET', one],
  list: ['GET', csrPath],
  approve: ['PUT', `${one}/approval`],
  sign: ['PUT', `${one}/status`],
  'patch approval': ['PATCH', `${one}/approval`],
  'patch status': ['PATCH', `${one}/status`],
  update: ['PUT', one],
  patch: ['PATCH', one],
  delete: ['DELETE', one],
  'delete all': ['DELETE', csrPath],
} as const;

/** Makes every call as the user; resolves to those that were done. The others must be refused by RBAC. */
async function tryAll(caller: Caller, user: string, object: object): Promise<readonly string[]> {
  const done: string[] = [];
  for (const [title, [method, path]] of Object.entries(calls)) {
    const body = title === 'create' ? janes('other') : object;
    const { code, json } = await caller.call(user, method, path, { body });
    if (code < 300) done.push(title);
    else assert.match(json.message, new RegExp(`is forbidden: User "${user}" cannot `), title);
  }
  return done;
}

describe('the three powers', () => {
  for (const [user, powers] of [
    ['submitter', ['create', 'get', 'list']],
    ['approver', ['get', 'list', 'approve']],
    ['signer', ['get', 'list', 'sign']],
    ['planter', ['create', 'get', 'list']],
  ] as const) {
    it(`gives ${user} ${powers.join(', ')} and refuses all else`, () =>
      onStage(async (_cluster, caller) => {
        const object = await submit(caller, janes('web', { signerName: 'example.com/ours' }));
        assert.deepEqual(await tryAll(caller, user, object), powers);
      }));
  }

  it('lets planter create, but not watch', () =>
    onStage(async (_cluster, caller) => {
      const { code, json } = await caller.call('planter', 'GET', `${csrPath}?watch=true`);
      assert.equal(code, 403);
      assert.equal(
        json.message,
        'certificatesigningrequests.certificates.k8s.io is forbidden: User "planter" cannot watch resource ' +
          '"certificatesigningrequests" in API group "certificates.k8s.io" at the cluster scope',
      );
    }));
});

describe('the rights to approve and to sign for a signer', () => {
  const users = (): readonly SandboxUser[] => [
    ...createDefaultUsers(),
    createUser('approves-ours', approverRules(['example.com/ours'])),
    createUser('approves-any-of-ours', approverRules(['example.com/*'])),
    createUser('approves-others', approverRules(['example.org/*', 'example.com/other'])),
    createUser('signs-ours', signerRules(['example.com/ours'])),
    createUser('signs-any-of-ours', signerRules(['example.com/*'])),
    createUser('signs-others', signerRules(['example.org/*', 'example.com/our'])),
    createUser('updates-only', approverRules().slice(0, 2)),
  ];
  const cases: readonly (readonly [string, number])[] = [
    ['approves-ours', 200],
    ['approves-any-of-ours', 200],
    ['approves-others', 403],
    ['updates-only', 403],
  ];
  for (const [user, expected] of cases) {
    for (const type of ['Approved', 'Denied']) {
      it(`answers ${user} who sets ${type} with ${expected}`, () =>
        onStage(
          async (_cluster, caller) => {
            const object = await submit(caller, janes('web', { signerName: 'example.com/ours' }));
            const body = withConditions(object, { ...approved, type });
            const { code, json } = await caller.call(user, 'PUT', `${one}/approval`, { body });
            assert.equal(code, expected);
            if (code !== 403) return;
            assert.equal(
              json.message,
              'certificatesigningrequests.certificates.k8s.io "web" is forbidden: user not permitted to approve ' +
                'requests with signerName "example.com/ours"',
            );
          },
          { users: users() },
        ));
    }
  }

  it('looks at the stored signer name, not at the one sent', () =>
    onStage(
      async (_cluster, caller) => {
        const object = await submit(caller, janes('web'));
        const lie = { ...object, spec: { ...object.spec, signerName: 'example.com/ours' } };
        const body = withConditions(lie, approved);
        assert.equal((await caller.call('approves-ours', 'PUT', `${one}/approval`, { body })).code, 403);
      },
      { users: users() },
    ));

  for (const [user, expected] of [
    ['signs-ours', 200],
    ['signs-any-of-ours', 200],
    ['signs-others', 403],
  ] as const) {
    it(`answers ${user} who sets Failed with ${expected}`, () =>
      onStage(
        async (_cluster, caller) => {
          const object = await approve(
            caller,
            await submit(caller, janes('web', { signerName: 'example.com/ours' })),
          );
          const failed = { type: 'Failed', status: 'True', reason: 'Policy' };
          const body = withConditions(object, ...object.status.conditions, failed);
          const { code, json } = await caller.call(user, 'PUT', `${one}/status`, { body });
          assert.equal(code, expected);
          if (code === 403) assert.match(json.message, /user not permitted to sign requests with signerName/);
        },
        { users: users() },
      ));
  }
});

describe('rules with names', () => {
  const rules = [
    {
      apiGroups: ['certificates.k8s.io'],
      resources: ['certificatesigningrequests'],
      verbs: ['get', 'list', 'watch', 'create'],
      resourceNames: ['web'],
    },
  ];

  it('reach a list or watch of that one name, and never a create', () =>
    onStage(
      async (_cluster, caller) => {
        await submit(caller, janes('web'));
        await submit(caller, janes('db'));
        const selected = `${csrPath}?fieldSelector=${encodeURIComponent('metadata.name=web')}`;
        const codes = [];
        for (const path of [one, `${csrPath}/db`, csrPath, selected]) {
          codes.push((await caller.call('reader', 'GET', path)).code);
        }
        for (const path of [csrPath, selected]) {
          codes.push((await caller.call('reader', 'POST', path, { body: janes('web') })).code);
        }
        assert.deepEqual(codes, [200, 403, 403, 200, 403, 403]);
      },
      { users: [...createDefaultUsers(), createUser('reader', rules)] },
    ));
});

describe('credentials', () => {
  it('are needed for all but health and version', () =>
    onStage(async (_cluster, caller) => {
      for (const path of ['/readyz', '/livez', '/healthz', '/version']) {
        assert.equal((await caller.call(null, 'GET', path)).code, 200, path);
      }
      for (const path of [csrPath, one, '/apis', '/api', '/nowhere']) {
        const { code, json } = await caller.call(null, 'GET', path);
        assert.deepEqual([code, json.reason], [403, 'Forbidden'], path);
        assert.match(json.message, /User "system:anonymous" cannot get|list/, path);
      }
      assert.equal((await caller.call(null, 'POST', reviews, { body: {} })).code, 403);
    }));

  it('are refused when the token is wrong, cut short or of another scheme', () =>
    onStage(async (cluster, caller) => {
      const token = cluster.users[0]?.token ?? '';
      for (const [authorization, code] of [
        ['Bearer nonsense', 401],
        [`Bearer ${token.slice(0, -1)}`, 401],
        [`Bearer x${token}`, 401],
        // What is no bearer token is not looked at: it is nobody's.
        [`Basic ${token}`, 403],
        ['Bearer ', 403],
        [token, 403],
      ] as const) {
        const answer = await caller.call(null, 'GET', csrPath, { headers: { authorization } });
        assert.equal(answer.code, code, authorization);
      }
    }));

  it('make nobody somebody else by impersonation', () =>
    onStage(async (_cluster, caller) => {
      const headers = { 'impersonate-user': 'submitter' };
      const { code, json } = await caller.call('admin', 'GET', csrPath, { headers });
      assert.equal(code, 403);
      assert.match(json.message, /cannot impersonate/);
    }));

  it('may be a certificate of the built-in signer', () =>
    onStage(async (cluster, caller) => {
      const key = createKey('ECDSA-P256');
      const request = requestFor(key, { commonName: 'jane', organizations: ['dev-team', 'ops'] });
      const made = await submit(caller, janes('jane', { request }));
      await approve(caller, made);
      await cluster.idle();
      const { json } = await caller.call('submitter', 'GET', `${csrPath}/jane`);
      const cert = Buffer.from(json.status.certificate, 'base64').toString();
      const jane = createCaller(cluster, { cert, key: encodePrivateKey(key) });
      const { json: review } = await jane.call(null, 'POST', reviews, { body: {} });
      const { username, groups, extra } = review.status.userInfo;
      assert.deepEqual([username, [...groups].sort()], ['jane', ['dev-team', 'ops', 'system:authenticated']]);
      assert.match(extra['authentication.kubernetes.io/credential-id'][0], /^X509SHA256=[0-9a-f]{64}$/);
      assert.equal((await jane.call(null, 'GET', csrPath)).code, 403);
      jane.close();
    }));

  it('are refused when the certificate is of another CA', () =>
    onStage(async (cluster) =>
      onStage(async (other, otherCaller) => {
        const key = createKey('ECDSA-P256');
        const request = requestFor(key, { commonName: 'admin' });
        await approve(otherCaller, await submit(otherCaller, janes('x', { request })));
        await other.idle();
        const { json } = await otherCaller.call('submitter', 'GET', `${csrPath}/x`);
        const cert = Buffer.from(json.status.certificate, 'base64').toString();
        const stranger = createCaller(cluster, { cert, key: encodePrivateKey(key) });
        assert.equal((await stranger.call(null, 'GET', '/version')).code, 401);
        stranger.close();
      }),
    ));
});
