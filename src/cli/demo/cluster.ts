import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { CountersignError } from '../../errors.ts';
import type { SandboxUser } from '../../sandbox/users.ts';
import { packageRoot } from './examples.ts';

export const clusterKinds = ['embedded', 'real'] as const;
export type DemoClusterKind = (typeof clusterKinds)[number];

/** A cluster that this very process started, and that ends with it. */
export interface DemoCluster {
  readonly url: string;
  /** Whom to trust for `url`. */
  readonly caPem: string;
  /** The CA of the built-in signers. */
  readonly clientCaPem: string;
  readonly users: readonly SandboxUser[];
  /** What the story calls it. */
  readonly title: string;
  stop(): Promise<void>;
}

/** Starts the embedded cluster, or the real control plane of this project's tests (in a clone, with Go). */
export async function openCluster(kind: DemoClusterKind): Promise<DemoCluster> {
  if (kind === 'real') return await openReal();
  const { startCluster } = await import('../../sandbox/cluster.ts');
  const { createDefaultUsers } = await import('../../sandbox/users.ts');
  const cluster = await startCluster({ users: createDefaultUsers() });
  return { ...cluster, title: 'embedded cluster' };
}

/** What `test/cluster/plane.ts` offers; it is no part of the published package, so it is found at run time. */
interface PlaneModule {
  startPlane(): Promise<
    Omit<DemoCluster, 'title' | 'clientCaPem'> & { version: string; clientCaPem: string | null }
  >;
}

async function openReal(): Promise<DemoCluster> {
  const file = path.join(packageRoot(), 'test', 'cluster', 'plane.ts');
  if (!existsSync(file)) {
    throw new CountersignError('usage', 'the real control plane is built from a clone of Countersign', {
      hint: 'leave --cluster out to play on the embedded cluster',
    });
  }
  const borrowed = ['KUBECONFIG', 'KUBEBUILDER_ASSETS'].filter((name) => process.env[name]);
  if (borrowed.length > 0) {
    throw new CountersignError('usage', `${borrowed.join(' and ')} would lead the demo to another cluster`, {
      hint: `unset ${borrowed.join(' ')}: the demo plays only where it may throw everything away`,
    });
  }
  const { startPlane } = (await import(pathToFileURL(file).href)) as PlaneModule;
  const plane = await startPlane();
  if (plane.clientCaPem === null)
    throw new Error('the control plane of the tests names the CA of its signers');
  return { ...plane, clientCaPem: plane.clientCaPem, title: `Kubernetes ${plane.version}` };
}
