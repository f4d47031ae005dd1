import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { connectCluster } from '../../src/adapters/kubernetes.ts';
import type { ClusterAccess } from '../../src/adapters/kubernetes-config.ts';
import { clusterError } from '../../src/adapters/kubernetes-fault.ts';
import { type ErrorCode, isCountersignError } from '../../src/errors.ts';
import { type CertificateSigningRequest, hasCondition } from '../../src/kubernetes/object.ts';
import { mapParallel } from '../../src/pipeline/parallel.ts';
import type { Cluster } from '../../src/pipeline/ports.ts';
import { type SandboxCluster, startCluster } from '../../src/sandbox/cluster.ts';
import { formatKubeconfig } from '../../src/sandbox/kubeconfig.ts';
import { createDefaultUsers } from '../../src/sandbox/users.ts';
import { janes } from '../sandbox/stage.ts';

interface Scene {
  readonly dir: string;
  readonly sandbox: SandboxCluster;
  connect(user: string, more?: Partial<ClusterAccess>): Promise<Cluster>;
}

async function onScene(play: (scene: Scene) => Promise<void>): Promise<void> {
  const dir = mkdtempSync(path.join(tmpdir(), 'countersign-cluster-'));
  const sandbox = await startCluster({ users: createDefaultUsers() });
  const kubeconfig = path.join(dir, 'kubeconfig');
  writeFileSync(kubeconfig, formatKubeconfig({ ...sandbox, current: 'admin' }));
  const access = { kubeconfig, server: null, ca: null, environment: process.env };
  try {
    await play({
      dir,
      sandbox,
      connect: (user, more = {}) => connectCluster({ ...access, contexts: [user], ...more }),
    });
  } finally {
    await sandbox.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

const object = (name: string): CertificateSigningRequest => janes(name) as CertificateSigningRequest;
const approved = { type: 'Approved', status: 'True', reason: 'CountersignMerged', message: 'merged' };
const withCode = (code: ErrorCode) => (error: unknown) => isCountersignError(error, code);

test('a hundred calls one after the other use one or two TLS connections, and many at once no more than run at once', async () => {
  await onScene(async ({ sandbox, connect }) => {
    const cluster = await connect('submitter');
    for (let call = 0; call < 100; call++) await cluster.get('nothing');
    // The next call may begin while the last answer's end is still under way: undici then opens a second one.
    assert.ok(sandbox.transport.connections <= 2, `${sandbox.transport.connections} connections`);
    await mapParallel(Array.from({ length: 200 }), () => cluster.get('nothing'), 32);
    assert.ok(sandbox.transport.connections <= 32, `${sandbox.transport.connections} connections`);
  });
});

test('creates, reads, lists, approves and stores a certificate as plain JSON objects', async () => {
  await onScene(async ({ sandbox, connect }) => {
    const submitter = await connect('submitter');
    const created = await submitter.create(object('jane'));
    assert.equal(created.kind, 'CertificateSigningRequest');
    assert.equal(typeof created.metadata.creationTimestamp, 'string');
    assert.deepEqual(await submitter.list(), [created]);
    assert.equal(await submitter.get('nobody'), null);
    const after = await (await connect('approver')).approve(created, approved);
    assert.ok(hasCondition(after, 'Approved'));
    await sandbox.idle();
    const signed = await submitter.get('jane');
    assert.ok(signed?.status?.certificate);
  });
});

test('says who the server takes the credential for, and that the server is the embedded one', async () => {
  await onScene(async ({ connect }) => {
    const cluster = await connect('approver');
    assert.equal((await cluster.whoAmI()).username, 'approver');
    assert.equal(await cluster.isEmbedded(), true);
  });
});

test('a write judged on an older answer, or on another object of that name, is a conflict', async () => {
  await onScene(async ({ connect }) => {
    const submitter = await connect('submitter');
    const approver = await connect('approver');
    const first = await submitter.create(object('jane'));
    const stale = { ...first, metadata: { ...first.metadata, resourceVersion: '1' } };
    await assert.rejects(approver.approve(stale, approved), withCode('cluster-conflict'));
    const other = { ...first, metadata: { ...first.metadata, uid: '00000000-0000-0000-0000-000000000000' } };
    await assert.rejects(approver.approve(other, approved), withCode('cluster-conflict'));
    await assert.rejects(submitter.create(object('jane')), withCode('cluster-already-exists'));
  });
});

test('what may not be done, and what is wrong, is told by code, without body and headers of the answer', async () => {
  await onScene(async ({ connect }) => {
    const submitter = await connect('submitter');
    const created = await submitter.create(object('jane'));
    await assert.rejects(submitter.approve(created, approved), (error: Error) => {
      assert.ok(isCountersignError(error, 'cluster-forbidden'));
      assert.match(error.message, /User "submitter" cannot update/);
      return !error.message.includes(created.spec.request) && !/headers|metadata/i.test(error.message);
    });
    const broken = janes('broken', {
      usages: ['no such usage'],
      request: 'bm9uc2Vuc2U=',
    }) as CertificateSigningRequest;
    await assert.rejects(submitter.create(broken), (error: Error) => {
      assert.ok(isCountersignError(error, 'cluster-invalid'));
      assert.match(error.message, /spec\.request \(FieldValueInvalid\)/);
      return !error.message.includes('bm9uc2Vuc2U=') && error.cause === undefined;
    });
  });
});

test('a watch sees what changes, survives being cut, and ends with what it was to wait for', async () => {
  await onScene(async ({ sandbox, connect }) => {
    const submitter = await connect('submitter');
    const approver = await connect('approver');
    const created = [await submitter.create(object('one')), await submitter.create(object('two'))];
    const done = (each: CertificateSigningRequest): boolean => Boolean(each.status?.certificate);
    const watching = submitter.watch(new Set(['one', 'two']), done, 20);
    await approver.approve(created[0] as CertificateSigningRequest, approved);
    await sandbox.idle();
    sandbox.cutWatches();
    sandbox.compact();
    await approver.approve(created[1] as CertificateSigningRequest, approved);
    const newest = await watching;
    assert.deepEqual([...newest.values()].map(done), [true, true]);
  });
});

test('a watch for what never comes ends when its time is over, with the state of things', async () => {
  await onScene(async ({ connect }) => {
    const submitter = await connect('submitter');
    await submitter.create(object('pending'));
    const newest = await submitter.watch(new Set(['pending', 'absent']), () => false, 1);
    assert.deepEqual([...newest.keys()], ['pending']);
  });
});

test('429 and 5xx may pass and carry Retry-After; a cut connection is a cluster out of reach', async () => {
  await onScene(async ({ sandbox, connect }) => {
    const cluster = await connect('submitter');
    sandbox.fail({ verb: 'get', times: 1, fault: { kind: 'refuse', code: 429, retryAfterSeconds: 7 } });
    await assert.rejects(cluster.get('x'), (error: unknown) => {
      assert.ok(isCountersignError(error, 'cluster-failed'));
      assert.equal(error.retryable, true);
      return error.retryAfterSeconds === 7;
    });
    sandbox.fail({ verb: 'get', times: 1, fault: { kind: 'reset' } });
    await assert.rejects(cluster.get('x'), withCode('cluster-unreachable'));
  });
});

test('a kubeconfig that leads elsewhere than policy says, or trusts another CA, is refused before any call', async () => {
  await onScene(async ({ sandbox, connect }) => {
    await connect('submitter', { server: `${sandbox.url}/`, ca: sandbox.caPem });
    await assert.rejects(connect('submitter', { server: 'https://127.0.0.1:1' }), withCode('usage'));
    await assert.rejects(connect('submitter', { ca: sandbox.clientCaPem }), withCode('usage'));
    assert.equal(sandbox.transport.connections, 0);
  });
});

test("a kubeconfig that does not check the server's certificate is refused", async () => {
  await onScene(async ({ dir, sandbox, connect }) => {
    const kubeconfig = path.join(dir, 'insecure');
    const text = formatKubeconfig({ ...sandbox, current: 'admin' });
    writeFileSync(
      kubeconfig,
      text.replace(/ {4}certificate-authority-data: .*/, '    insecure-skip-tls-verify: true'),
    );
    await assert.rejects(connect('admin', { kubeconfig }), withCode('usage'));
  });
});

test('a credential plugin gets only what finds programs, networks and cloud accounts', async () => {
  await onScene(async ({ dir, sandbox, connect }) => {
    const kubeconfig = path.join(dir, 'exec');
    const token = sandbox.users.find(({ name }) => name === 'submitter')?.token ?? '';
    const script = `#!/bin/sh\nenv > "$(dirname "$0")/environment"\nprintf '{"kind":"ExecCredential","status":{"token":"${token}"}}'\n`;
    writeFileSync(path.join(dir, 'plugin'), script, { mode: 0o755 });
    const user =
      '- name: "admin"\n  user:\n    exec: { apiVersion: client.authentication.k8s.io/v1, command: ./plugin, env: [{ name: REGION, value: north }] }\n';
    const text = formatKubeconfig({ ...sandbox, current: 'admin', users: [] });
    const contexts = 'contexts:\n- name: "admin"\n  context:\n    cluster: sandbox\n    user: "admin"\n';
    writeFileSync(kubeconfig, text.replace('contexts:\n', contexts) + user);
    const environment = {
      PATH: process.env['PATH'],
      GITHUB_TOKEN: 'ghs_x',
      COUNTERSIGN_CA_KEY: 'secret',
      AWS_PROFILE: 'p',
    };
    const cluster = await connect('admin', { kubeconfig, environment });
    assert.equal((await cluster.whoAmI()).username, 'submitter');
    const seen = readFileSync(path.join(dir, 'environment'), 'utf8');
    assert.match(seen, /^AWS_PROFILE=p$/m);
    assert.match(seen, /^REGION=north$/m);
    assert.match(seen, /^KUBERNETES_EXEC_INFO=/m);
    assert.doesNotMatch(seen, /GITHUB_TOKEN|COUNTERSIGN/);
  });
});

test('nothing of what the SDK throws is kept, whatever it holds', () => {
  const fault = Object.assign(new Error('HTTP-Code: 422 Body: "SECRET" Headers: SECRET'), {
    code: 422,
    body: '{"reason":"Invalid","message":"spec.request: Invalid value: \\"SECRET\\"","details":{"causes":[{"field":"spec.request","reason":"FieldValueInvalid"}]}}',
    headers: { authorization: 'SECRET' },
  });
  const error = clusterError(fault, 'create object x');
  assert.equal(error.code, 'cluster-invalid');
  assert.doesNotMatch(JSON.stringify([error.message, error.hint, error.stack, error.cause]), /SECRET/);
});
