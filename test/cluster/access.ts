/** Gives the users of a control plane their rights, by the API, as an administrator of a cluster would. */
import type { AccessRule } from '../../src/sandbox/authorizer.ts';
import type { SandboxUser } from '../../src/sandbox/users.ts';
import { type Credentials, callJson, type Endpoint } from './wire.ts';

const rbac = '/apis/rbac.authorization.k8s.io/v1';

/**
 * Makes a ClusterRole and a binding for each user, and waits until the API server goes by them. The function
 * returned removes them again. The caller needs the right to make roles with these rules (`cluster-admin`).
 */
export async function grantAccess(
  administrator: Endpoint,
  users: readonly SandboxUser[],
  credentials: (user: SandboxUser) => Credentials,
): Promise<() => Promise<void>> {
  const revoke = async (): Promise<void> => {
    for (const user of users) {
      for (const kind of ['clusterrolebindings', 'clusterroles']) {
        await callJson(administrator, 'DELETE', `${rbac}/${kind}/${roleName(user)}`, undefined, [404]);
      }
    }
  };
  // What an earlier run left, killed before its end, may hold other rules.
  await revoke();
  for (const user of users) {
    await callJson(administrator, 'POST', `${rbac}/clusterroles`, roleOf(user));
    await callJson(administrator, 'POST', `${rbac}/clusterrolebindings`, bindingOf(user));
  }
  const { url, caPem } = administrator;
  for (const user of users) await awaitRights({ url, caPem, ...credentials(user) }, user);
  return revoke;
}

function roleName({ name }: SandboxUser): string {
  return `countersign-test-${name}`;
}

function roleOf(user: SandboxUser) {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: roleName(user) },
    rules: user.rules,
  };
}

function bindingOf(user: SandboxUser) {
  const apiGroup = 'rbac.authorization.k8s.io';
  return {
    apiVersion: `${apiGroup}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name: roleName(user) },
    roleRef: { apiGroup, kind: 'ClusterRole', name: roleName(user) },
    subjects: [{ apiGroup, kind: 'User', name: user.name }],
  };
}

/** The API server learns of bindings by watching them: a moment passes. */
async function awaitRights(endpoint: Endpoint, user: SandboxUser): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (const rule of user.rules) {
    while (!(await mayDo(endpoint, rule))) {
      if (Date.now() > deadline) throw new Error(`${user.name} has not got the rights of its role`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function mayDo(endpoint: Endpoint, rule: AccessRule): Promise<boolean> {
  const verb = rule.verbs[0] ?? '';
  const [resource = '', subresource = ''] = (rule.resources?.[0] ?? '').split('/');
  const spec =
    rule.nonResourceURLs === undefined
      ? { resourceAttributes: { verb, group: rule.apiGroups?.[0] ?? '', resource, subresource, name: rule.resourceNames?.[0] ?? '' } }
      : { nonResourceAttributes: { verb, path: rule.nonResourceURLs[0] } };
  const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
  const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec };
  const { status } = await callJson(endpoint, 'POST', path, body);
  return (status as { allowed: boolean }).allowed;
}
