/** What is served, in the API server's own lists, and the paths outside the resources. */
import type { Call, Reply } from './call.ts';
import { openApiDocuments } from './openapi.ts';
import { csrGroup, csrResource } from './status.ts';

/** The release whose behaviour is imitated, marked so that the pipeline knows the embedded cluster (`/version`). */
const version = {
  major: '1',
  minor: '36',
  emulationMajor: '1',
  emulationMinor: '36',
  gitVersion: 'v1.36.4+countersign',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: 'none',
  compiler: 'none',
  platform: 'node',
};

const crud = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly verbs: readonly string[];
  readonly singularName?: string;
  readonly shortNames?: readonly string[];
}

const csrNames = { singularName: 'certificatesigningrequest', shortNames: ['csr'] };

const groups: Readonly<Record<string, readonly Resource[]>> = {
  'authentication.k8s.io': [
    {
      name: 'selfsubjectreviews',
      singularName: 'selfsubjectreview',
      kind: 'SelfSubjectReview',
      verbs: ['create'],
    },
  ],
  'authorization.k8s.io': [
    {
      name: 'selfsubjectaccessreviews',
      singularName: 'selfsubjectaccessreview',
      kind: 'SelfSubjectAccessReview',
      verbs: ['create'],
    },
  ],
  [csrGroup]: [
    { name: csrResource, kind: 'CertificateSigningRequest', verbs: crud, ...csrNames },
    ...['approval', 'status'].map((part) => ({
      name: `${csrResource}/${part}`,
      kind: 'CertificateSigningRequest',
      verbs: ['get', 'patch', 'update'],
    })),
  ],
};

function formatGroup(name: string) {
  const preferredVersion = { groupVersion: `${name}/v1`, version: 'v1' };
  return { name, versions: [preferredVersion], preferredVersion };
}

function formatResources(groupVersion: string, resources: readonly Resource[]) {
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion,
    resources: resources.map((resource) => ({ singularName: '', namespaced: false, ...resource })),
  };
}

/** Every document there is, by path. */
const documents: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['/version', version],
  ...openApiDocuments,
  ['/api', { kind: 'APIVersions', versions: [], serverAddressByClientCIDRs: [] }],
  ['/apis', { kind: 'APIGroupList', apiVersion: 'v1', groups: Object.keys(groups).map(formatGroup) }],
  ...Object.entries(groups).flatMap(([name, resources]): [string, unknown][] => [
    [`/apis/${name}`, { kind: 'APIGroup', apiVersion: 'v1', ...formatGroup(name) }],
    [`/apis/${name}/v1`, formatResources(`${name}/v1`, resources)],
  ]),
]);

/** Paths that say whether the server lives; anyone may read them, and `/version`. */
const healthPaths: ReadonlySet<string> = new Set(['/healthz', '/livez', '/readyz']);

export function isPublicPath(path: string): boolean {
  return healthPaths.has(path) || path === '/version';
}

/** Answers a path outside the resources; null where there is nothing. */
export function discover(call: Call): Reply | null {
  const path = call.access.path ?? '';
  if (call.access.verb !== 'get') return null;
  if (healthPaths.has(path)) return { code: 200, text: 'ok' };
  const document = documents.get(path);
  return document === undefined ? null : { code: 200, json: document };
}
