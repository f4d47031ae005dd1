import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type ApiException,
  AuthenticationV1Api,
  AuthorizationV1Api,
  CertificatesV1Api,
  KubeConfig,
  makeInformer,
  VersionApi,
  Watch,
} from '@kubernetes/client-node';
import type { SandboxCluster } from '../../src/sandbox/cluster.ts';
import { csrPath } from './caller.ts';
import { approved, janes, onStage } from './stage.ts';

function configOf(cluster: SandboxCluster, user: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromString(cluster.kubeconfig(user));
  return config;
}

function apiOf(cluster: SandboxCluster, user: string): CertificatesV1Api {
  return configOf(cluster, user).makeApiClient(CertificatesV1Api);
}

describe('@kubernetes/client-node, as people use it', () => {
  it('creates, approves, waits by a watch for the certificate, and deletes', () =>
    onStage(async (cluster) => {
      const submitter = apiOf(cluster, 'submitter');
      const body = await submitter.createCertificateSigningRequest({
        body: janes('web'),
        fieldValidation: 'Strict',
      });
      assert.equal(body.spec.username, 'submitter');
      const issued = watchFor(cluster, 'web');
      const conditions = [approved];
      await apiOf(cluster, 'approver').replaceCertificateSigningRequestApproval({
        name: 'web',
        body: { ...body, status: { conditions } },
      });
      assert.match(Buffer.from(await issued, 'base64').toString(), /^-----BEGIN CERTIFICATE-----\n/);
      const listed = await submitter.listCertificateSigningRequest({ fieldSelector: 'metadata.name=web' });
      assert.equal(listed.items[0]?.status?.certificate, await issued);
      const { status } = await apiOf(cluster, 'admin').deleteCertificateSigningRequest({ name: 'web' });
      assert.equal(status, 'Success');
    }));

  it('gets its errors with code and reason', () =>
    onStage(async (cluster) => {
      const submitter = apiOf(cluster, 'submitter');
      const body = await submitter.createCertificateSigningRequest({ body: janes('web') });
      const reasonOf = async (call: Promise<unknown>): Promise<string> => {
        const { code, body: text } = await call.then(
          () => assert.fail('no error'),
          (error: ApiException<string>) => error,
        );
        return `${code} ${JSON.parse(text).reason}`;
      };
      const twice = submitter.createCertificateSigningRequest({ body: janes('web') });
      assert.equal(await reasonOf(twice), '409 AlreadyExists');
      assert.equal(await reasonOf(submitter.readCertificateSigningRequest({ name: 'db' })), '404 NotFound');
      assert.equal(
        await reasonOf(submitter.deleteCertificateSigningRequest({ name: 'web' })),
        '403 Forbidden',
      );
      const stale = {
        ...body,
        metadata: { ...body.metadata, resourceVersion: '1' },
        status: { conditions: [approved] },
      };
      const approval = apiOf(cluster, 'approver').replaceCertificateSigningRequestApproval({
        name: 'web',
        body: stale,
      });
      assert.equal(await reasonOf(approval), '409 Conflict');
      const patch = apiOf(cluster, 'admin').patchCertificateSigningRequest({
        name: 'web',
        body: { metadata: {} },
      });
      assert.equal(await reasonOf(patch), '400 BadRequest');
    }));

  it('says who it is, what it may, and which version it talks to', () =>
    onStage(async (cluster) => {
      const config = configOf(cluster, 'signer');
      const review = await config.makeApiClient(AuthenticationV1Api).createSelfSubjectReview({ body: {} });
      assert.equal(review.status?.userInfo?.username, 'signer');
      const resourceAttributes = {
        group: 'certificates.k8s.io',
        resource: 'signers',
        verb: 'sign',
        name: 'a.b/c',
      };
      const access = await config
        .makeApiClient(AuthorizationV1Api)
        .createSelfSubjectAccessReview({ body: { spec: { resourceAttributes } } });
      assert.equal(access.status?.allowed, true);
      const { gitVersion } = await config.makeApiClient(VersionApi).getCode();
      assert.match(gitVersion, /^v1\.36\.\d+\+countersign$/);
    }));

  it('keeps an informer up to date through cut watches and forgotten history', () =>
    onStage(async (cluster) => {
      const submitter = apiOf(cluster, 'submitter');
      const seen = new Set<string>();
      const informer = makeInformer(configOf(cluster, 'submitter'), csrPath, () =>
        submitter.listCertificateSigningRequest(),
      );
      informer.on('add', ({ metadata }) => void seen.add(metadata?.name ?? ''));
      let isOver = false;
      informer.on('error', () => void setTimeout(() => void (isOver || informer.start()), 20));
      await informer.start();
      await submitter.createCertificateSigningRequest({ body: janes('a') });
      await until(() => seen.has('a'));
      cluster.compact();
      cluster.cutWatches();
      await submitter.createCertificateSigningRequest({ body: janes('b') });
      await until(() => seen.has('b'));
      isOver = true;
      await informer.stop();
    }));
});

async function until(isTrue: () => boolean): Promise<void> {
  const end = performance.now() + 5_000;
  while (!isTrue()) {
    assert.ok(performance.now() < end, 'nothing happened for five seconds');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Resolves to the certificate once a watch shows it. */
async function watchFor(cluster: SandboxCluster, name: string): Promise<string> {
  const watch = new Watch(configOf(cluster, 'submitter'));
  return await new Promise<string>((resolve, reject) => {
    const controller = watch.watch(
      csrPath,
      { fieldSelector: `metadata.name=${name}` },
      async (_type, object) => {
        const certificate: string | undefined = object.status?.certificate;
        if (certificate === undefined) return;
        (await controller).abort();
        resolve(certificate);
      },
      (error) => {
        if (error?.name !== 'AbortError') reject(error);
      },
    );
  });
}
