/**
 * The embedded cluster: `certificates.k8s.io/v1` over real HTTPS, for the demo, for tests, and for trying things
 * out. It forgets everything when it stops, and must never guard anything.
 */
import { CountersignError } from '../errors.ts';
import type { CertificateSigningRequest } from '../kubernetes/object.ts';
import type { Requester } from '../kubernetes/prepare.ts';
import { createAuthenticator } from './authenticator.ts';
import { type Access, resourceAccess } from './authorizer.ts';
import type { World } from './call.ts';
import { isOutlived } from './cleaner.ts';
import { drop } from './delete.ts';
import { answer } from './endpoints.ts';
import { createFaults, type FaultRule } from './fault.ts';
import { admitCall, createAuthorizer } from './gate.ts';
import { formatKubeconfig } from './kubeconfig.ts';
import { createLister } from './list.ts';
import { represent } from './represent.ts';
import { type RunningServer, type ServerOptions, startServer } from './server.ts';
import { startSigners } from './signers.ts';
import { csrGroup, csrResource } from './status.ts';
import { openStore } from './store.ts';
import { createTls } from './tls.ts';
import type { SandboxUser } from './users.ts';

export interface SandboxOptions {
  readonly users: readonly SandboxUser[];
  /** The longest life the built-in signers give; 365 days where it is absent. */
  readonly maxLifetimeSeconds?: number;
  readonly clock?: { now(): Date };
  /** A free one where it is absent. */
  readonly port?: number;
}

/** What went over the wire so far. */
export interface Transport {
  /** TLS connections accepted. */
  readonly connections: number;
  /** Authorised calls by verb and resource: `create certificatesigningrequests`, `update certificatesigningrequests/approval`. */
  readonly calls: ReadonlyMap<string, number>;
}

export interface SandboxCluster {
  /** `https://127.0.0.1:PORT` */
  readonly url: string;
  /** Whom to trust for `url`. */
  readonly caPem: string;
  /** The CA of the built-in signers; its client certificates are taken for authentication. */
  readonly clientCaPem: string;
  readonly users: readonly SandboxUser[];
  readonly transport: Transport;
  /** The kubeconfig of one user, YAML. */
  kubeconfig(userName: string): string;
  /** Makes the next calls fail. */
  fail(rule: FaultRule): void;
  /** Cuts the watches that run now. */
  cutWatches(): void;
  /** Forgets history, so that resuming an older watch or list gives 410. */
  compact(): void;
  /** Does what kube-controller-manager's cleaner would have done by `now`; returns the names it deleted. */
  clean(now: Date): readonly string[];
  /** Resolves when the built-in signers have nothing left to do. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

const year = 365 * 86_400;

/** Starts a cluster on 127.0.0.1. Throws CountersignError `cannot-listen` where the port cannot be had. */
export async function startCluster(options: SandboxOptions): Promise<SandboxCluster> {
  const now = (): Date => options.clock?.now() ?? new Date();
  const tls = await createTls(now());
  const store = openStore();
  const isAllowed = createAuthorizer(options.users);
  const world: World = { store, list: createLister(store), now, isAllowed };
  const faults = createFaults();
  const calls = new Map<string, number>();
  const gateway = createGateway(options.users, world, faults.take, calls);
  const server = await listen({ gateway, ...tls, port: options.port ?? 0 });
  const signers = startSigners({
    store,
    now,
    maxLifetimeSeconds: options.maxLifetimeSeconds ?? year,
    issuer: tls.issuer,
    nodeRight: (object) => (subresource) =>
      isAllowed(requesterOf(object), resourceAccess('create', csrGroup, csrResource, '', subresource)),
  });
  const url = `https://127.0.0.1:${server.port}`;
  return {
    url,
    caPem: tls.caPem,
    clientCaPem: tls.clientCaPem,
    users: options.users,
    transport: {
      get connections() {
        return server.connections();
      },
      calls,
    },
    kubeconfig: (name) =>
      formatKubeconfig({ url, caPem: tls.caPem, users: [userNamed(options.users, name)], current: name }),
    fail: faults.add,
    cutWatches: server.cutWatches,
    compact: store.compact,
    clean: (at) => clean(world, at),
    idle: signers.idle,
    async stop() {
      await server.stop();
      await signers.stop();
    },
  };
}

async function listen(options: ServerOptions): Promise<RunningServer> {
  try {
    return await startServer(options);
  } catch (cause) {
    throw new CountersignError('cannot-listen', `cannot listen on 127.0.0.1:${options.port}`, {
      hint: 'choose another port, or leave it out to take a free one',
      cause,
    });
  }
}

function createGateway(
  users: readonly SandboxUser[],
  world: World,
  fault: (access: Access) => ReturnType<ServerOptions['gateway']['fault']>,
  calls: Map<string, number>,
): ServerOptions['gateway'] {
  const authenticate = createAuthenticator(users);
  return {
    admit: (credentials, impersonates, access) =>
      admitCall(authenticate, world.isAllowed, credentials, impersonates, access),
    fault(access) {
      const resource =
        access.subresource === '' ? access.resource : `${access.resource}/${access.subresource}`;
      const key = `${access.verb} ${access.path ?? resource}`;
      calls.set(key, (calls.get(key) ?? 0) + 1);
      return fault(access);
    },
    answer: (call, form) => represent(answer(world, call), form, call.query, world.now),
  };
}

function requesterOf({ spec }: CertificateSigningRequest): Requester {
  const { username = '', uid = null, groups = [], extra = {} } = spec;
  return { username, uid, groups, extra };
}

function userNamed(users: readonly SandboxUser[], name: string): SandboxUser {
  const user = users.find((candidate) => candidate.name === name);
  if (user === undefined) throw new Error(`the cluster has no user ${JSON.stringify(name)}`);
  return user;
}

function clean(world: World, at: Date): readonly string[] {
  const outlived = world.store.list().filter((object) => isOutlived(object, at));
  for (const object of outlived) drop(world, object);
  return outlived.map(({ metadata }) => metadata.name ?? '');
}
