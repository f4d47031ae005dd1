import { createPublicKey } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createAuthority } from '../../authority/create.ts';
import { createKey, encodePrivateKey } from '../../pki/keys.ts';
import { formatKubeconfig } from '../../sandbox/kubeconfig.ts';
import type { DemoCluster } from './cluster.ts';
import type { Stage } from './stage.ts';

/** Private files of the demo's platform team; they never enter the repository. */
export interface Secrets {
  readonly kubeconfig: string;
  readonly servingKey: string;
  /** PKCS#8 PEM of the recorder's key. */
  readonly recordKey: string;
}

const year = 365 * 86_400;

/**
 * Sets up what a platform engineer sets up once: the authority of our own signer name, the key that signs records,
 * and under `trust/` the public half of everything.
 */
export async function setUpTrust(stage: Stage, cluster: DemoCluster, now: Date): Promise<Secrets> {
  const serving = await createAuthority('demo serving CA', { now, lifetimeSeconds: 5 * year });
  const recorder = createKey('Ed25519');
  const trust = path.join(stage.repository, 'trust');
  mkdirSync(trust);
  const publish = (name: string, pem: string): void => writeFileSync(path.join(trust, name), pem);
  publish('demo-api.pem', cluster.caPem);
  publish('demo-client-ca.pem', cluster.clientCaPem);
  publish('serving.pem', serving.certificatePem);
  publish('records.pem', createPublicKey(recorder).export({ format: 'pem', type: 'spki' }).toString());
  return {
    kubeconfig: keep(stage, 'kubeconfig', formatKubeconfig({ ...cluster, current: 'admin' })),
    servingKey: keep(stage, 'serving-ca.pem', encodePrivateKey(serving.privateKey)),
    recordKey: encodePrivateKey(recorder),
  };
}

function keep({ keys }: Stage, name: string, text: string): string {
  const file = path.join(keys, name);
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}
