/**
 * A cluster of the developer's own, by `KUBECONFIG`. Its current user acts as each of ours (impersonation), and so
 * needs `cluster-admin`: roles and bindings named `countersign-test-…` are made and removed, and so are the
 * CertificateSigningRequests that the scenarios create. Use one that nothing depends on.
 */
import { readFileSync } from 'node:fs';
import type { RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import type { Source } from './plane.ts';
import type { Credentials } from './wire.ts';

export async function borrowCluster(): Promise<Source> {
  const config = new KubeConfig();
  config.loadFromDefault();
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw new Error('KUBECONFIG names no current cluster');
  if (!cluster.server.startsWith('https://')) throw new Error(`${cluster.server} is not https`);
  const caPem = cluster.caFile
    ? readFileSync(cluster.caFile, 'utf8')
    : Buffer.from(cluster.caData ?? '', 'base64').toString('utf8');
  const administrator = await readCredentials(config);
  return {
    url: cluster.server.replace(/\/$/, ''),
    ...{ caPem, clientCaPem: null, administrator },
    credentials: ({ name, uid, groups }) => ({
      ...administrator,
      as: { name, uid, groups: [...groups, 'system:authenticated'] },
    }),
    lacks: {
      own: 'the cluster of KUBECONFIG holds other objects, too',
      ...(process.env['COUNTERSIGN_SIGNERS'] === 'none'
        ? { signers: 'COUNTERSIGN_SIGNERS says that the cluster of KUBECONFIG has no built-in signers' }
        : {}),
    },
    stop: async () => undefined,
  };
}

/** The current user's, with what a credential plugin gives. */
async function readCredentials(config: KubeConfig): Promise<Credentials> {
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  const bearer = /^Bearer (.+)$/.exec(String((options.headers as Record<string, unknown>)?.['Authorization']));
  return {
    ...(bearer?.[1] === undefined ? {} : { token: bearer[1] }),
    ...(options.cert === undefined ? {} : { cert: String(options.cert) }),
    ...(options.key === undefined ? {} : { key: String(options.key) }),
  };
}
