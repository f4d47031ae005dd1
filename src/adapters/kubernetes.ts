import type { CertificatesV1Api, KubeConfig, V1CertificateSigningRequest } from '@kubernetes/client-node';
import { isCountersignError } from '../errors.ts';
import type { CertificateSigningRequest, CertificateSigningRequestCondition } from '../kubernetes/object.ts';
import type { Cluster, UserInfo } from '../pipeline/ports.ts';
import { type ClusterAccess, loadAccess } from './kubernetes-config.ts';
import { clusterError } from './kubernetes-fault.ts';
import { watchObjects } from './kubernetes-watch.ts';

type Sdk = typeof import('@kubernetes/client-node');

/** An API server that says nothing for this long will not say anything (a create with webhooks takes seconds). */
const callTimeoutMilliseconds = 30_000;
const pageSize = 500;

/** All that the methods share. */
interface Connection {
  readonly sdk: Sdk;
  readonly config: KubeConfig;
  readonly api: CertificatesV1Api;
  /** Runs a call and translates what it throws. */
  readonly attempt: <T>(what: string, call: () => Promise<T>) => Promise<T>;
}

/** A cluster by `@kubernetes/client-node`, which is loaded only now. Nothing is sent before the first call. */
export async function connectCluster(access: ClusterAccess): Promise<Cluster> {
  const sdk = await import('@kubernetes/client-node');
  const config = loadAccess(sdk, await import('undici'), access);
  const connection: Connection = { sdk, config, api: clientOf(sdk, config, sdk.CertificatesV1Api), attempt };
  return {
    whoAmI: () => whoAmI(connection),
    isEmbedded: () => isEmbedded(connection),
    list: async () => (await listObjects(connection)).objects,
    get: (name) => getObject(connection, name),
    create: (object) =>
      attempt(`create object ${object.metadata.name}`, async () =>
        plain(
          await connection.api.createCertificateSigningRequest({
            body: toSdk(object),
            fieldValidation: 'Strict',
          }),
        ),
      ),
    approve: (judged, condition) => putApproval(connection, judged, condition),
    uploadCertificate: (judged, chainPem) => putCertificate(connection, judged, chainPem),
    watch: (names, done, timeoutSeconds) => watchUntil(connection, names, done, timeoutSeconds),
  };
}

async function attempt<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw clusterError(error, what);
  }
}

/** An API of the SDK whose every call ends in time; authentication and dispatcher are the kubeconfig's. */
function clientOf<Api>(
  sdk: Sdk,
  config: KubeConfig,
  type: new (configuration: ReturnType<Sdk['createConfiguration']>) => Api,
): Api {
  const server = config.getCurrentCluster()?.server ?? '';
  const configuration = sdk.createConfiguration({
    baseServer: new sdk.ServerConfiguration(server, {}),
    authMethods: {
      default: {
        getName: () => 'kubeconfig',
        applySecurityAuthentication: async (context) => {
          await config.applySecurityAuthentication(context);
          context.setSignal(AbortSignal.timeout(callTimeoutMilliseconds));
        },
      },
    },
  });
  return new type(configuration);
}

async function whoAmI({ sdk, config }: Connection): Promise<UserInfo> {
  const api = clientOf(sdk, config, sdk.AuthenticationV1Api);
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
  const review = await attempt('say who we are', () => api.createSelfSubjectReview({ body }));
  const user = review.status?.userInfo;
  return {
    username: user?.username ?? '',
    uid: user?.uid ?? null,
    groups: user?.groups ?? [],
    extra: user?.extra ?? {},
  };
}

/** The embedded cluster says so in its version, and is believed only on this machine. */
async function isEmbedded({ sdk, config }: Connection): Promise<boolean> {
  const { hostname } = new URL(config.getCurrentCluster()?.server ?? '');
  if (!/^(127(\.\d{1,3}){3}|\[::1\]|localhost)$/.test(hostname)) return false;
  const version = await attempt('say its version', () => clientOf(sdk, config, sdk.VersionApi).getCode());
  return version.gitVersion.endsWith('+countersign');
}

interface Listing {
  readonly objects: readonly CertificateSigningRequest[];
  readonly resourceVersion: string;
}

async function listObjects({ api }: Connection): Promise<Listing> {
  const objects: CertificateSigningRequest[] = [];
  let page = '';
  for (;;) {
    const from = page === '' ? {} : { _continue: page };
    const list = await attempt('list objects', () =>
      api.listCertificateSigningRequest({ limit: pageSize, ...from }),
    );
    objects.push(...list.items.map(plain));
    page = list.metadata?._continue ?? '';
    if (page === '') return { objects, resourceVersion: list.metadata?.resourceVersion ?? '' };
  }
}

