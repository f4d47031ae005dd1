/** Questions about oneself: who am I (SelfSubjectReview), may I (SelfSubjectAccessReview). */
import type { JsonValue } from '../model.ts';
import { type Access, resourceAccess } from './authorizer.ts';
import { parseBody } from './body.ts';
import { type Call, formatTime, type Reply, refuse, type World } from './call.ts';
import { badRequest } from './status.ts';

/** `authentication.k8s.io/v1` SelfSubjectReview. */
export function reviewSelf(world: World, call: Call): Reply {
  const body = parseBody(call);
  if ('refusal' in body) return refuse(body.refusal);
  const { username, uid, groups, extra } = call.user;
  const userInfo = {
    username,
    ...(uid === null ? {} : { uid }),
    groups,
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  };
  return {
    code: 201,
    json: {
      kind: 'SelfSubjectReview',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: { creationTimestamp: formatTime(world.now()) },
      status: { userInfo },
    },
  };
}

/** `authorization.k8s.io/v1` SelfSubjectAccessReview. */
export function reviewAccess(world: World, call: Call): Reply {
  const body = parseBody(call);
  if ('refusal' in body) return refuse(body.refusal);
  const spec = member(body.value, 'spec');
  const access = accessOf(spec);
  if (access === null) {
    return refuse(badRequest('spec must name exactly one of resourceAttributes and nonResourceAttributes'));
  }
  return {
    code: 201,
    json: {
      kind: 'SelfSubjectAccessReview',
      apiVersion: 'authorization.k8s.io/v1',
      metadata: {},
      spec,
      status: { allowed: world.isAllowed(call.user, access) },
    },
  };
}

function accessOf(spec: JsonValue): Access | null {
  const resource = member(spec, 'resourceAttributes');
  const path = member(spec, 'nonResourceAttributes');
  if ((resource === null) === (path === null)) return null;
  if (path !== null) {
    return { ...resourceAccess(text(path, 'verb'), '', ''), path: text(path, 'path') };
  }
  const place = [text(resource, 'group'), text(resource, 'resource')] as const;
  return resourceAccess(
    text(resource, 'verb'),
    ...place,
    text(resource, 'name'),
    text(resource, 'subresource'),
  );
}

function member(value: JsonValue, key: string): JsonValue {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return (Object.hasOwn(value, key) ? (value as { readonly [key: string]: JsonValue })[key] : null) ?? null;
}

function text(value: JsonValue, key: string): string {
  const found = member(value, key);
  return typeof found === 'string' ? found : '';
}
