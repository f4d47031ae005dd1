/** DELETE of one object, or of all that a selector chooses. */
import type { CertificateSigningRequest } from '../kubernetes/object.ts';
import { type Call, formatTime, type Reply, refuse, type World } from './call.ts';
import { type DeleteOptions, parseDeleteOptions } from './delete-options.ts';
import { parseListOptions } from './list-options.ts';
import { parseSelector } from './selector.ts';
import { formatDeleted, notFound, preconditionFailed, type Refusal } from './status.ts';
import { hasFinalizers } from './update.ts';

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
  const which = parseListOptions(call.query, false);
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
  const mark = { deletionTimestamp: formatTime(world.now()), deletionGracePeriodSeconds: 0 };
  return world.store.put({ ...stored, metadata: { ...stored.metadata, ...mark } });
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
