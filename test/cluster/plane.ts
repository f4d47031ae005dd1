/**
 * A real control plane for a test run, with the users of the embedded cluster.
 *
 * Which one: the cluster of `KUBECONFIG` where that is set, else etcd and kube-apiserver of `KUBEBUILDER_ASSETS`
 * where that is set, else the one of this folder, built if needed.
 */
import type { SandboxUser } from '../../src/sandbox/users.ts';
import { createDefaultUsers } from '../../src/sandbox/users.ts';
import { grantAccess } from './access.ts';
import { startBinaries } from './binaries.ts';
import { borrowCluster } from './borrowed.ts';
import { startBuilt } from './built.ts';
import { type Credentials, callJson } from './wire.ts';

/** What a scenario may need beyond an API server with RBAC. */
export type Need = 'signers' | 'own';

/** Where a control plane is, and how its administrator gets in. */
export interface Source {
  readonly url: string;
  /** Whom to trust for `url`. */
  readonly caPem: string;
  /** The CA of the built-in signers; null where that is not known. */
  readonly clientCaPem: string | null;
  readonly administrator: Credentials;
  /** How a user of ours gets in. */
  credentials(user: SandboxUser): Credentials;
  /** What it cannot do, and why: the scenarios that need it are skipped with these words. */
  readonly lacks: Readonly<Partial<Record<Need, string>>>;
  stop(): Promise<void>;
}

export interface Plane {
  readonly url: string;
  readonly caPem: string;
  readonly clientCaPem: string | null;
  /** `v1.36.4` */
  readonly version: string;
  readonly lacks: Source['lacks'];
  readonly users: readonly SandboxUser[];
  /** How somebody gets in; null is nobody. */
  credentials(userName: string | null): Credentials;
  /** The kubeconfig of one user. */
  kubeconfig(userName: string): string;
  /** Ends it and removes all that was made: processes, files, or in a borrowed cluster our roles. */
  stop(): Promise<void>;
}

export interface PlaneOptions {
  /** The default ones of the embedded cluster where absent. */
  readonly users?: readonly SandboxUser[];
  /** More flags for kube-apiserver; a cluster of `KUBECONFIG` is as it is. */
  readonly apiserverFlags?: readonly string[];
}

/** Starts, or borrows, and waits until every user has the rights that `users` says. */
export async function startPlane(options: PlaneOptions = {}): Promise<Plane> {
  const users = options.users ?? createDefaultUsers();
  const source = await openSource(users, options.apiserverFlags ?? []);
  const administrator = { url: source.url, caPem: source.caPem, ...source.administrator };
  let revoke = async (): Promise<void> => undefined;
  const stop = async (): Promise<void> => {
    try {
      await revoke();
    } finally {
      await source.stop();
    }
  };
  try {
    revoke = await grantAccess(administrator, users, source.credentials);
    const version = await callJson(administrator, 'GET', '/version');
    return planeOf(source, users, String(version['gitVersion']), stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function openSource(users: readonly SandboxUser[], flags: readonly string[]): Promise<Source> {
  if (process.env['KUBECONFIG']) return borrowCluster();
  const assets = process.env['KUBEBUILDER_ASSETS'];
  return assets ? await startBinaries(assets, users, flags) : await startBuilt(users, flags);
}

function planeOf(
  source: Source,
  users: readonly SandboxUser[],
  version: string,
  stop: () => Promise<void>,
): Plane {
  const { url, caPem, clientCaPem, lacks } = source;
  const credentials = (name: string | null): Credentials => {
    if (name === null) return {};
    const user = users.find((candidate) => candidate.name === name);
    if (user === undefined) throw new Error(`the control plane has no user ${JSON.stringify(name)}`);
    return source.credentials(user);
  };
  return {
    ...{ url, caPem, clientCaPem, version, lacks, users, credentials, stop },
    kubeconfig: (name) => formatKubeconfig(url, caPem, credentials(name)),
  };
}

/** JSON is YAML, so that what kubectl reads needs no writer of YAML. */
function formatKubeconfig(url: string, caPem: string, { cert, key, token, as }: Credentials): string {
  const user = {
    ...(token === undefined ? {} : { token }),
    ...(cert === undefined ? {} : { 'client-certificate-data': base64(cert) }),
    ...(key === undefined ? {} : { 'client-key-data': base64(key) }),
    ...(as === undefined ? {} : { as: as.name, 'as-uid': as.uid, 'as-groups': as.groups }),
  };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'plane',
    clusters: [{ name: 'plane', cluster: { server: url, 'certificate-authority-data': base64(caPem) } }],
    contexts: [{ name: 'plane', context: { cluster: 'plane', user: 'plane' } }],
    users: [{ name: 'plane', user }],
  });
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
