/**
 * Server-side apply (`apimachinery/pkg/util/managedfields`) to the main resource, whose spec and status nobody can
 * change: labels, annotations, finalizers and owners. What a manager applied before and leaves out now is removed.
 *
 * Only managers that apply are remembered, so that nobody is told of a conflict: whoever applies has its way.
 */
import { isDeepStrictEqual } from 'node:util';
import { decodeManifest } from '../kubernetes/decode.ts';
import type { CertificateSigningRequest, ObjectMeta } from '../kubernetes/object.ts';
import type { JsonValue } from '../model.ts';
import {
  type AppliedFields,
  fieldsOf,
  type ManagedEntry,
  readEntries,
  writeEntry,
} from './applied-fields.ts';
import { readYaml } from './body.ts';
import { type Call, formatTime } from './call.ts';
import { parseJson } from './json.ts';
import { badRequest, csrGroup, type Refusal, unreasoned } from './status.ts';

export const applyPatchType = 'application/apply-patch+yaml';

type Applied = { readonly object: CertificateSigningRequest } | { readonly refusal: Refusal };

/** Reads what is applied; every fault has the words of the API server. */
export function readApplied(call: Call): Applied {
  const text = call.body.toString('utf8');
  const asJson = parseJson(text);
  const reading = 'fault' in asJson ? readYaml(text) : asJson;
  if ('fault' in reading) return { refusal: badRequest(`error decoding YAML: ${reading.fault}`) };
  if (!isObject(reading.value)) {
    const why = 'json: cannot unmarshal it into Go value of type map[string]interface {}';
    return {
      refusal: badRequest(`error decoding YAML: error unmarshaling JSON: while decoding JSON: ${why}`),
    };
  }
  return refuseForm(reading.value) ?? decodeStrictly(reading.value, call.access.name);
}

type JsonObject = Readonly<Record<string, JsonValue>>;

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuseForm(value: JsonObject): { readonly refusal: Refusal } | null {
  const { apiVersion = '', kind = '', metadata } = value;
  if (isObject(metadata) && (metadata['managedFields'] ?? null) !== null) {
    return { refusal: badRequest('metadata.managedFields must be nil') };
  }
  if (apiVersion === `${csrGroup}/v1` && kind === 'CertificateSigningRequest') return null;
  const [group = '', version = ''] = String(apiVersion).includes('/')
    ? String(apiVersion).split('/')
    : ['', String(apiVersion)];
  return { refusal: badRequest(`invalid object type: ${group}/${version}, Kind=${kind}`) };
}

/** Nothing may be applied that the schema does not know. */
function decodeStrictly(value: JsonObject, name: string): Applied {
  const decoded = decodeManifest(value, 'Strict');
  if (!('refusal' in decoded)) return decoded;
  const unknown = /unknown field "([^"]+)"/.exec(decoded.refusal.message)?.[1];
  const why = unknown === undefined ? decoded.refusal.message : `.${unknown}: field not declared in schema`;
  const what = `(/${name}; ${csrGroup}/v1, Kind=CertificateSigningRequest)`;
  return { refusal: unreasoned(`failed to create typed patch object ${what}: ${why}`) };
}

/** The stored object with what is applied merged in, and the manager noted. */
export function mergeApplied(
  stored: CertificateSigningRequest,
  applied: CertificateSigningRequest,
  manager: string,
  now: Date,
): CertificateSigningRequest {
  const entries = readEntries(stored.metadata);
  const fields = fieldsOf(applied.metadata);
  const before = entries.find((entry) => entry.manager === manager);
  const { resourceVersion = stored.metadata.resourceVersion, uid = stored.metadata.uid } = applied.metadata;
  const metadata: ObjectMeta = {
    ...stored.metadata,
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
    ...(uid === undefined ? {} : { uid }),
    ...mergeMetadata(stored.metadata, applied.metadata, before?.fields ?? noFields),
    managedFields: noted(stored.metadata, before, { manager, fields, time: formatTime(now) }),
  };
  return { ...stored, metadata };
}

/** A new object with its first manager noted. */
export function firstApplied(
  object: CertificateSigningRequest,
  manager: string,
  now: Date,
): CertificateSigningRequest {
  const entry = writeEntry({ manager, fields: fieldsOf(object.metadata), time: formatTime(now) });
  return { ...object, metadata: { ...object.metadata, managedFields: [entry] } };
}

const noFields: AppliedFields = { labels: [], annotations: [], finalizers: [], owners: [] };

function mergeMetadata(stored: ObjectMeta, applied: ObjectMeta, before: AppliedFields) {
  const owners = applied.ownerReferences ?? [];
  const isReplaced = (uid: string): boolean =>
    before.owners.includes(uid) || owners.some((owner) => owner.uid === uid);
  return {
    labels: { ...withoutKeys(stored.labels ?? {}, before.labels), ...applied.labels },
    annotations: { ...withoutKeys(stored.annotations ?? {}, before.annotations), ...applied.annotations },
    finalizers: [
      ...new Set([
        ...(stored.finalizers ?? []).filter((name) => !before.finalizers.includes(name)),
        ...(applied.finalizers ?? []),
      ]),
    ],
    ownerReferences: [
      ...(stored.ownerReferences ?? []).filter((owner) => !isReplaced(owner.uid ?? '')),
      ...owners,
    ],
  };
}

function withoutKeys(map: Readonly<Record<string, string>>, keys: readonly string[]) {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}

/** Applying the same once more does not even change the time of the note. */
function noted(
  stored: ObjectMeta,
  before: ManagedEntry | undefined,
  entry: ManagedEntry,
): readonly unknown[] {
  const time = isDeepStrictEqual(before?.fields, entry.fields) ? (before?.time ?? entry.time) : entry.time;
  const others = (stored.managedFields ?? []).filter(
    (other) => !isDeepStrictEqual(other, before === undefined ? null : writeEntry(before)),
  );
  return [...others, writeEntry({ ...entry, time })];
}
