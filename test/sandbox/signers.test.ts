import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { describe, it } from 'node:test';
import { createKey, encodePrivateKey, publicKeyOf } from '../../src/pki/keys.ts';
import type { AccessRule } from '../../src/sandbox/authorizer.ts';
import type { SandboxCluster } from '../../src/sandbox/cluster.ts';
import { createDefaultUsers, createUser, submitterRules } from '../../src/sandbox/users.ts';
import { type Caller, csrPath } from './caller.ts';
import { approve, janes, onStage, requestFor, submit, withConditions } from './stage.ts';

const nodeUsages = ['digital signature', 'key encipherment', 'client auth'];
const kubeletClient = 'kubernetes.io/kube-apiserver-client-kubelet';
const node = { commonName: 'system:node:n1', organizations: ['system:nodes'] };

// biome-ignore lint/suspicious/noExplicitAny: tests look into it
async function settled(cluster: SandboxCluster, caller: Caller, name: string): Promise<any> {
  await cluster.idle();
  return (await caller.call('submitter', 'GET', `${csrPath}/${name}`)).json;
}

function certificateOf(object: { status: { certificate: string } }): X509Certificate {
  return new X509Certificate(Buffer.from(object.status.certificate, 'base64'));
}

describe('built-in signers', () => {
  it('sign what was approved with the client CA, for the key of the request', () =>
    onStage(async (cluster, caller) => {
      const key = createKey('ECDSA-P256');
      const names = {
        dns: ['jane.example.com'],
        email: ['jane@example.com'],
        ip: ['10.0.0.1'],
        uri: ['spiffe://td/x'],
      };
      const request = requestFor(key, { commonName: 'jane', organizations: ['dev'] }, names);
      await approve(caller, await submit(caller, janes('jane', { request })));
      const certificate = certificateOf(await settled(cluster, caller, 'jane'));
      assert.ok(certificate.verify(new X509Certificate(cluster.clientCaPem).publicKey));
      assert.ok(certificate.checkIssued(new X509Certificate(cluster.clientCaPem)));
      assert.deepEqual(
        certificate.publicKey.export({ format: 'der', type: 'spki' }),
        Buffer.from(publicKeyOf(key).spki),
      );
      assert.equal(certificate.subject, 'O=dev\nCN=jane');
      assert.equal(
        certificate.subjectAltName,
        'DNS:jane.example.com, email:jane@example.com, IP Address:10.0.0.1, URI:spiffe://td/x',
      );
      assert.equal(certificate.ca, false);
      assert.deepEqual(certificate.keyUsage, ['1.3.6.1.5.5.7.3.2']);
      const seconds = (certificate.validToDate.getTime() - certificate.validFromDate.getTime()) / 1000;
      assert.equal(seconds, 3900);
    }));

  it('keep to the longest life the cluster allows', () =>
    onStage(
      async (cluster, caller) => {
        await approve(caller, await submit(caller, janes('jane', { expirationSeconds: 31_536_000 })));
        const certificate = certificateOf(await settled(cluster, caller, 'jane'));
        assert.equal(certificate.validToDate.getTime() - certificate.validFromDate.getTime(), 86_400_000);
      },
      { maxLifetimeSeconds: 86_400 },
    ));

  it('refuse with Failed, SignerValidationFailure, and never a certificate', () =>
    onStage(async (cluster, caller) => {
      const usages = ['client auth', 'server auth'];
      await approve(caller, await submit(caller, janes('jane', { usages })));
      const { status } = await settled(cluster, caller, 'jane');
      const failed = status.conditions.find((condition: { type: string }) => condition.type === 'Failed');
      assert.deepEqual(
        [failed.status, failed.reason, failed.message],
        ['True', 'SignerValidationFailure', 'invalid usage for client certificate: server auth'],
      );
      assert.equal(status.certificate, undefined);
    }));

  for (const [title, signerName] of [
    ['an unknown kubernetes.io name', 'kubernetes.io/not-a-real-signer'],
    ['a name of ours', 'example.com/ours'],
  ] as const) {
    it(`leave ${title} to others`, () =>
      onStage(async (cluster, caller) => {
        const object = await approve(caller, await submit(caller, janes('jane', { signerName })));
        assert.deepEqual(await settled(cluster, caller, 'jane'), object);
      }));
  }

  it('leave a denied request alone', () =>
    onStage(async (cluster, caller) => {
      const object = await submit(caller, janes('jane'));
      const body = withConditions(object, { type: 'Denied', status: 'True' });
      const { json } = await caller.call('approver', 'PUT', `${csrPath}/jane/approval`, { body });
      assert.deepEqual(await settled(cluster, caller, 'jane'), json);
    }));

  it('sign many at once, each for itself', () =>
    onStage(async (cluster, caller) => {
      const names = Array.from({ length: 20 }, (_, index) => `n${index}`);
      await Promise.all(names.map(async (name) => approve(caller, await submit(caller, janes(name)))));
      const serials = new Set<string>();
      for (const name of names) serials.add(certificateOf(await settled(cluster, caller, name)).serialNumber);
      assert.equal(serials.size, names.length);
    }));

  it('sign nothing once their CA has ended', () => {
    let now = new Date();
    return onStage(
      async (cluster, caller) => {
        now = new Date(now.getTime() + 11 * 365 * 86_400_000);
        const object = await approve(caller, await submit(caller, janes('jane')));
        assert.deepEqual(await settled(cluster, caller, 'jane'), object);
      },
      { clock: { now: () => now } },
    );
  });
});

