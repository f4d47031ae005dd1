/** DELETE of one object, or of all that a selector chooses. */
import type { CertificateSigningRequest } from '../kubernetes/object.ts';
import type { JsonValue } from '../model.ts';
import { parseBody } from './body.ts';
import { type Call, formatTime, type Reply, refuse, type World } from './call.ts';
import { parseListOptions, parseWriteOptions } from './parameters.ts';
import { parseSelector } from './selector.ts';
import { badRequest, formatDeleted, notFound, preconditionFailed, type Refusal } from './status.ts';
import { hasFinalizers } from './update.ts';

/** What a client may ask of a deletion (`metav1.DeleteOptions`), as far as it matters here. */
interface DeleteOptions {
  readonly dryRun: boolean;
  readonly uid: string | null;
  readonly resourceVersion: string | null;
}

type Parsed<T> = T | { readonly refusal: Refusal };

/** Deletes one object; with finalizers it only marks it. */
export function remove(world: World, call: Call): Reply {
  const options = parseDeleteOptions(call);
  if ('refusal' in options) return refuse(options.refusal);
  const stored = world.store.get(call.access.name);
  if (stored === null) return refuse(notFound(call.access.name));
  const failed = refusePreconditions(stored, options);
  if (failed !== null) return refuse(failed);
  const { name = '', uid = '' } = stored.metadata;
  const left = options.dryRun ? null : drop(world, stored);
  return { code: 200, json: left ?? formatDeleted(name, uid) };
}

/** Deletes everything selected; answers with the list of what was. */
export function removeCollection(world: World, call: Call): Reply {
  const options = parseDeleteOptions(call);
  if ('refusal' in options) return refuse(options.refusal);
  const which = parseListOptions(call.query);
  if ('refusal' in which) return refuse(which.refusal);
  const selector = parseSelector(which.fieldSelector, which.labelSelector);
  if ('refusal' in selector) return refuse(selector.refusal);
  const chosen = world.list(selector, { ...which, limit: 0, continue: '', resourceVersion: null });
  if ('refusal' in chosen) return refuse(chosen.refusal);
  if (!options.dryRun) {
    for (const object of world.store.list().filter(selector.matches)) drop(world, object);
  }
  return { code: 200, json: chosen.list };
}

/** Removes the object, or marks it where finalizers hold it; returns what is left of it. */
export function drop(world: World, stored: CertificateSigningRequest): CertificateSigningRequest | null {
  if (!hasFinalizers(stored)) {
    world.store.remove(stored.metadata.name ?? '');
    return null;
  }
  if (stored.metadata.deletionTimestamp !== undefined) return stored;
  const deletionTimestamp = formatTime(world.now());
  return world.store.put({ ...stored, metadata: { ...stored.metadata, deletionTimestamp } });
}

function parseDeleteOptions(call: Call): Parsed<DeleteOptions> {
  const query = parseWriteOptions(call.query, 'DeleteOptions');
  if ('refusal' in query) return query;
  if (call.body.trim() === '') return { dryRun: query.dryRun, uid: null, resourceVersion: null };
  const body = parseBody(call);
  if ('refusal' in body) return body;
  if (!isObject(body.value)) return { refusal: badRequest('DeleteOptions must be an object') };
  const preconditions = isObject(body.value['preconditions']) ? body.value['preconditions'] : {};
  const asked = body.value['dryRun'];
  return {
    dryRun: query.dryRun || (Array.isArray(asked) && asked.includes('All')),
    uid: textOf(preconditions['uid']),
    resourceVersion: textOf(preconditions['resourceVersion']),
  };
}

function isObject(value: JsonValue | undefined): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function refusePreconditions(stored: CertificateSigningRequest, options: DeleteOptions): Refusal | null {
  const { name = '', uid = '', resourceVersion = '' } = stored.metadata;
  if (options.uid !== null && options.uid !== uid) {
    return preconditionFailed(name, 'UID', options.uid, uid);
  }
  if (options.resourceVersion !== null && options.resourceVersion !== resourceVersion) {
    return preconditionFailed(name, 'ResourceVersion', options.resourceVersion, resourceVersion);
  }
  return null;
}
