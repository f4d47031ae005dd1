/** From a patch to the object it makes of the stored one. */
import type { CertificateSigningRequest } from '../kubernetes/object.ts';
import type { JsonValue } from '../model.ts';
import { type BodyReading, decodeObject } from './body.ts';
import type { Call } from './call.ts';
import { parseJson } from './json.ts';
import type { FieldValidationMode } from './parameters.ts';
import { applyPatch, jsonPatchType, mergePatchType, strategicPatchType } from './patch.ts';
import { badRequest, invalid, type Refusal } from './status.ts';

const patchTypes: readonly string[] = [jsonPatchType, mergePatchType, strategicPatchType];

/** Whether there are patches of this media type. */
export function isPatchType(mediaType: string): boolean {
  return patchTypes.includes(mediaType);
}

/** Applies the patch in the body; the result is read as if it had been sent. */
export function readPatch(
  call: Call,
  stored: CertificateSigningRequest,
  mode: FieldValidationMode,
): BodyReading {
  const body = parseJson(call.body.toString('utf8'));
  if ('fault' in body) return { refusal: undecodable(body.fault) };
  const isList = call.contentType === jsonPatchType;
  if (Array.isArray(body.value) !== isList || body.value === null || typeof body.value !== 'object') {
    const [found, wanted] = isList
      ? ['object', '[]handlers.jsonPatchOp']
      : ['array', 'map[string]interface {}'];
    return { refusal: undecodable(`json: cannot unmarshal ${found} into Go value of type ${wanted}`) };
  }
  const patched = applyPatch(stored as unknown as JsonValue, body.value, call.contentType);
  if ('refusal' in patched) return patched;
  const reading = decodeObject(patched.value, body.duplicates, mode);
  return 'refusal' in reading ? { refusal: unreadable(patched.value, reading.refusal) } : reading;
}

function undecodable(fault: string): Refusal {
  return badRequest(`error decoding patch: ${fault}`);
}

/** The patched object is none of ours any more; `apiserver/pkg/endpoints/handlers/patch.go` blames the field `patch`. */
function unreadable(value: JsonValue, refusal: Refusal): Refusal {
  if (refusal.message.includes('strict decoding error')) return refusal;
  const why = refusal.message.replace(/^.*? cannot be handled as a [A-Za-z]+: /, '');
  const message = `Invalid value: ${JSON.stringify(JSON.stringify(value))}: ${why}`;
  return invalid('', '', '', [{ reason: 'FieldValueInvalid', message, field: 'patch' }]);
}
