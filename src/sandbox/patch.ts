/** JSON merge patch (RFC 7386), JSON patch (RFC 6902) and strategic merge patch, applied to plain JSON. */
import { isDeepStrictEqual } from 'node:util';
import type { JsonValue } from '../model.ts';
import { badRequest, type Refusal, tooLarge, unprocessable } from './status.ts';
import { strategicMerge } from './strategic.ts';

export const mergePatchType = 'application/merge-patch+json';
export const jsonPatchType = 'application/json-patch+json';
export const strategicPatchType = 'application/strategic-merge-patch+json';

/** Operations that the API server takes in one JSON patch (`endpoints/handlers/patch.go`). */
const maxOperations = 10_000;

/** What the copies of one JSON patch may add up to, in characters of JSON: a few doublings fill any memory. */
const maxCopied = 3 * 1024 * 1024;

export type Patched = { readonly value: JsonValue } | { readonly refusal: Refusal };

/** Applies a patch of the given media type. */
export function applyPatch(target: JsonValue, patch: JsonValue, mediaType: string): Patched {
  if (mediaType === mergePatchType) return { value: mergePatch(target, patch) };
  if (mediaType === strategicPatchType) return { value: strategicMerge(target, patch) };
  return applyOperations(target, patch);
}

type JsonObject = { readonly [key: string]: JsonValue };

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mergePatch(target: JsonValue, patch: JsonValue): JsonValue {
  if (!isObject(patch)) return patch;
  const merged = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, mergePatch(merged.get(key) ?? null, value));
  }
  return Object.fromEntries(merged);
}

interface Operation {
  readonly op: string;
  readonly path: readonly string[];
  readonly from: readonly string[] | null;
  readonly value: JsonValue | undefined;
}

function applyOperations(target: JsonValue, patch: JsonValue): Patched {
  if (!Array.isArray(patch)) return { refusal: badRequest('json patch must be a list of operations') };
  if (patch.length > maxOperations) return { refusal: tooLarge(maxOperations) };
  let value = target;
  let copied = 0;
  for (const item of patch as readonly JsonValue[]) {
    const operation = parseOperation(item);
    if (operation === null)
      return { refusal: badRequest('json patch holds an operation without op and path') };
    if (operation.op === 'copy') copied += sizeOf(lookUp(value, operation.from ?? []));
    if (copied > maxCopied) return { refusal: tooLarge(maxCopied) };
    const next = applyOperation(value, operation);
    if (next === undefined) return { refusal: unprocessable() };
    value = next;
  }
  return { value };
}

function sizeOf(value: JsonValue | undefined): number {
  return value === undefined ? 0 : JSON.stringify(value).length;
}

function parseOperation(item: JsonValue): Operation | null {
  if (!isObject(item)) return null;
  const { op, path, from, value } = item;
  if (typeof op !== 'string' || typeof path !== 'string') return null;
  return {
    op,
    path: parsePointer(path),
    from: typeof from === 'string' ? parsePointer(from) : null,
    value,
  };
}

/** Reference tokens of an RFC 6901 pointer. */
function parsePointer(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The value after the operation; undefined where it does not apply. */
function applyOperation(value: JsonValue, operation: Operation): JsonValue | undefined {
  const { path, from } = operation;
  switch (operation.op) {
    case 'add':
      return operation.value === undefined ? undefined : edit(value, path, 'add', operation.value);
    case 'replace':
      return operation.value === undefined ? undefined : edit(value, path, 'replace', operation.value);
    case 'remove':
      return edit(value, path, 'remove', null);
    case 'test':
      return isDeepStrictEqual(lookUp(value, path), operation.value ?? null) ? value : undefined;
    case 'copy':
      return from === null ? undefined : move(value, from, path, false);
    case 'move':
      return from === null ? undefined : move(value, from, path, true);
    default:
      return undefined;
  }
}

function move(
  value: JsonValue,
  from: readonly string[],
  to: readonly string[],
  isMove: boolean,
): JsonValue | undefined {
  const moved = lookUp(value, from);
  const rest = isMove ? edit(value, from, 'remove', null) : value;
  return moved === undefined || rest === undefined ? undefined : edit(rest, to, 'add', moved);
}

function lookUp(value: JsonValue, path: readonly string[]): JsonValue | undefined {
  let found: JsonValue | undefined = value;
  for (const token of path) {
    if (Array.isArray(found)) found = found[indexOf(token, found.length) ?? -1];
    else found = isObject(found) && Object.hasOwn(found, token) ? found[token] : undefined;
  }
  return found;
}

type Edit = 'add' | 'replace' | 'remove';

/** A copy of `value` with one place changed; undefined where there is no such place. */
function edit(value: JsonValue, path: readonly string[], kind: Edit, item: JsonValue): JsonValue | undefined {
  const [token, ...rest] = path;
  if (token === undefined) return kind === 'remove' ? undefined : item;
  if (Array.isArray(value)) return editList(value, token, rest, kind, item);
  return isObject(value) ? editObject(value, token, rest, kind, item) : undefined;
}

function editList(
  list: readonly JsonValue[],
  token: string,
  rest: readonly string[],
  kind: Edit,
  item: JsonValue,
): JsonValue | undefined {
  const isInsert = kind === 'add' && rest.length === 0;
  const index = isInsert && token === '-' ? list.length : indexOf(token, list.length + (isInsert ? 1 : 0));
  if (index === null) return undefined;
  if (isInsert) return list.toSpliced(index, 0, item);
  if (rest.length === 0) return kind === 'remove' ? list.toSpliced(index, 1) : list.with(index, item);
  const inner = edit(list[index] ?? null, rest, kind, item);
  return inner === undefined ? undefined : list.with(index, inner);
}

function editObject(
  object: JsonObject,
  token: string,
  rest: readonly string[],
  kind: Edit,
  item: JsonValue,
): JsonValue | undefined {
  const exists = Object.hasOwn(object, token);
  if (!exists && !(kind === 'add' && rest.length === 0)) return undefined;
  const entries = Object.entries(object).filter(([key]) => key !== token);
  if (rest.length === 0 && kind === 'remove') return Object.fromEntries(entries);
  const inner = rest.length === 0 ? item : edit(object[token] ?? null, rest, kind, item);
  return inner === undefined ? undefined : Object.fromEntries([...entries, [token, inner]]);
}

/** An array index in decimal without leading zeros, below `length`. */
function indexOf(token: string, length: number): number | null {
  const index = /^(0|[1-9]\d{0,9})$/.test(token) ? Number(token) : Number.POSITIVE_INFINITY;
  return index < length ? index : null;
}
