/** Who may do what: each power refused the calls of the others, and credentials. */
import { csrPath } from '../client.ts';
import {
  approve,
  approved,
  denied,
  encode,
  failed,
  janes,
  materialOf,
  must,
  pathOf,
  submit,
  withConditions,
} from '../objects.ts';
import type { Scenario, Stage } from '../scenario.ts';

const calls: Readonly<Record<string, readonly [string, string]>> = {
  create: ['POST', csrPath],
  get: ['GET', pathOf('a')],
  list: ['GET', `${csrPath}?labelSelector=nothing`],
  'list one name': ['GET', `${csrPath}?fieldSelector=metadata.name%3Da`],
  'get approval': ['GET', pathOf('a', 'approval')],
  'get status': ['GET', pathOf('a', 'status')],
  approve: ['PUT', pathOf('a', 'approval')],
  sign: ['PUT', pathOf('a', 'status')],
  'patch approval': ['PATCH', pathOf('a', 'approval')],
  'patch status': ['PATCH', pathOf('a', 'status')],
  update: ['PUT', pathOf('a')],
  patch: ['PATCH', pathOf('a')],
  delete: ['DELETE', pathOf('a')],
  'delete all': ['DELETE', csrPath],
  'delete some': ['DELETE', `${csrPath}?labelSelector=x`],
  nodes: ['GET', '/api/v1/nodes'],
  'secrets of a namespace': ['GET', '/api/v1/namespaces/default/secrets/x'],
  metrics: ['GET', '/metrics'],
};

const reviews = '/apis/authentication.k8s.io/v1/selfsubjectreviews';

/** Rights of the users that this file adds to the default ones (see `users.ts`). */
const signerCases: readonly (readonly [string, string])[] = [
  ['approves-ours', 'example.com/ours'],
  ['approves-ours', 'example.com/ours2'],
  ['approves-any-of-ours', 'example.com/ours'],
  ['approves-any-of-ours', 'sub.example.com/ours'],
  ['approves-others', 'example.com/ours'],
  ['updates-only', 'example.com/ours'],
  ['signs-ours', 'example.com/ours'],
  ['signs-any-of-ours', 'example.com/ours'],
  ['signs-others', 'example.com/ours'],
];

export const accessScenarios: readonly Scenario[] = [
  ...['submitter', 'approver', 'signer', 'planter', null].map(
    (user): Scenario => ({
      title: `access: what ${user ?? 'nobody'} may`,
      async play(stage) {
        const stored = await submit(stage, janes('a'));
        for (const [title, [method, path]] of Object.entries(calls)) {
          const bodies: Readonly<Record<string, object>> = { POST: janes('b'), PUT: stored, PATCH: stored };
          const body = bodies[method];
          await stage.see(title, user, method, path, body === undefined ? {} : { body });
        }
      },
    }),
  ),
  {
    title: 'access: watch',
    async play(stage) {
      for (const user of ['planter', null]) {
        await stage.see(`as ${user ?? 'nobody'}`, user, 'GET', `${csrPath}?watch=true&timeoutSeconds=1`);
      }
    },
  },
  ...signerCases.map(
    ([user, signerName]): Scenario => ({
      title: `access: ${user} on ${signerName}`,
      async play(stage) {
        const stored = await approve(stage, await submit(stage, janes('a', { signerName })));
        await signerCalls(stage, user, stored);
      },
    }),
  ),
  {
    title: 'access: the signer name that counts is the stored one',
    async play(stage) {
      const stored = await submit(stage, janes('a', { signerName: 'example.org/theirs' }));
      const lie = { ...stored, spec: { ...stored.spec, signerName: 'example.com/ours' } };
      await stage.see('approve', 'approves-ours', 'PUT', pathOf('a', 'approval'), {
        body: withConditions(lie, approved),
      });
      await stage.see('sign', 'signs-ours', 'PUT', pathOf('a', 'status'), {
        body: withConditions(lie, failed),
      });
    },
  },
  {
    title: 'access: rules with names',
    async play(stage) {
      await submit(stage, janes('a'));
      await submit(stage, janes('b'));
      const selected = `${csrPath}?fieldSelector=metadata.name%3Da`;
      for (const [step, method, path] of [
        ['get a', 'GET', pathOf('a')],
        ['get b', 'GET', pathOf('b')],
        ['list', 'GET', csrPath],
        ['list a', 'GET', selected],
        ['watch b', 'GET', `${csrPath}?watch=1&fieldSelector=metadata.name%3Db`],
        ['create a', 'POST', csrPath],
        ['create a, selected', 'POST', selected],
      ] as const) {
        await stage.see(step, 'reader-of-a', method, path, method === 'POST' ? { body: janes('a') } : {});
      }
    },
  },
  {
    title: 'access: credentials',
    async play(stage) {
      for (const path of ['/readyz', '/livez', '/healthz', '/version', '/apis', '/api', reviews]) {
        const { code, json } = await stage.call(null, 'GET', path);
        stage.note(`nobody reads ${path}`, [code, json?.reason ?? null, json?.message ?? null]);
      }
      for (const authorization of ['Bearer wrong', 'Basic YTpi', 'Bearer ', 'wrong']) {
        const { code, json } = await stage.call(null, 'GET', csrPath, { headers: { authorization } });
        stage.note(authorization, [code, json?.reason ?? null, json?.message ?? null]);
      }
      await stage.see('nobody asks who they are', null, 'POST', reviews, { body: {} });
      await stage.see('acting as another', 'submitter', 'GET', csrPath, {
        headers: { 'impersonate-user': 'admin' },
      });
    },
    needs: ['own'],
  },
];

// biome-ignore lint/suspicious/noExplicitAny: an object of the API
async function signerCalls(stage: Stage, user: string, stored: any): Promise<void> {
  const { conditions } = stored.status;
  const certificate = encode(materialOf('certificate'));
  const put = async (step: string, subresource: string, status: object) => {
    const { metadata } = must(await stage.call('admin', 'GET', pathOf('a')), 200);
    await stage.see(step, user, 'PUT', pathOf('a', subresource), { body: { ...stored, metadata, status } });
  };
  await put('approval as it is', 'approval', stored.status);
  await put('invalid approval', 'approval', { conditions: [denied] });
  await put('approval with one more', 'approval', {
    conditions: [...conditions, { ...failed, type: 'Seen' }],
  });
  await put('status as it is', 'status', stored.status);
  await put('invalid status', 'status', { conditions: [...conditions, denied] });
  await put('status with a certificate', 'status', { conditions, certificate });
}
