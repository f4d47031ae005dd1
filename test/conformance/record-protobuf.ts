/** Answers of a real API server in its own Protocol Buffers, against which our codec is held. */
import { protobufType } from '../../src/sandbox/protobuf/object.ts';
import { type CallOptions, type Client, csrPath } from './client.ts';
import { approved, failed, janes, pathOf, withConditions } from './objects.ts';

/** Base64 of the bytes, by what was asked for. */
export async function recordProtobuf(client: Client): Promise<Readonly<Record<string, string>>> {
  const answers: Record<string, string> = {};
  const ask = async (
    title: string,
    user: string,
    method: string,
    path: string,
    options: CallOptions = {},
  ) => {
    const answer = await client.call(user, method, path, { ...options, headers: { accept: protobufType } });
    answers[title] = answer.bytes.toString('base64');
  };
  const wide = {
    labels: { b: 'c', a: 'd' },
    annotations: { x: 'zwölf' },
    finalizers: ['example.com/f'],
    ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'n', uid: '1', controller: true }],
  };
  await ask('create', 'submitter', 'POST', csrPath, { body: janes('a', {}, wide) });
  const { json } = await client.call('admin', 'GET', pathOf('a'));
  const body = withConditions(json, { ...approved, lastUpdateTime: '1969-12-31T00:00:00Z' }, failed);
  await ask('approve', 'approver', 'PUT', pathOf('a', 'approval'), { body });
  await ask('list', 'submitter', 'GET', csrPath);
  await ask('invalid', 'submitter', 'POST', csrPath, { body: janes('b', { usages: [] }) });
  await ask('not there', 'submitter', 'GET', pathOf('b'));
  await ask('held back', 'admin', 'DELETE', pathOf('a'));
  await client.call('admin', 'PUT', pathOf('a'), {
    body: { ...json, metadata: { name: 'a', finalizers: null } },
  });
  const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
  await ask('who', 'system:node:n1', 'POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {
    body: review,
  });
  const access = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { verb: 'get', resource: 'x', namespace: 'y' } },
  };
  const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
  await ask('may', 'submitter', 'POST', path, { body: access });
  return answers;
}
