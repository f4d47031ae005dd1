/** From the bytes of a body to an object, or the refusal a real server gives. */
import { type Decoded, decodeManifest } from '../kubernetes/decode.ts';
import type { CertificateSigningRequest } from '../kubernetes/object.ts';
import type { JsonValue } from '../model.ts';
import type { Call } from './call.ts';
import { type JsonReading, parseJson } from './json.ts';
import type { FieldValidationMode } from './parameters.ts';
import { badRequest, type Refusal, unsupportedMediaType } from './status.ts';

/** An object as sent, and what the server warns of. */
export type BodyReading =
  | { readonly object: CertificateSigningRequest; readonly warnings: readonly string[] }
  | { readonly refusal: Refusal };

export const jsonType = 'application/json';

/** Parses the body as JSON; an absent media type counts as JSON, as in the API server. */
export function parseBody(
  call: Call,
  accepted: readonly string[] = [jsonType],
): Exclude<JsonReading, { readonly fault: string }> | { readonly refusal: Refusal } {
  const type = call.contentType === '' ? jsonType : call.contentType;
  if (!accepted.includes(type)) return { refusal: unsupportedMediaType(accepted) };
  const reading = parseJson(call.body);
  if (!('fault' in reading)) return reading;
  return { refusal: badRequest(`the object provided is unrecognized: ${reading.fault}`) };
}

/** Reads the CertificateSigningRequest in the body of a create or an update. */
export function readObject(call: Call, mode: FieldValidationMode): BodyReading {
  const body = parseBody(call);
  return 'refusal' in body ? body : decodeObject(body.value, body.duplicates, mode);
}

/** Decodes an object; `duplicates` are keys that stood twice in its text. */
export function decodeObject(
  value: JsonValue,
  duplicates: readonly string[],
  mode: FieldValidationMode,
): BodyReading {
  const lenient = decodeManifest(value, 'Ignore');
  if ('refusal' in lenient || mode === 'Ignore') return { warnings: [], ...lenient };
  const faults = strictFaults(decodeManifest(value, 'Strict'), duplicates);
  if (mode === 'Warn') return { object: lenient.object, warnings: faults };
  if (faults.length === 0) return { object: lenient.object, warnings: [] };
  return { refusal: strictRefusal(faults) };
}

const strictMark = 'strict decoding error: ';

/** What strict decoding finds beyond lenient decoding, in its words. */
function strictFaults(strict: Decoded, duplicates: readonly string[]): readonly string[] {
  const repeated = duplicates.map((path) => `duplicate field ${JSON.stringify(path)}`);
  if (!('refusal' in strict)) return repeated;
  const { message } = strict.refusal;
  const at = message.indexOf(strictMark);
  return [at < 0 ? message : message.slice(at + strictMark.length), ...repeated];
}

function strictRefusal(faults: readonly string[]): Refusal {
  const kind = 'CertificateSigningRequest';
  const start = `${kind} in version "v1" cannot be handled as a ${kind}`;
  return badRequest(`${start}: ${strictMark}${faults.join(', ')}`);
}
