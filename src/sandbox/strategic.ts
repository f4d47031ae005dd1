/**
 * Strategic merge patch (`apimachinery/pkg/util/strategicpatch`), as far as a CertificateSigningRequest knows it: a
 * merge patch in which finalizers and owners are sets, and in which keys that begin with `$` are directives.
 */
import type { JsonValue } from '../model.ts';

type JsonObject = Readonly<Record<string, JsonValue>>;

/** How lists are merged: by their values, or by one key of their items. All others are replaced. */
const mergeKeys: Readonly<Record<string, string | null>> = { finalizers: null, ownerReferences: 'uid' };

/** The target with the patch merged in. */
export function strategicMerge(target: JsonValue, patch: JsonValue): JsonValue {
  if (!isObject(patch)) return patch;
  if (patch['$patch'] === 'replace') return withoutDirectives(patch);
  if (patch['$patch'] === 'delete') return {};
  const merged = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$')) obey(merged, key, value);
    else if (value === null) merged.delete(key);
    else if (!isIdle(merged, key, value)) merged.set(key, mergeField(key, merged.get(key) ?? null, value));
  }
  return Object.fromEntries(merged);
}

/** What is to be replaced or deleted and is not there stays away. */
function isIdle(merged: ReadonlyMap<string, JsonValue>, key: string, value: JsonValue): boolean {
  return !merged.has(key) && isObject(value) && Object.hasOwn(value, '$patch');
}

/** A directive that takes members out of a set; the order of sets is of no meaning. */
function obey(merged: Map<string, JsonValue>, directive: string, value: JsonValue): void {
  const key = /^\$deleteFromPrimitiveList\/(.*)$/.exec(directive)?.[1];
  if (key !== undefined) merged.set(key, without(merged.get(key) ?? null, value));
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withoutDirectives(patch: JsonObject): JsonValue {
  return Object.fromEntries(Object.entries(patch).filter(([key]) => !key.startsWith('$')));
}

function without(list: JsonValue, deleted: JsonValue): JsonValue {
  const gone = Array.isArray(deleted) ? (deleted as readonly JsonValue[]) : [];
  return Array.isArray(list) ? list.filter((item: JsonValue) => !gone.includes(item)) : [];
}

function mergeField(key: string, target: JsonValue, patch: JsonValue): JsonValue {
  const isMerged = Object.hasOwn(mergeKeys, key) && Array.isArray(patch);
  if (!isMerged) return strategicMerge(target, patch);
  return mergeList(
    Array.isArray(target) ? target : [],
    patch as readonly JsonValue[],
    mergeKeys[key] ?? null,
  );
}

function mergeList(
  target: readonly JsonValue[],
  patch: readonly JsonValue[],
  mergeKey: string | null,
): readonly JsonValue[] {
  if (mergeKey === null) return [...new Set([...target, ...patch])];
  const keyOf = (item: JsonValue): JsonValue => (isObject(item) ? (item[mergeKey] ?? null) : null);
  const merged = new Map(target.map((item) => [keyOf(item), item]));
  for (const item of patch) {
    if (isObject(item) && item['$patch'] === 'delete') merged.delete(keyOf(item));
    else merged.set(keyOf(item), strategicMerge(merged.get(keyOf(item)) ?? null, item));
  }
  return [...merged.values()];
}
