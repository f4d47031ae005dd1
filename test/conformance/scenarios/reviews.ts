/** Questions about oneself, discovery and health. */
import { csrPath } from '../client.ts';
import type { Scenario } from '../scenario.ts';

const self = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
const may = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const group = 'certificates.k8s.io';
const csrs = 'certificatesigningrequests';

const questions: readonly (readonly [string, object])[] = [
  ['submitter', { verb: 'create', group, resource: csrs }],
  ['submitter', { verb: 'create', group, version: 'v1', resource: csrs, name: 'a' }],
  ['submitter', { verb: 'update', group, resource: csrs, subresource: 'approval' }],
  ['submitter', { verb: 'create', group, resource: csrs, namespace: 'default' }],
  ['submitter', { verb: 'CREATE', group, resource: csrs }],
  ['submitter', { verb: '*', group, resource: '*' }],
  ['submitter', { verb: 'create', group: '', resource: csrs }],
  ['approver', { verb: 'approve', group, resource: 'signers', name: 'example.com/ours' }],
  ['approver', { verb: 'approve', group, resource: 'signers' }],
  ['approver', { verb: 'sign', group, resource: 'signers' }],
  ['approves-ours', { verb: 'approve', group, resource: 'signers', name: 'example.com/ours' }],
  ['approves-ours', { verb: 'approve', group, resource: 'signers', name: 'example.com/*' }],
  ['approves-any-of-ours', { verb: 'approve', group, resource: 'signers', name: 'example.com/ours' }],
  ['approves-any-of-ours', { verb: 'approve', group, resource: 'signers', name: 'example.com/*' }],
  ['signer', { verb: 'update', group, resource: csrs, subresource: 'status' }],
  ['admin', { verb: 'anything', group: 'any', resource: 'thing', subresource: 'at', name: 'all' }],
  ['planter', { verb: 'watch', group, resource: csrs }],
];

const kind = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview' };

const oddReviews: Readonly<Record<string, unknown>> = {
  'no spec': { ...kind },
  'both kinds': {
    ...kind,
    spec: { resourceAttributes: {}, nonResourceAttributes: { path: '/', verb: 'get' } },
  },
  'neither kind': { ...kind, spec: {} },
  'no kind': { spec: { resourceAttributes: { verb: 'get', resource: 'x' } } },
  'a path': { ...kind, spec: { nonResourceAttributes: { path: '/metrics', verb: 'get' } } },
  'a path that is open': { ...kind, spec: { nonResourceAttributes: { path: '/healthz', verb: 'get' } } },
  'another kind': { apiVersion: 'v1', kind: 'Pod' },
  'a wrong type': { ...kind, spec: { resourceAttributes: { verb: 7 } } },
  'no JSON': '{',
};

export const reviewScenarios: readonly Scenario[] = [
  {
    title: 'reviews: who am I',
    async play(stage) {
      const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
      for (const user of ['submitter', 'system:node:n1', null]) {
        await stage.see(`as ${user ?? 'nobody'}`, user, 'POST', self, { body });
      }
      await stage.see('without a kind', 'submitter', 'POST', self, { body: {} });
      await stage.see('of another kind', 'submitter', 'POST', self, { body: { ...body, kind: 'Pod' } });
      await stage.see('without a body', 'submitter', 'POST', self);
      await stage.see('by GET', 'admin', 'GET', self);
    },
  },
  {
    title: 'reviews: may I',
    async play(stage) {
      for (const [index, [user, resourceAttributes]] of questions.entries()) {
        const { code, json } = await stage.call(user, 'POST', may, {
          body: { ...kind, spec: { resourceAttributes } },
        });
        stage.note(`${index}: ${user} ${JSON.stringify(resourceAttributes)}`, [
          code,
          json.status?.allowed,
          json.spec,
        ]);
      }
      for (const [title, body] of Object.entries(oddReviews)) {
        const { code, json } = await stage.call('submitter', 'POST', may, { body });
        // Which binding allows something is told in words that name it.
        stage.note(title, { code, ...json, status: json.status?.allowed ?? json.status });
      }
    },
  },
  {
    title: 'discovery: what is served',
    async play(stage) {
      const { json } = await stage.call('submitter', 'GET', '/apis/certificates.k8s.io/v1');
      stage.note('the group version', { ...json, resources: json.resources.map(withoutHash) });
      const { json: root } = await stage.call('submitter', 'GET', '/apis');
      const ours = root.groups.filter(({ name }: { name: string }) => name === group);
      stage.note('the group', [root.kind, root.apiVersion, ours]);
      await stage.see('the group alone', 'submitter', 'GET', '/apis/certificates.k8s.io');
      for (const path of ['/healthz', '/livez', '/readyz', '/healthz/ping']) {
        await stage.see(path, 'submitter', 'GET', path);
      }
      await stage.see('a HEAD of health', 'submitter', 'HEAD', '/healthz');
      await stage.see('a HEAD of a list', 'submitter', 'HEAD', csrPath);
    },
  },
];

/** Storage hashes are of the API server's own storage. */
function withoutHash({ storageVersionHash: _hash, ...resource }: Readonly<Record<string, unknown>>) {
  return resource;
}
