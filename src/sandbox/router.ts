/** What a call is about, from its method, path and query (`apiserver/pkg/endpoints/request/requestinfo.go`). */
import { type Access, resourceAccess } from './authorizer.ts';
import { parseFlag } from './parameters.ts';
import { parseSelector } from './selector.ts';
import { csrGroup, csrResource } from './status.ts';

/** The resources that are served, by group, version and name, with their subresources. */
const served: ReadonlyMap<string, readonly string[]> = new Map([
  [`${csrGroup}/v1/${csrResource}`, ['approval', 'status']],
  ['authentication.k8s.io/v1/selfsubjectreviews', []],
  ['authorization.k8s.io/v1/selfsubjectaccessreviews', []],
]);

const groupVersions: ReadonlySet<string> = new Set(
  [...served.keys()].map((place) => place.split('/')[0] ?? ''),
);

/** A call's meaning; `isServed` says whether there is such a resource and subresource at all. */
export interface Target {
  readonly access: Access;
  readonly isServed: boolean;
  /** Whether anything is served of this group. */
  readonly isGroupServed: boolean;
}

/** Reads the target; null where the path is not well-formed percent-encoding. */
export function parseTarget(method: string, path: string, query: URLSearchParams): Target | null {
  const segments = decodeSegments(path);
  if (segments === null) return null;
  const place = placeOf(segments);
  if (place === null) return { access: pathAccess(method, path), isServed: true, isGroupServed: true };
  const {
    group,
    version,
    namespace,
    rest: [resource = '', name = '', subresource = '', ...rest],
  } = place;
  const verb = verbOf(method, name, query);
  const subresources = served.get(`${group}/${version}/${resource}`);
  return {
    isGroupServed: groupVersions.has(group),
    access: {
      ...resourceAccess(verb, group, resource, name || selectedName(verb, query), subresource),
      namespace,
    },
    isServed:
      rest.length === 0 &&
      namespace === '' &&
      subresources !== undefined &&
      (subresource === '' || subresources.includes(subresource)),
  };
}

interface Place {
  readonly group: string;
  readonly version: string;
  readonly namespace: string;
  /** Resource, name, subresource. */
  readonly rest: readonly string[];
}

/** Where in the API a path leads; null outside the resources. The core group lies under `/api`. */
function placeOf(segments: readonly string[]): Place | null {
  const [root, ...below] = segments;
  if (root !== 'api' && root !== 'apis') return null;
  const [group = '', version = '', ...rest] = root === 'api' ? ['', ...below] : below;
  const [first, namespace = '', ...inside] = rest;
  if (first === undefined) return null;
  // `/api/v1/namespaces/x` is the namespace itself.
  const isInside = first === 'namespaces' && inside.length > 0;
  return isInside ? { group, version, namespace, rest: inside } : { group, version, namespace: '', rest };
}

/** A list or watch of one name is an access to that name: RBAC's `resourceNames` can allow it. */
function selectedName(verb: string, query: URLSearchParams): string {
  if (!['list', 'watch', 'deletecollection'].includes(verb)) return '';
  const selector = parseSelector(query.get('fieldSelector') ?? '', '');
  return 'refusal' in selector ? '' : selector.name;
}

function decodeSegments(path: string): readonly string[] | null {
  try {
    return path
      .replace(/^\/+|\/+$/g, '')
      .split('/')
      .map(decodeURIComponent);
  } catch {
    return null;
  }
}

function pathAccess(method: string, path: string): Access {
  return { ...resourceAccess(method.toLowerCase(), '', ''), path };
}

function verbOf(method: string, name: string, query: URLSearchParams): string {
  const isOne = name !== '';
  switch (method) {
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return isOne ? 'delete' : 'deletecollection';
    case 'GET':
    case 'HEAD':
      if (isOne) return 'get';
      return parseFlag(query.get('watch')) ? 'watch' : 'list';
    default:
      return '';
  }
}