async function getObject({ api }: Connection, name: string): Promise<CertificateSigningRequest | null> {
  try {
    return await attempt(`read object ${name}`, async () =>
      plain(await api.readCertificateSigningRequest({ name })),
    );
  } catch (error) {
    if (isCountersignError(error, 'cluster-not-found')) return null;
    throw error;
  }
}

/** PUT and never PATCH (trap 2.11), with the uid and resourceVersion of the answer that was judged. */
function putApproval(
  { api }: Connection,
  judged: CertificateSigningRequest,
  condition: CertificateSigningRequestCondition,
): Promise<CertificateSigningRequest> {
  const name = judged.metadata.name ?? '';
  const conditions = [...(judged.status?.conditions ?? []), condition];
  const body = toSdk({ ...judged, status: { ...judged.status, conditions } });
  return attempt(`approve object ${name}`, async () =>
    plain(await api.replaceCertificateSigningRequestApproval({ name, body })),
  );
}

function putCertificate(
  { api }: Connection,
  judged: CertificateSigningRequest,
  chainPem: string,
): Promise<CertificateSigningRequest> {
  const name = judged.metadata.name ?? '';
  const certificate = Buffer.from(chainPem).toString('base64');
  const body = toSdk({ ...judged, status: { ...judged.status, certificate } });
  return attempt(`store the certificate of object ${name}`, async () =>
    plain(await api.replaceCertificateSigningRequestStatus({ name, body })),
  );
}

/** Lists, then watches from there; a watch that ends early is begun again from a fresh list. */
async function watchUntil(
  connection: Connection,
  names: ReadonlySet<string>,
  done: (object: CertificateSigningRequest) => boolean,
  timeoutSeconds: number,
): Promise<ReadonlyMap<string, CertificateSigningRequest>> {
  const end = performance.now() + timeoutSeconds * 1000;
  for (;;) {
    const { objects, resourceVersion } = await listObjects(connection);
    const wanted = objects.filter(({ metadata }) => names.has(metadata.name ?? ''));
    const newest = new Map(wanted.map((object) => [object.metadata.name ?? '', object]));
    const open = new Set([...newest].filter(([, object]) => !done(object)).map(([name]) => name));
    const seconds = (end - performance.now()) / 1000;
    if (open.size === 0 || seconds <= 0) return newest;
    await watchOpen(connection, { open, newest, done, from: resourceVersion, seconds });
    if (open.size === 0) return newest;
  }
}

interface OpenWatch {
  /** Names that are not done yet; shrinks. */
  readonly open: Set<string>;
  readonly newest: Map<string, CertificateSigningRequest>;
  readonly done: (object: CertificateSigningRequest) => boolean;
  readonly from: string;
  readonly seconds: number;
}

function watchOpen(
  { sdk, config }: Connection,
  { open, newest, done, from, seconds }: OpenWatch,
): Promise<void> {
  return watchObjects(sdk, config, from, seconds, (event) => {
    if (event.kind === 'expired') return true;
    const name = event.kind === 'deleted' ? event.name : (event.object.metadata.name ?? '');
    if (!open.has(name)) return false;
    if (event.kind === 'deleted') newest.delete(name);
    else newest.set(name, event.object);
    if (event.kind === 'deleted' || done(event.object)) open.delete(name);
    return open.size === 0;
  });
}

/** The SDK's models carry Date objects; ours are what JSON carries. List items come without kind. */
function plain(object: V1CertificateSigningRequest): CertificateSigningRequest {
  const json = JSON.parse(JSON.stringify(object)) as CertificateSigningRequest;
  return { ...json, apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest' };
}

/** The way back: the SDK serialises dates itself and trips over texts. */
function toSdk(object: CertificateSigningRequest): V1CertificateSigningRequest {
  return revive(object) as V1CertificateSigningRequest;
}

const dateFields: ReadonlySet<string> = new Set([
  'creationTimestamp',
  'deletionTimestamp',
  'lastUpdateTime',
  'lastTransitionTime',
  'time',
]);

function revive(object: CertificateSigningRequest): unknown {
  return JSON.parse(JSON.stringify(object), (key, value: unknown) =>
    dateFields.has(key) && typeof value === 'string' ? new Date(value) : value,
  );
}
