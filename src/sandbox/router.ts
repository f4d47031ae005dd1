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

/** A call's meaning; `isServed` says whether there is such a resource and subresource at all. */
export interface Target {
  readonly access: Access;
  readonly isServed: boolean;
}

/** Reads the target; null where the path is not well-formed percent-encoding. */
export function parseTarget(method: string, path: string, query: URLSearchParams): Target | null {
  const segments = decodeSegments(path);
  if (segments === null) return null;
  const [root, group = '', version, resource, name = '', subresource = '', ...rest] = segments;
  if (root !== 'apis' || version === undefined || resource === undefined) {
    return { access: pathAccess(method, path), isServed: true };
  }
  const verb = verbOf(method, name, query);
  const subresources = served.get(`${group}/${version}/${resource}`);
  return {
    access: resourceAccess(verb, group, resource, name || selectedName(verb, query), subresource),
    isServed:
      rest.length === 0 &&
      subresources !== undefined &&
      (subresource === '' || subresources.includes(subresource)),
  };
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
  const verb = method === 'HEAD' ? 'get' : method.toLowerCase();
  return { verb, group: '', resource: '', subresource: '', name: '', path };
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
    default:
      if (isOne) return 'get';
      return parseFlag(query.get('watch')) ? 'watch' : 'list';
  }
}
