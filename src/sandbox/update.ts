/** PUT and PATCH on the main resource, `/approval` and `/status`. */
import { isDeepStrictEqual } from 'node:util';
import { refuseApproval, refuseSigning, type SignerRight } from '../kubernetes/admission.ts';
import type { ApiRefusal, CertificateSigningRequest } from '../kubernetes/object.ts';
import {
  refuseStale,
  type Updated,
  updateApproval,
  updateObject,
  updateStatus,
} from '../kubernetes/update.ts';
import { applyPatchType, firstApplied, mergeApplied, readApplied } from './apply.ts';
import { formatDenial, resourceAccess } from './authorizer.ts';
import { type ReadBody, readObject } from './body.ts';
import { type Call, type Reply, refuse, type World } from './call.ts';
import { createObject } from './create.ts';
import { isVersion } from './list-options.ts';
import { parseWriteOptions, type WriteOptions } from './parameters.ts';
import { isPatchType, readPatch } from './patched.ts';
import {
  aboutCsr,
  badRequest,
  csrGroup,
  forbidden,
  notFound,
  otherUid,
  type Refusal,
  unreasoned,
  unsupportedPatchType,
} from './status.ts';
import { storedForm } from './stored-form.ts';

/** Replaces the part of the object that the endpoint is for. */
export function update(world: World, call: Call): Reply {
  const options = parseWriteOptions(call.query, 'UpdateOptions');
  if ('refusal' in options) return refuse(options.refusal);
  const body = readObject(call, options.fieldValidation);
  if ('refusal' in body) return refuse(body.refusal);
  const { name } = call.access;
  const refusal = refuseName(name, body.object);
  if (refusal !== null) return refuse(refusal);
  const stored = world.store.get(name);
  if (stored === null) return refuse(notFound(name));
  const { uid = '' } = body.object.metadata;
  // Only a PUT says which object it means; a patch of the uid is a change that is not allowed.
  if (uid !== '' && uid !== stored.metadata.uid)
    return refuse(otherUid(name, uid, stored.metadata.uid ?? ''));
  return write(world, call, stored, body, options);
}

/** Changes the stored object as the patch says, and then is an update. */
export function patch(world: World, call: Call): Reply {
  if (call.contentType === applyPatchType && call.access.subresource === '') return apply(world, call);
  if (!isPatchType(call.contentType)) return refuse(unsupportedPatchType());
  const options = parseWriteOptions(call.query, 'PatchOptions');
  if ('refusal' in options) return refuse(options.refusal);
  const { name } = call.access;
  const stored = world.store.get(name);
  if (stored === null) return refuse(notFound(name));
  const body = readPatch(call, stored, options.fieldValidation);
  if ('refusal' in body) return refuse(body.refusal);
  const refusal = refuseName(name, body.object);
  return refusal === null ? write(world, call, stored, body, options) : refuse(refusal);
}

/** Creates the object, or merges into the one there is. */
function apply(world: World, call: Call): Reply {
  const options = parseWriteOptions(call.query, 'PatchOptions', true);
  if ('refusal' in options) return refuse(options.refusal);
  const applied = readApplied(call);
  if ('refusal' in applied) return refuse(applied.refusal);
  const { name, group, resource } = call.access;
  const refusal = refuseName(name, applied.object);
  if (refusal !== null) return refuse(refusal);
  const stored = world.store.get(name);
  const now = world.now();
  const { fieldManager } = options;
  if (stored !== null) {
    const object = mergeApplied(stored, applied.object, fieldManager, now);
    return write(world, call, stored, { object, warnings: [] }, options);
  }
  const access = resourceAccess('create', group, resource, name);
  if (!world.isAllowed(call.user, access)) {
    return refuse(forbidden(resource, group, name, formatDenial(call.user.username, access)));
  }
  const object = firstApplied(applied.object, fieldManager, now);
  return createObject(world, call, { object, warnings: [] }, options);
}

function refuseName(name: string, { metadata }: CertificateSigningRequest): Refusal | null {
  if (metadata.name === name) return null;
  if (metadata.name !== undefined && metadata.name !== '') {
    const where = `does not match the name on the URL (${name})`;
    return badRequest(`the name of the object (${metadata.name}) ${where}`);
  }
  const where = `the name of the object (${name} based on URL) was undeterminable`;
  return badRequest(`${where}: name must be provided`);
}

function write(
  world: World,
  call: Call,
  stored: CertificateSigningRequest,
  { object, warnings }: ReadBody,
  { dryRun }: WriteOptions,
): Reply {
  const { name, subresource } = call.access;
  const { resourceVersion = '' } = object.metadata;
  if (!isVersion(resourceVersion || '0')) {
    return refuse(
      unreasoned(`strconv.ParseUint: parsing ${JSON.stringify(resourceVersion)}: invalid syntax`),
    );
  }
  const incoming = Number(resourceVersion) === 0 ? withoutVersion(object) : object;
  const stale = refuseStale(stored, { ...incoming, metadata: { ...incoming.metadata, uid: '' } });
  if (stale !== null) return refuse(aboutCsr(stale, name), warnings);
  const updated = updateRules[subresource]?.(stored, incoming, world.now());
  if (updated === undefined) throw new Error(`no rule for subresource ${subresource}`);
  if ('refusal' in updated) return refuse(aboutCsr(updated.refusal, name), warnings);
  const next = storedForm(updated.object);
  const denied = admit(world, call, stored, next);
  if (denied !== null) return refuse(aboutCsr(denied, name), warnings);
  const json = dryRun ? next : replace(world, stored, next);
  return { code: 200, json, warnings };
}

/** Version 0 is any version. */
function withoutVersion(object: CertificateSigningRequest): CertificateSigningRequest {
  const { resourceVersion: _version, ...metadata } = object.metadata;
  return { ...object, metadata };
}

type UpdateRule = (
  stored: CertificateSigningRequest,
  incoming: CertificateSigningRequest,
  now: Date,
) => Updated;

const updateRules: Readonly<Record<string, UpdateRule>> = {
  '': updateObject,
  approval: updateApproval,
  status: updateStatus,
};

/** Admission after validation: the rights to approve and to sign are apart from the right to update. */
function admit(
  world: World,
  call: Call,
  stored: CertificateSigningRequest,
  next: CertificateSigningRequest,
): ApiRefusal | null {
  const mayFor: SignerRight = (verb, signerName) =>
    world.isAllowed(call.user, resourceAccess(verb, csrGroup, 'signers', signerName));
  if (call.access.subresource === 'approval') return refuseApproval(stored, mayFor);
  if (call.access.subresource === 'status') return refuseSigning(stored, next, mayFor);
  return null;
}

/** Stores the new state. One that changes nothing makes no version; a deletion waits for the last finalizer. */
function replace(
  { store }: World,
  stored: CertificateSigningRequest,
  next: CertificateSigningRequest,
): CertificateSigningRequest {
  const { resourceVersion = '' } = stored.metadata;
  const same = { ...next, metadata: { ...next.metadata, resourceVersion } };
  if (isDeepStrictEqual(same, stored)) return stored;
  const isGone = stored.metadata.deletionTimestamp !== undefined && !hasFinalizers(next);
  if (!isGone) return store.put(next);
  store.remove(next.metadata.name ?? '');
  return same;
}

/** Whether somebody still holds the object back from deletion. */
export function hasFinalizers({ metadata }: CertificateSigningRequest): boolean {
  return (metadata.finalizers ?? []).length > 0;
}
