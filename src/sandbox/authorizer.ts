/** Role-based access control (`plugin/pkg/auth/authorizer/rbac`): deny unless a rule allows. */

/** One rule of a ClusterRole (`rbac.authorization.k8s.io/v1` PolicyRule). */
export interface AccessRule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  /** `resource`, `resource/subresource`, every subresource of one name by a leading star, or a star alone. */
  readonly resources?: readonly string[];
  /** Absent or empty: every name. */
  readonly resourceNames?: readonly string[];
  /** Paths outside the resources, `*` only at the end. */
  readonly nonResourceURLs?: readonly string[];
}

/** What somebody is about to do: to a resource, or to a path outside them. */
export interface Access {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  /** Empty for the main resource. */
  readonly subresource: string;
  /** Empty where no one object is named. */
  readonly name: string;
  /** Empty for the whole cluster; nothing that is served here lies in a namespace. */
  readonly namespace: string;
  /** The path where this is no resource, else null. */
  readonly path: string | null;
}

/** An access to a resource. */
export function resourceAccess(
  verb: string,
  group: string,
  resource: string,
  name = '',
  subresource = '',
): Access {
  return { verb, group, resource, subresource, name, namespace: '', path: null };
}

/** Whether any of the rules allows the access. */
export function isAllowed(rules: readonly AccessRule[], access: Access): boolean {
  return rules.some((rule) => holds(rule.verbs, access.verb) && covers(rule, access));
}

function covers(rule: AccessRule, access: Access): boolean {
  if (access.path !== null) return coversPath(rule.nonResourceURLs ?? [], access.path);
  return (
    holds(rule.apiGroups ?? [], access.group) &&
    coversResource(rule.resources ?? [], access) &&
    coversName(rule.resourceNames ?? [], access.name)
  );
}

function holds(list: readonly string[], value: string): boolean {
  return list.includes('*') || list.includes(value);
}

function coversResource(resources: readonly string[], { resource, subresource }: Access): boolean {
  if (subresource === '') return holds(resources, resource);
  return holds(resources, `${resource}/${subresource}`) || resources.includes(`*/${subresource}`);
}

function coversName(names: readonly string[], name: string): boolean {
  return names.length === 0 || names.includes(name);
}

function coversPath(patterns: readonly string[], path: string): boolean {
  return patterns.some((pattern) =>
    pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path,
  );
}

/** What every authenticated user may do: read discovery and ask about oneself (`system:basic-user`, `system:discovery`). */
export const everyonesRules: readonly AccessRule[] = [
  { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
  { verbs: ['create'], apiGroups: ['authorization.k8s.io'], resources: ['selfsubjectaccessreviews'] },
  {
    verbs: ['get'],
    nonResourceURLs: [
      ...['/api', '/api/*', '/apis', '/apis/*', '/openapi', '/openapi/*'],
      ...['/healthz', '/livez', '/readyz', '/version', '/version/'],
    ],
  },
];

/** What group `system:masters` may do. */
export const mastersRules: readonly AccessRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
];

/** Why an access is refused, in the API server's words. */
export function formatDenial(username: string, access: Access): string {
  const user = `User ${JSON.stringify(username)}`;
  if (access.path !== null) return `${user} cannot ${access.verb} path ${JSON.stringify(access.path)}`;
  const resource = access.subresource === '' ? access.resource : `${access.resource}/${access.subresource}`;
  const group = JSON.stringify(access.group);
  const scope =
    access.namespace === '' ? 'at the cluster scope' : `in the namespace ${JSON.stringify(access.namespace)}`;
  return `${user} cannot ${access.verb} resource "${resource}" in API group ${group} ${scope}`;
}
