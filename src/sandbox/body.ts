/** From the bytes of a body to an object, or the refusal a real server gives. */
import { type Decoded, decodeManifest } from '../kubernetes/decode.ts';
import { type GoType, readGoJson } from '../kubernetes/go-json.ts';
import type { CertificateSigningRequest } from '../kubernetes/object.ts';
import type { JsonValue } from '../model.ts';
import { maxYamlBytes, parseYaml } from '../yaml.ts';
import type { Call } from './call.ts';
import { type JsonReading, parseJson } from './json.ts';
import type { FieldValidationMode } from './parameters.ts';
import { decodeObject as decodeProtobuf, protobufType } from './protobuf/object.ts';
import { badRequest, type Refusal, unsupportedMediaType } from './status.ts';

/** An object as sent, and what the server warns of. */
export interface ReadBody {
  readonly object: CertificateSigningRequest;
  readonly warnings: readonly string[];
}

export type BodyReading = ReadBody | { readonly refusal: Refusal };

/** Reads a body in the media type it says it has; an absent one counts as JSON, as in the API server. */
export function parseBody(call: Call): JsonReading | { readonly refusal: Refusal } {
  switch (call.contentType) {
    case '':
    case 'application/json':
      return parseJson(call.body.toString('utf8'));
    case 'application/yaml':
      return readYaml(call.body.toString('utf8'));
    case protobufType: {
      const reading = decodeProtobuf(call.body);
      return 'fault' in reading ? reading : { ...reading, duplicates: [] };
    }
    default:
      return { refusal: unsupportedMediaType() };
  }
}

/** YAML that two readers could read in two ways is refused: a real server reads it in one of them. */
export function readYaml(text: string): JsonReading {
  if (Buffer.byteLength(text) > maxYamlBytes) return { fault: 'yaml: the document is too long' };
  const { value, findings } = parseYaml(text, { file: 'body' });
  if (value !== undefined) return { value, duplicates: [] };
  return { fault: `yaml: ${findings[0]?.message ?? 'the document cannot be read'}` };
}

/** The refusal of bytes that are no object of this kind. */
export function unrecognized(kind: string, fault: string): Refusal {
  const why =
    fault.startsWith('yaml: ') || fault.startsWith('proto')
      ? fault
      : `couldn't get version/kind; json parse error: ${fault}`;
  return badRequest(`the object provided is unrecognized (must be of type ${kind}): ${why}`);
}

const csrKind = 'CertificateSigningRequest';

/** Reads the CertificateSigningRequest in the body of a create or an update. */
export function readObject(call: Call, mode: FieldValidationMode): BodyReading {
  const body = parseBody(call);
  if ('refusal' in body) return body;
  if ('fault' in body) return { refusal: unrecognized(csrKind, body.fault) };
  return decodeObject(body.value, body.duplicates, mode);
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

/** What strict decoding finds beyond lenient decoding, in its words, one for each field. */
function strictFaults(strict: Decoded, duplicates: readonly string[]): readonly string[] {
  const repeated = duplicates.map((path) => `duplicate field ${JSON.stringify(path)}`);
  if (!('refusal' in strict)) return repeated;
  const { message } = strict.refusal;
  const at = message.indexOf(strictMark);
  const list = at < 0 ? message : message.slice(at + strictMark.length);
  return [...list.split(/, (?=unknown field ")/), ...repeated];
}

function strictRefusal(faults: readonly string[]): Refusal {
  const start = `${csrKind} in version "v1" cannot be handled as a ${csrKind}`;
  return badRequest(`${start}: ${strictMark}${faults.join(', ')}`);
}

/** A kind of another group that is only ever answered, never kept. */
export interface PassingKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly type: GoType;
}

/** Reads an object of such a kind; without kind and apiVersion it is taken for one. */
export function readPassing(
  call: Call,
  { apiVersion, kind, type }: PassingKind,
): { readonly value: Readonly<Record<string, JsonValue>> } | { readonly refusal: Refusal } {
  const body = parseBody(call);
  if ('refusal' in body) return body;
  if ('fault' in body) return { refusal: unrecognized(kind, body.fault) };
  if (typeof body.value !== 'object' || Array.isArray(body.value)) {
    return { refusal: unrecognized(kind, 'json: cannot unmarshal it into an object') };
  }
  const said = (body.value ?? {}) as Readonly<Record<string, JsonValue>>;
  const [saidKind, saidVersion] = [said['kind'] ?? kind, said['apiVersion'] ?? apiVersion];
  const start = `${saidKind} in version ${JSON.stringify(String(saidVersion).split('/').at(-1))} cannot be handled as a ${kind}`;
  if (saidKind !== kind || saidVersion !== apiVersion) {
    const why = `no kind ${JSON.stringify(saidKind)} is registered for version ${JSON.stringify(saidVersion)} in scheme "sandbox"`;
    return { refusal: badRequest(`${start}: ${why}`) };
  }
  const reading = readGoJson(said, type);
  if (reading.fault !== null) return { refusal: badRequest(`${start}: ${reading.fault}`) };
  return { value: reading.value as Readonly<Record<string, JsonValue>> };
}