describe('the kubelet approver', () => {
  const right = (subresource: string): AccessRule => ({
    apiGroups: ['certificates.k8s.io'],
    resources: [`certificatesigningrequests/${subresource}`],
    verbs: ['create'],
  });
  const users = [
    ...createDefaultUsers(),
    createUser('bootstrapper', [...submitterRules, right('nodeclient')]),
    createUser('system:node:n1', [...submitterRules, right('selfnodeclient')]),
    createUser('system:node:n2', [...submitterRules, right('selfnodeclient')]),
  ];
  const cases = [
    { user: 'bootstrapper', kind: 'kubelet', code: 201 },
    { user: 'system:node:n1', kind: 'self kubelet', code: 201 },
    { user: 'submitter', kind: null, code: 201 },
    { user: 'system:node:n2', kind: null, code: 403 },
  ];
  for (const { user, kind, code } of cases) {
    const outcome =
      code === 403 ? 'is not even asked by' : kind === null ? 'leaves to people what comes from' : 'approves';
    it(`${outcome} ${user}`, () =>
      onStage(
        async (cluster, caller) => {
          const request = requestFor(createKey('ECDSA-P256'), node);
          const body = janes('n1', { request, signerName: kubeletClient, usages: nodeUsages });
          assert.equal((await caller.call(user, 'POST', csrPath, { body })).code, code);
          if (code !== 201) return;
          const { status } = await settled(cluster, caller, 'n1');
          if (kind === null) return assert.deepEqual(status, {});
          const [condition] = status.conditions;
          assert.equal(condition.reason, 'AutoApproved');
          assert.match(condition.message, new RegExp(`^Auto approving ${kind} client certificate`));
          assert.ok(status.certificate);
        },
        { users },
      ));
  }
});

describe('the cleaner', () => {
  const hours = (count: number): Date => new Date(Date.now() + count * 3_600_000);

  it('deletes what section 5 of the reference says, when it says', () =>
    onStage(async (cluster, caller) => {
      await submit(caller, janes('pending'));
      await approve(caller, await submit(caller, janes('unsigned', { signerName: 'example.com/ours' })));
      await approve(caller, await submit(caller, janes('issued', { expirationSeconds: 86_400 })));
      await approve(caller, await submit(caller, janes('failed', { usages: ['server auth'] })));
      const denied = await submit(caller, janes('denied'));
      const body = withConditions(denied, { type: 'Denied', status: 'True' });
      await caller.call('approver', 'PUT', `${csrPath}/denied/approval`, { body });
      const custom = await submit(caller, janes('custom', { signerName: 'example.com/ours' }));
      await caller.call('signer', 'PUT', `${csrPath}/custom/status`, {
        body: withConditions(custom, { type: 'Waiting', status: 'True' }),
      });
      await cluster.idle();
      assert.deepEqual(cluster.clean(hours(0.9)), []);
      assert.deepEqual(cluster.clean(hours(1.1)), ['denied', 'failed', 'issued']);
      assert.deepEqual(cluster.clean(hours(23.9)), []);
      assert.deepEqual(cluster.clean(hours(24.1)), ['pending', 'unsigned']);
      assert.deepEqual(cluster.clean(hours(10_000)), []);
    }));

  it('deletes an expired certificate at once', () => {
    let now = new Date();
    return onStage(
      async (cluster, caller) => {
        await approve(caller, await submit(caller, janes('short', { expirationSeconds: 600 })));
        await cluster.idle();
        now = new Date(now.getTime() + 11 * 60_000);
        assert.deepEqual(cluster.clean(now), ['short']);
      },
      { clock: { now: () => now } },
    );
  });
});

describe('a private key', () => {
  it('is nowhere in what the cluster shows', () =>
    onStage(async (cluster, caller) => {
      const shown = [cluster.caPem, cluster.clientCaPem, cluster.kubeconfig('admin')];
      for (const path of ['/version', '/apis', csrPath])
        shown.push((await caller.call('admin', 'GET', path)).text);
      for (const text of shown) assert.doesNotMatch(text, /PRIVATE KEY/);
      assert.match(encodePrivateKey(createKey('Ed25519')), /PRIVATE KEY/);
    }));
});
