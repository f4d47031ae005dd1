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
import type { JsonValue } from '../model.ts';
import { resourceAccess } from './authorizer.ts';
import { type BodyReading, decodeObject, parseBody, readObject } from './body.ts';
import { type Call, type Reply, refuse, type World } from './call.ts';
import { type FieldValidationMode, parseWriteOptions } from './parameters.ts';
import { applyPatch, jsonPatchType, mergePatchType } from './patch.ts';
import { aboutCsr, badRequest, csrGroup, notFound, type Refusal } from './status.ts';
import { storedForm } from './stored-form.ts';

/** Replaces the part of the object that the endpoint is for. */
export function update(world: World, call: Call): Reply {
  const options = parseWriteOptions(call.query, 'UpdateOptions');
  if ('refusal' in options) return refuse(options.refusal);
  const body = readObject(call, options.fieldValidation);
  const stored = world.store.get(call.access.name);
  if (!('refusal' in body)) {
    const refusal = refuseName(call.access.name, body.object);
    if (refusal !== null) return refuse(refusal);
  }
  return write(world, call, stored, body, options.dryRun);
}

/** Changes the stored object as the patch says, and then is an update. */
export function patch(world: World, call: Call): Reply {
  const options = parseWriteOptions(call.query, 'PatchOptions');
  if ('refusal' in options) return refuse(options.refusal);
  const stored = world.store.get(call.access.name);
  if (stored === null) return refuse(notFound(call.access.name));
  return write(world, call, stored, readPatch(call, stored, options.fieldValidation), options.dryRun);
}

function readPatch(call: Call, stored: CertificateSigningRequest, mode: FieldValidationMode): BodyReading {
  const body = parseBody(call, [jsonPatchType, mergePatchType]);
  if ('refusal' in body) return body;
  const patched = applyPatch(stored as unknown as JsonValue, body.value, call.contentType);
  if ('refusal' in patched) return patched;
  const reading = decodeObject(patched.value, body.duplicates, mode);
  if ('refusal' in reading) return reading;
  const refusal = refuseName(call.access.name, reading.object);
  return refusal === null ? reading : { refusal };
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
  stored: CertificateSigningRequest | null,
  body: BodyReading,
  dryRun: boolean,
): Reply {
  if ('refusal' in body) return refuse(body.refusal);
  const { name, subresource } = call.access;
  if (stored === null) return refuse(notFound(name));
  const stale = refuseStale(stored, body.object);
  if (stale !== null) return refuse(aboutCsr(stale, name));
  const updated = updateRules[subresource]?.(stored, body.object, world.now());
  if (updated === undefined) throw new Error(`no rule for subresource ${subresource}`);
  if ('refusal' in updated) return refuse(aboutCsr(updated.refusal, name));
  const next = storedForm(updated.object);
  const denied = admit(world, call, stored, next);
  if (denied !== null) return refuse(aboutCsr(denied, name));
  const json = dryRun ? next : replace(world, stored, next);
  return { code: 200, json, warnings: body.warnings };
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
  return isGone ? store.remove(next.metadata.name ?? '') : store.put(next);
}

/** Whether somebody still holds the object back from deletion. */
export function hasFinalizers({ metadata }: CertificateSigningRequest): boolean {
  return (metadata.finalizers ?? []).length > 0;
}
