import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { connectTrialCluster } from '../../src/adapters/kubernetes-live.ts';
import { parseWarnings, readTrialAnswer } from '../../src/adapters/kubernetes-live-answer.ts';
import { isCountersignError } from '../../src/errors.ts';
import type { CertificateSigningRequest } from '../../src/kubernetes/object.ts';
import type { TrialCluster } from '../../src/pipeline/ports.ts';
import { createKey } from '../../src/pki/keys.ts';
import { startCluster } from '../../src/sandbox/cluster.ts';
import { formatKubeconfig } from '../../src/sandbox/kubeconfig.ts';
import { createDefaultUsers } from '../../src/sandbox/users.ts';
import { createCaller, csrPath } from '../sandbox/caller.ts';
import { janes, requestFor } from '../sandbox/stage.ts';

interface Scene {
  connect(user: string | null, server?: string | null): Promise<TrialCluster>;
  /** Names of the objects there are. */
  stored(): Promise<readonly string[]>;
  submit(object: object): Promise<unknown>;
}

async function onScene(play: (scene: Scene) => Promise<void>): Promise<void> {
  const dir = mkdtempSync(path.join(tmpdir(), 'countersign-live-'));
  const cluster = await startCluster({ users: createDefaultUsers() });
  const caller = createCaller(cluster);
  const kubeconfig = path.join(dir, 'kubeconfig');
  writeFileSync(kubeconfig, formatKubeconfig({ ...cluster, current: 'admin' }));
  try {
    await play({
      connect: (user, server = null) =>
        connectTrialCluster({ kubeconfig, contexts: [], server, ca: null, environment: process.env }, user),
      stored: async () => {
        const { json } = await caller.call('admin', 'GET', csrPath);
        return (json.items as CertificateSigningRequest[]).map(({ metadata }) => metadata.name ?? '');
      },
      submit: (object) => caller.call('submitter', 'POST', csrPath, { body: object }),
    });
  } finally {
    caller.close();
    await cluster.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

const object = (name: string, spec = {}): CertificateSigningRequest =>
  janes(name, spec) as CertificateSigningRequest;

describe('connectTrialCluster against the embedded cluster', () => {
  it('gets the object as the server would store it, and leaves nothing behind', async () => {
    await onScene(async ({ connect, stored }) => {
      const answer = await (await connect('submitter')).tryCreate(object('jane'));
      assert.equal(answer.kind, 'accepted');
      assert.ok(answer.kind === 'accepted' && answer.object.spec.username === 'submitter');
      assert.deepEqual(answer.warnings, []);
      assert.deepEqual(await stored(), []);
    });
  });

  it('gets the refusal of validation with its field, and of admission with its words', async () => {
    await onScene(async ({ connect, stored }) => {
      const cluster = await connect('submitter');
      const invalid = await cluster.tryCreate(object('jane', { expirationSeconds: 60 }));
      assert.ok(invalid.kind === 'refused' && invalid.refusal.code === 422);
      assert.equal(invalid.refusal.causes[0]?.field, 'spec.expirationSeconds');
      const request = requestFor(createKey('ECDSA-P256'), {
        commonName: 'eve',
        organizations: ['system:masters'],
      });
      const masters = await cluster.tryCreate(object('eve', { request }));
      assert.ok(masters.kind === 'refused' && masters.refusal.code === 403);
      assert.match(masters.refusal.message, /system:masters/);
      assert.deepEqual(await stored(), []);
    });
  });

  it('is strict about fields, as kubectl is', async () => {
    await onScene(async ({ connect }) => {
      const answer = await (await connect('submitter')).tryCreate(object('jane', { duration: '1h' }));
      assert.ok(answer.kind === 'refused' && answer.refusal.code === 400);
      assert.match(answer.refusal.message, /unknown field "spec\.duration"/);
    });
  });

  it('says that an object of the name is there, and leaves that one alone', async () => {
    await onScene(async ({ connect, stored, submit }) => {
      await submit(object('jane'));
      const answer = await (await connect('submitter')).tryCreate(
        object('jane', { expirationSeconds: 7200 }),
      );
      assert.equal(answer.kind, 'exists');
      assert.deepEqual(await stored(), ['jane']);
    });
  });

  it('names the grant that is missing where the user may not create', async () => {
    await onScene(async ({ connect }) => {
      const cluster = await connect('approver');
      await assert.rejects(cluster.tryCreate(object('jane')), (error) => {
        assert.ok(isCountersignError(error, 'cluster-forbidden'));
        assert.match(error.message, /does not let "approver" create certificatesigningrequests/);
        assert.match(
          error.hint ?? '',
          /apiGroups: \[certificates\.k8s\.io\], resources: \[certificatesigningrequests\], verbs: \[create\]/,
        );
        return true;
      });
    });
  });

  it('asks no other cluster or context than was meant', async () => {
    await onScene(async ({ connect }) => {
      await assert.rejects(connect('nope'), (error) => isCountersignError(error, 'usage'));
      await assert.rejects(connect('submitter', 'https://elsewhere.example:6443'), (error) =>
        isCountersignError(error, 'usage'),
      );
      assert.equal((await (await connect(null)).tryCreate(object('jane'))).kind, 'accepted');
    });
  });
});

describe('readTrialAnswer', () => {
  const status = (code: number, fields: object) => ({
    code,
    headers: {},
    body: JSON.stringify({ kind: 'Status', status: 'Failure', ...fields }),
  });

  const none: readonly (readonly [string, number, string])[] = [
    ['a credential that has expired', 401, '{"kind":"Status"}'],
    ['a server without the API', 404, '404 page not found'],
    ['a server that is busy', 429, '{"kind":"Status","message":"too many"}'],
    ['a conflict that is none of names', 409, '{"kind":"Status","reason":"Conflict"}'],
    ['a fault of the server', 500, '{"kind":"Status","message":"etcd is gone"}'],
    ['a page of a proxy that says yes', 200, '<html>'],
    ['an object of another kind', 201, '{"kind":"Status","metadata":{},"spec":{}}'],
  ];
  for (const [title, code, body] of none) {
    it(`takes no answer from ${title}`, () => {
      assert.equal(readTrialAnswer({ code, headers: {}, body }), null);
    });
  }

  it('takes a webhook that cannot be reached for a refusal', () => {
    const message = 'Internal error occurred: failed calling webhook "x": connection refused';
    assert.equal(readTrialAnswer(status(500, { message }))?.kind, 'refused');
  });

  it('is not talked out of a refusal by a webhook that writes like RBAC', () => {
    const message =
      'admission webhook "x" denied the request: certificatesigningrequests.certificates.k8s.io is forbidden: User "a" cannot create resource';
    assert.equal(readTrialAnswer(status(403, { message }))?.kind, 'refused');
  });

  it('reads the warnings of refusals too', () => {
    const headers = { warning: '299 - "first", 299 - "it says \\"no\\", twice"' };
    const answer = readTrialAnswer({ ...status(403, { message: 'no' }), headers });
    assert.deepEqual(answer?.warnings, ['first', 'it says "no", twice']);
  });
});

describe('parseWarnings', () => {
  const cases = [
    ['', []],
    ['299 - "a"', ['a']],
    ['299 - "a, 299 - b"', ['a, 299 - b']],
    ['299 - "a",299 agent:80 "b\\\\c"', ['a', 'b\\c']],
    ['299 - "cut', []],
    ['gibberish', []],
  ] as const;
  for (const [header, texts] of cases) {
    it(`reads ${JSON.stringify(header)}`, () => assert.deepEqual(parseWarnings(header), texts));
  }
});
