/** What every call passes before it is answered: who is it (401), may they (403). */
import type { Requester } from '../kubernetes/prepare.ts';
import type { Credentials } from './authenticator.ts';
import {
  type Access,
  type AccessRule,
  everyonesRules,
  formatDenial,
  isAllowed,
  mastersRules,
} from './authorizer.ts';
import { isPublicPath } from './discovery.ts';
import { forbidden, forbiddenPath, type Refusal, unauthorized } from './status.ts';
import type { SandboxUser } from './users.ts';

/** Whether RBAC allows a user an access. Rules are bound to user names; a name without rules has everyone's. */
export function createAuthorizer(
  users: readonly SandboxUser[],
): (user: Requester, access: Access) => boolean {
  const bound = new Map<string, readonly AccessRule[]>(users.map(({ name, rules }) => [name, rules]));
  return (user, access) => {
    if (access.path !== null && access.verb === 'get' && isPublicPath(access.path)) return true;
    if (user.groups.includes('system:masters') && isAllowed(mastersRules, access)) return true;
    if (user.groups.includes('system:authenticated') && isAllowed(everyonesRules, access)) return true;
    return isAllowed(bound.get(user.username) ?? [], access);
  };
}

/** Lets a call in, or says why not. Somebody without credentials is `system:anonymous`, who may read the public paths. */
export function admitCall(
  authenticate: (credentials: Credentials) => Requester | null,
  isAllowedTo: (user: Requester, access: Access) => boolean,
  credentials: Credentials,
  impersonates: boolean,
  access: Access,
): { readonly user: Requester } | { readonly refusal: Refusal } {
  const user = authenticate(credentials);
  if (user === null) return { refusal: unauthorized() };
  if (impersonates) return { refusal: refuseImpersonation(user, access) };
  if (isAllowedTo(user, access)) return { user };
  const why = formatDenial(user.username, access);
  if (access.path !== null) return { refusal: forbiddenPath(why) };
  return { refusal: forbidden(access.resource, access.group, access.name, why) };
}

/** Nobody may act as somebody else here; to leave the headers unread would act as the wrong one. */
function refuseImpersonation({ username }: Requester, access: Access): Refusal {
  const why = formatDenial(username, { ...access, verb: `impersonate-on:user-info:${access.verb}` });
  if (access.path !== null) return forbiddenPath(why);
  return forbidden(access.resource, access.group, access.name, why);
}
