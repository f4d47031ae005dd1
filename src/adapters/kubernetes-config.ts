import { readFileSync } from 'node:fs';
import type { AgentOptions, RequestOptions } from 'node:https';
import type { Cluster, KubeConfig, User } from '@kubernetes/client-node';
import { CountersignError } from '../errors.ts';
import { decodePemBlocks } from '../pki/pem.ts';
import { type ExecConfig, execCredentials } from './kubernetes-exec.ts';

type Sdk = typeof import('@kubernetes/client-node');
type Undici = typeof import('undici');

/** Which cluster, and by which credential. */
export interface ClusterAccess {
  /** Path of a kubeconfig, or `incluster` for the service account of the pod we run in. */
  readonly kubeconfig: string;
  /** Contexts to use, the first that the kubeconfig has; its current one where it has none of them. */
  readonly contexts: readonly string[];
  /** Server address that policy names, or null; the kubeconfig's must be equal. */
  readonly server: string | null;
  /** CA bundle that policy names, PEM, or null; the kubeconfig's must hold the same certificates. */
  readonly ca: string | null;
  /** The environment, of which credential plugins get a part. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Loads the kubeconfig, holds it against policy, and gives it one dispatcher for all calls. */
export function loadAccess(sdk: Sdk, undici: Undici, access: ClusterAccess): KubeConfig {
  const config = access.kubeconfig === 'incluster' ? loadInCluster(sdk) : loadFile(sdk, access);
  checkServer(config, access);
  shareDispatcher(config, undici);
  return config;
}

function loadInCluster(sdk: Sdk): KubeConfig {
  const config = new sdk.KubeConfig();
  config.loadFromCluster();
  return config;
}

function loadFile(sdk: Sdk, access: ClusterAccess): KubeConfig {
  const file = new sdk.KubeConfig();
  try {
    file.loadFromFile(access.kubeconfig);
  } catch (error) {
    // The parser's message may quote the file, and the file holds credentials.
    const reason = (error as NodeJS.ErrnoException).code ?? 'it is no kubeconfig';
    throw new CountersignError(
      'file-unreadable',
      `the kubeconfig ${access.kubeconfig} cannot be read: ${reason}`,
    );
  }
  const names = new Set(file.getContexts().map(({ name }) => name));
  const context = access.contexts.find((name) => names.has(name)) ?? file.getCurrentContext();
  if (file.getContextObject(context) === null) throw noContext(access.kubeconfig, context);
  return withPlugins(sdk, file, context, access);
}

function noContext(path: string, context: string): CountersignError {
  return new CountersignError('usage', `the kubeconfig ${path} has no context ${JSON.stringify(context)}`, {
    hint: 'kubectl config get-contexts lists those it has',
  });
}

/** The SDK's own exec support hands plugins our whole environment, and its cloud helpers do so too. */
function withPlugins(sdk: Sdk, file: KubeConfig, context: string, access: ClusterAccess): KubeConfig {
  const config = new sdk.KubeConfig();
  const users = file.getUsers();
  for (const user of users) {
    if (user.authProvider !== undefined && user.authProvider !== null && user.name === userOf(file, context))
      throw new CountersignError(
        'not-yet',
        'the kubeconfig uses an auth-provider, which Kubernetes removed in 1.26',
        {
          hint: 'use an exec credential plugin or a token',
        },
      );
    if (user.exec !== undefined && user.exec !== null) addPlugin(config, user, access);
  }
  config.loadFromOptions({
    clusters: file.getClusters(),
    contexts: file.getContexts(),
    users: users.map(({ exec: _exec, authProvider: _provider, ...rest }) => rest),
    currentContext: context,
  });
  return config;
}

function userOf(config: KubeConfig, context: string): string | undefined {
  return config.getContextObject(context)?.user;
}

function addPlugin(config: KubeConfig, user: User, access: ClusterAccess): void {
  const credentials = execCredentials(user.exec as ExecConfig, access.kubeconfig, access.environment);
  config.addAuthenticator({
    isAuthProvider: (candidate) => candidate.name === user.name,
    applyAuthentication: async (_user, options) => {
      const { token, clientCertificateData, clientKeyData } = await credentials();
      const request = options as RequestOptions;
      if (clientCertificateData !== undefined) request.cert = clientCertificateData;
      if (clientKeyData !== undefined) request.key = clientKeyData;
      if (token !== undefined)
        request.headers = { ...(request.headers as object), Authorization: `Bearer ${token}` };
    },
  });
}

/** Policy says where the cluster is; a kubeconfig that leads elsewhere is refused, and so is one without TLS. */
function checkServer(config: KubeConfig, access: ClusterAccess): void {
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw wrongCluster('the kubeconfig has no current cluster');
  if (!cluster.server.startsWith('https://'))
    throw wrongCluster(`the kubeconfig's server ${cluster.server} is not https`);
  if (cluster.skipTLSVerify)
    throw wrongCluster("the kubeconfig turns the check of the server's certificate off");
  if (access.server !== null && normalise(access.server) !== normalise(cluster.server))
    throw wrongCluster(`the kubeconfig leads to ${cluster.server}, and policy names ${access.server}`);
  if (access.ca === null) return;
  const ca = cluster.caFile ? readFileSync(cluster.caFile) : Buffer.from(cluster.caData ?? '', 'base64');
  if (fingerprint(ca) !== fingerprint(Buffer.from(access.ca)))
    throw wrongCluster("the kubeconfig's certificate authority is not the one policy names");
}

function wrongCluster(message: string): CountersignError {
  return new CountersignError('usage', message, {
    hint: "policy's clusters.<name>.server and ca say which cluster is meant; change one of the two",
  });
}

function normalise(server: string): string {
  const url = new URL(server);
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** The certificates of a bundle, whatever their order and line ends. */
function fingerprint(pem: Uint8Array): string {
  const certificates = decodePemBlocks(pem).map((block) => Buffer.from(block.der).toString('base64'));
  return [...new Set(certificates)].sort().join();
}

/** As many connections as calls under way at once: beyond that, calls wait for one to come free. */
const maxConnections = 32;

/**
 * The SDK makes a new undici Agent, and so a new TLS connection, for every call (trap 2.10: 302 calls a second
 * against 1,432). Its factory is private; this is the one place that replaces it, and a test counts connections.
 */
function shareDispatcher(config: KubeConfig, { Agent }: Undici): void {
  const create: unknown = Reflect.get(config, 'createDispatcher');
  if (typeof create !== 'function') throw new Error('the SDK makes its dispatchers in another way by now');
  const kept = new Map<string, unknown>();
  const make = (cluster: Cluster | null, options: AgentOptions): unknown => {
    const wanted = config.createDispatcherOptions(cluster, options);
    if (wanted.type !== 'agent') return create.call(config, cluster, options);
    return new Agent({ connect: wanted.connect as object, connections: maxConnections });
  };
  Object.defineProperty(config, 'createDispatcher', {
    value: (cluster: Cluster | null, options: AgentOptions): unknown => {
      // A credential plugin may rotate its client certificate: another certificate is another connection.
      const key = JSON.stringify([cluster, options]);
      if (!kept.has(key)) kept.set(key, make(cluster, options));
      return kept.get(key);
    },
  });
}
