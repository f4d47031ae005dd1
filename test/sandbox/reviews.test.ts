import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onStage } from './stage.ts';

const reviews = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
const accessReviews = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

describe('reviews', () => {
  it('say who the caller is', () =>
    onStage(async (_cluster, caller) => {
      const { code, json } = await caller.call('approver', 'POST', reviews, {
        body: { kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1' },
      });
      assert.equal(code, 201);
      assert.deepEqual(json.status.userInfo, {
        username: 'approver',
        uid: 'uid-of-approver',
        groups: ['system:authenticated'],
      });
    }));

  it('say what the caller may do', () =>
    onStage(async (_cluster, caller) => {
      const ask = async (user: string, verb: string, resource: string, subresource = '') => {
        const resourceAttributes = { group: 'certificates.k8s.io', resource, subresource, verb, name: 'x/y' };
        const { json } = await caller.call(user, 'POST', accessReviews, {
          body: { spec: { resourceAttributes } },
        });
        return json.status.allowed;
      };
      assert.equal(await ask('approver', 'approve', 'signers'), true);
      assert.equal(await ask('approver', 'sign', 'signers'), false);
      assert.equal(await ask('signer', 'update', 'certificatesigningrequests', 'status'), true);
      assert.equal(await ask('submitter', 'update', 'certificatesigningrequests', 'status'), false);
      const path = { spec: { nonResourceAttributes: { verb: 'get', path: '/metrics' } } };
      assert.equal(
        (await caller.call('submitter', 'POST', accessReviews, { body: path })).json.status.allowed,
        false,
      );
      assert.equal(
        (await caller.call('admin', 'POST', accessReviews, { body: path })).json.status.allowed,
        true,
      );
      assert.equal((await caller.call('admin', 'POST', accessReviews, { body: {} })).code, 422);
    }));
});
