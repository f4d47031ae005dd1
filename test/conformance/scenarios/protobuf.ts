/** Protocol Buffers, which typed clients such as `kubectl certificate approve` send. */
import { decodeObject, encodeObject, protobufType } from '../../../src/sandbox/protobuf/object.ts';
import { type Answer, csrPath } from '../client.ts';
import { approved, encode, janes, jsonPatch, materialOf, pathOf, withConditions } from '../objects.ts';
import type { Scenario, Stage } from '../scenario.ts';

const binary = { 'content-type': protobufType, accept: protobufType };

type Kinded = { readonly apiVersion: string; readonly kind: string };

/** Sends an object as protobuf and notes the answer, decoded. */
async function send(
  stage: Stage,
  step: string,
  user: string,
  method: string,
  path: string,
  object?: Kinded,
): Promise<Answer> {
  const body = object === undefined ? {} : { body: encodeObject(object) };
  const answer = await stage.call(user, method, path, { ...body, headers: binary });
  stage.note(step, {
    code: answer.code,
    type: answer.headers['content-type'],
    body: decodeObject(answer.bytes),
  });
  return answer;
}

const metadata = {
  labels: { tier: 'one', empty: '' },
  annotations: { note: 'zwölf' },
  finalizers: ['example.com/f'],
  ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'n', uid: '1', controller: true }],
};

export const protobufScenarios: readonly Scenario[] = [
  {
    title: 'protobuf: an object’s life',
    async play(stage) {
      const wide = janes('a', { expirationSeconds: undefined }, metadata) as unknown as Kinded;
      await send(stage, 'create', 'submitter', 'POST', csrPath, wide);
      const { json: stored } = await stage.call('admin', 'GET', pathOf('a'));
      const decided = withConditions(stored, approved) as Kinded & { readonly status: object };
      await send(stage, 'approve', 'approver', 'PUT', pathOf('a', 'approval'), decided);
      const { json: now } = await stage.call('admin', 'GET', pathOf('a'));
      const certificate = encode(materialOf('certificate'));
      await send(stage, 'sign', 'signer', 'PUT', pathOf('a', 'status'), {
        ...now,
        status: { ...now.status, certificate },
      });
      await send(stage, 'get', 'submitter', 'GET', pathOf('a'));
      await send(stage, 'list', 'submitter', 'GET', `${csrPath}?fieldSelector=metadata.name%3Da`);
      const options = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid: 'another' } };
      await send(stage, 'delete another', 'admin', 'DELETE', pathOf('a'), options);
      const release = [{ op: 'remove', path: '/metadata/finalizers' }];
      await stage.call('admin', 'PATCH', pathOf('a'), { body: release, headers: jsonPatch });
      await stage.call('admin', 'DELETE', pathOf('a'));
    },
  },
  {
    title: 'protobuf: what is refused',
    async play(stage) {
      await send(
        stage,
        'invalid',
        'submitter',
        'POST',
        csrPath,
        janes('a', { usages: [] }) as unknown as Kinded,
      );
      await send(stage, 'not there', 'submitter', 'GET', pathOf('nothing'));
      await send(stage, 'forbidden', 'approver', 'POST', csrPath, janes('a') as unknown as Kinded);
      const list = { apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequestList', items: [] };
      const { code } = await stage.call('submitter', 'POST', csrPath, {
        body: encodeObject(list as Kinded),
        headers: { 'content-type': protobufType },
      });
      stage.note('another kind', code);
      for (const [step, body] of [
        ['no protobuf', 'not at all'],
        ['nothing behind the mark', 'k8s\0'],
        ['cut short', encodeObject(janes('a') as unknown as Kinded).subarray(0, -9)],
      ] as const) {
        const answer = await stage.call('submitter', 'POST', csrPath, {
          body,
          headers: { 'content-type': protobufType },
        });
        stage.note(step, [answer.code, answer.json?.reason]);
      }
    },
  },
  {
    title: 'protobuf: reviews',
    async play(stage) {
      const self = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
      await send(
        stage,
        'who',
        'submitter',
        'POST',
        '/apis/authentication.k8s.io/v1/selfsubjectreviews',
        self,
      );
      const access = {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes: { verb: 'sign', group: 'certificates.k8s.io', resource: 'signers' } },
      };
      await send(
        stage,
        'may',
        'submitter',
        'POST',
        '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
        access,
      );
    },
  },
];
