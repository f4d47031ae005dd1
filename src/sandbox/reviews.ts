/** Questions about oneself: who am I (SelfSubjectReview), may I (SelfSubjectAccessReview). */
import type { GoType } from '../kubernetes/go-json.ts';
import type { StatusCause } from '../kubernetes/object.ts';
import type { JsonValue } from '../model.ts';
import { type Access, resourceAccess } from './authorizer.ts';
import { type PassingKind, readPassing } from './body.ts';
import { type Call, formatTime, type Reply, refuse, type World } from './call.ts';
import { invalid } from './status.ts';
import { storedPart } from './stored-form.ts';

type JsonObject = Readonly<Record<string, JsonValue>>;

const string: GoType = { kind: 'string', go: 'string' };
const raw: GoType = { kind: 'raw', go: 'raw' };

function struct(go: string, fields: Readonly<Record<string, GoType>>): GoType {
  return { kind: 'struct', go, fields };
}

function texts(go: string, ...names: readonly string[]): GoType {
  return struct(go, Object.fromEntries(names.map((name) => [name, string])));
}

const common = { kind: string, apiVersion: string, metadata: raw, status: raw };

const selfReview: PassingKind = {
  apiVersion: 'authentication.k8s.io/v1',
  kind: 'SelfSubjectReview',
  type: struct('v1.SelfSubjectReview', common),
};

const accessReview: PassingKind = {
  apiVersion: 'authorization.k8s.io/v1',
  kind: 'SelfSubjectAccessReview',
  type: struct('v1.SelfSubjectAccessReview', {
    ...common,
    spec: struct('v1.SelfSubjectAccessReviewSpec', {
      resourceAttributes: texts(
        'v1.ResourceAttributes',
        ...['namespace', 'verb', 'group', 'version', 'resource', 'subresource', 'name'],
      ),
      nonResourceAttributes: texts('v1.NonResourceAttributes', 'path', 'verb'),
    }),
  }),
};

/** `authentication.k8s.io/v1` SelfSubjectReview. */
export function reviewSelf(world: World, call: Call): Reply {
  const body = readPassing(call, selfReview);
  if ('refusal' in body) return refuse(body.refusal);
  const { username, uid, groups, extra } = call.user;
  const userInfo = {
    username,
    ...(uid === null ? {} : { uid }),
    groups,
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  };
  const metadata = { creationTimestamp: formatTime(world.now()) };
  const { kind, apiVersion } = selfReview;
  return { code: 201, json: { kind, apiVersion, metadata, status: { userInfo } } };
}

/** `authorization.k8s.io/v1` SelfSubjectAccessReview. */
export function reviewAccess(world: World, call: Call): Reply {
  const body = readPassing(call, accessReview);
  if ('refusal' in body) return refuse(body.refusal);
  const spec = (body.value['spec'] ?? {}) as JsonObject;
  const [resource, path] = [partOf(spec, 'resourceAttributes'), partOf(spec, 'nonResourceAttributes')];
  const faults = reviewFaults(resource, path);
  if (faults.length > 0) return refuse(invalid('', 'authorization.k8s.io', '', faults));
  const access = resource === null ? pathAccess(path ?? {}) : accessTo(resource);
  const { kind, apiVersion } = accessReview;
  const shown = {
    ...(resource === null ? {} : { resourceAttributes: storedPart(resource) }),
    ...(path === null ? {} : { nonResourceAttributes: storedPart(path) }),
  };
  const status = { allowed: world.isAllowed(call.user, access) };
  return { code: 201, json: { kind, apiVersion, metadata: {}, spec: shown, status } };
}

function partOf(spec: JsonObject, key: string): JsonObject | null {
  return (spec[key] ?? null) as JsonObject | null;
}

/** Exactly one of the two (`pkg/apis/authorization/validation`). */
function reviewFaults(resource: JsonObject | null, path: JsonObject | null): readonly StatusCause[] {
  if ((resource === null) !== (path === null)) return [];
  const reason = 'FieldValueInvalid';
  if (resource === null) {
    const why = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
    return [{ reason, message: `Invalid value: null: ${why}`, field: 'spec.resourceAttributes' }];
  }
  const shown = JSON.stringify({ Path: text(path ?? {}, 'path'), Verb: text(path ?? {}, 'verb') });
  const message = `Invalid value: ${shown}: cannot be specified in combination with resourceAttributes`;
  return [{ reason, message, field: 'spec.nonResourceAttributes' }];
}

function pathAccess(attributes: JsonObject): Access {
  return { ...resourceAccess(text(attributes, 'verb'), '', ''), path: text(attributes, 'path') };
}

function accessTo(attributes: JsonObject): Access {
  const [verb, group, resource, name, subresource] = (
    ['verb', 'group', 'resource', 'name', 'subresource'] as const
  ).map((key) => text(attributes, key));
  const access = resourceAccess(verb ?? '', group ?? '', resource ?? '', name, subresource);
  return { ...access, namespace: text(attributes, 'namespace') };
}

function text(attributes: JsonObject, key: string): string {
  return String(attributes[key] ?? '');
}
