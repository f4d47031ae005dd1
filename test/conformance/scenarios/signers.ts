/** The built-in signers and the kubelet approver, and what their certificates are good for. */
import { X509Certificate } from 'node:crypto';
import { createKey, encodePrivateKey } from '../../../src/pki/keys.ts';
import { parseYaml } from '../../../src/yaml.ts';
import { readVectors, type Vector } from '../../kubernetes/vectors.ts';
import { requestFor } from '../../sandbox/stage.ts';
import { csrPath } from '../client.ts';
import {
  approve,
  approved,
  clientSigner,
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

const kubeletClient = 'kubernetes.io/kube-apiserver-client-kubelet';
const node = { request: encode(materialOf('node')), signerName: kubeletClient };
const serving = {
  request: encode(materialOf('node-serving')),
  signerName: 'kubernetes.io/kubelet-serving',
  usages: ['digital signature', 'key encipherment', 'server auth'],
};

// biome-ignore lint/suspicious/noExplicitAny: an object of the API
const isDone = ({ status }: any): boolean =>
  status.certificate !== undefined || hasCondition(status, 'Failed') || hasCondition(status, 'Denied');

// biome-ignore lint/suspicious/noExplicitAny: as above
const hasCondition = (status: any, type: string): boolean =>
  status.conditions?.some((condition: { type: string }) => condition.type === type) ?? false;

/** The parts of a certificate that a reviewer was promised. */
function describe(certificate: string) {
  const pem = Buffer.from(certificate, 'base64').toString('latin1');
  const leaf = new X509Certificate(pem);
  return {
    blocks: pem.split('BEGIN CERTIFICATE').length - 1,
    ...{ subject: leaf.subject, names: leaf.subjectAltName ?? null, usages: leaf.keyUsage, ca: leaf.ca },
    seconds: (leaf.validToDate.getTime() - leaf.validFromDate.getTime()) / 1000,
  };
}

// biome-ignore lint/suspicious/noExplicitAny: as above
function noteDone(stage: Stage, step: string, object: any): void {
  const { certificate, ...status } = object.status;
  stage.note(step, {
    ...status,
    ...(certificate === undefined ? {} : { certificate: describe(certificate) }),
  });
}

function issued(title: string, spec: object): Scenario {
  return {
    title: `signers: ${title}`,
    needs: ['signers'],
    async play(stage) {
      await approve(stage, await submit(stage, janes('a', spec)));
      noteDone(stage, 'in the end', await stage.until('a', isDone));
    },
  };
}

/** What the approver does by itself for one requester. */
function byItself(title: string, user: string, spec: object, isApproved: boolean): Scenario {
  return {
    title: `signers: ${title}`,
    needs: ['signers'],
    async play(stage) {
      must(await stage.call(user, 'POST', csrPath, { body: janes('a', { ...node, ...spec }) }), 201);
      // Where nothing is to happen, a second request for which it does shows that the approver is past the first.
      await stage.call('bootstrapper', 'POST', csrPath, { body: janes('b', node) });
      noteDone(stage, 'one that is approved', await stage.until('b', isDone));
      noteDone(stage, 'in the end', await stage.until('a', isApproved ? isDone : () => true));
    },
  };
}

export const signerScenarios: readonly Scenario[] = [
  issued('a client certificate', { signerName: clientSigner }),
  issued('without an expiration', { signerName: clientSigner, expirationSeconds: undefined }),
  issued('longer than allowed', { signerName: clientSigner, expirationSeconds: 2147483647 }),
  issued('names in a client certificate', {
    signerName: clientSigner,
    request: encode(materialOf('service')),
    usages: ['client auth'],
    expirationSeconds: 36_000,
  }),
  issued('usages of another kind', { signerName: clientSigner, usages: ['client auth', 'server auth'] }),
  issued('no usage that it needs', { signerName: clientSigner, usages: ['digital signature'] }),
  issued('a node, by a person', node),
  issued('a node that is none', { signerName: kubeletClient }),
  issued('a node with names', { ...serving, signerName: kubeletClient, usages: ['client auth'] }),
  issued('serving', serving),
  issued('serving without names', { ...serving, request: node.request }),
  issued('serving by another subject', { ...serving, request: encode(materialOf('service')) }),
  byItself('a node renews by itself', 'system:node:n1', {}, true),
  byItself('a bootstrap token asks for a node', 'bootstrapper', {}, true),
  byItself('nobody else is approved by itself', 'submitter', {}, false),
  byItself('nor a node with other usages', 'bootstrapper', { usages: ['client auth'] }, false),
  byItself('nor a serving certificate', 'bootstrapper', serving, false),
  {
    title: 'signers: a node asks for itself only',
    async play(stage) {
      for (const [step, spec] of [
        ['itself', node],
        ['somebody', { ...node, request: janes('x').spec.request }],
        ['somebody elsewhere', {}],
        ['serving somebody', { ...serving, request: encode(materialOf('service')) }],
      ] as const) {
        await stage.see(step, 'system:node:n1', 'POST', `${csrPath}?dryRun=All`, { body: janes('a', spec) });
      }
    },
    needs: ['own'],
  },
  {
    title: 'signers: a decision against it',
    needs: ['signers'],
    async play(stage) {
      const refused = await submit(stage, janes('a', { signerName: clientSigner }));
      await stage.call('approver', 'PUT', pathOf('a', 'approval'), { body: withConditions(refused, denied) });
      const broken = await submit(stage, janes('b', { signerName: clientSigner }));
      await stage.call('approver', 'PUT', pathOf('b', 'approval'), {
        body: withConditions(broken, approved, failed),
      });
      await approve(stage, await submit(stage, janes('c', { signerName: clientSigner })));
      noteDone(stage, 'one that is signed', await stage.until('c', isDone));
      noteDone(stage, 'denied', await stage.until('a', () => true));
      noteDone(stage, 'approved and failed', await stage.until('b', () => true));
    },
  },
  {
    title: 'signers: a client certificate logs in',
    needs: ['signers'],
    play: login,
  },
  {
    title: 'signers: the vectors observed on 1.36.2',
    needs: ['signers'],
    async play(stage) {
      for (const vector of readVectors('observed-1.36.2.json')) await replay(stage, vector);
    },
  },
];

async function login(stage: Stage): Promise<void> {
  const key = createKey('ECDSA-P256');
  const request = requestFor(key, { commonName: 'jane', organizations: ['dev-team', 'ops'] });
  await approve(stage, await submit(stage, janes('a', { signerName: clientSigner, request })));
  const { status } = await stage.until('a', isDone);
  const jane = stage.withCertificate(
    Buffer.from(status.certificate, 'base64').toString(),
    encodePrivateKey(key),
  );
  try {
    const { json } = await jane.call(null, 'POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
    });
    stage.note('who', json.status);
    const { code, json: refusal } = await jane.call(null, 'GET', csrPath);
    stage.note('and may nothing', [code, refusal]);
  } finally {
    jane.close();
  }
}

async function replay(stage: Stage, { id, title, manifest }: Vector): Promise<void> {
  const { value } = parseYaml(manifest, { file: 'vector.yaml' });
  // The one with a repeated key is no JSON value.
  if (value === undefined) return;
  const name = `vector-${id}`;
  const answer = await stage.call('submitter', 'POST', `${csrPath}?fieldValidation=Strict`, { body: value });
  const { code, json } = answer;
  if (code !== 201) return stage.note(`${id}: ${title}`, json);
  await approve(stage, json);
  const isBuiltIn = /^kubernetes\.io\/(kube|legacy)/.test(json.spec.signerName);
  const object = await stage.until(json.metadata.name, isBuiltIn ? isDone : () => true);
  stage.alias(name, '<name>');
  noteDone(stage, `${id}: ${title}`, object);
  await stage.call('admin', 'DELETE', pathOf(json.metadata.name));
}
