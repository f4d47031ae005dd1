import type { JsonValue } from '../model.ts';
import { readGoJson } from './go-json.ts';
import { goQuote } from './go-text.ts';
import type { ApiRefusal, CertificateSigningRequest } from './object.ts';
import { ownKind, readObjectKind } from './object-kind.ts';
import { certificateSigningRequestType } from './object-schema.ts';
import { badRequest } from './refusal.ts';

/** `Strict` is what kubectl asks for; `Ignore` drops unknown fields, as the API does by default (it warns). */
export type FieldValidation = 'Strict' | 'Ignore';

export type Decoded = { readonly object: CertificateSigningRequest } | { readonly refusal: ApiRefusal };

const { group, kind } = ownKind;

/**
 * Decodes a JSON body as kube-apiserver does for `POST …/certificatesigningrequests` (sigs.k8s.io/json into
 * the Go structs): types, int32, base64, case of field names, unknown fields, null. `request` and
 * `certificate` come out as canonical base64, absent required strings as `''`. An absent kind or apiVersion is
 * filled in by the server, too.
 */
export function decodeManifest(value: JsonValue, fields: FieldValidation = 'Strict'): Decoded {
  const named = readObjectKind(value);
  if ('fault' in named) return { refusal: unrecognized(named.fault) };
  const refuse = (fault: string): Decoded => {
    const version = goQuote(named.version);
    return {
      refusal: badRequest(`${named.kind} in version ${version} cannot be handled as a ${kind}: ${fault}`),
    };
  };
  if (named.version === '') return refuse("Object 'apiVersion' is missing");
  const apiVersion = named.group === '' ? named.version : `${named.group}/${named.version}`;
  const beta = apiVersion === `${group}/v1beta1`;
  if (named.kind !== kind || !(beta || apiVersion === `${group}/v1`)) {
    return refuse(
      `no kind ${goQuote(named.kind)} is registered for version ${goQuote(apiVersion)} in scheme "k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30"`,
    );
  }
  const reading = readGoJson(value, certificateSigningRequestType);
  if (reading.fault !== null) return refuse(reading.fault);
  if (fields === 'Strict' && reading.unknown.length > 0) return refuse(strictFault(reading.unknown));
  if (beta) {
    const expected = `does not match the expected API version (${group}/v1)`;
    return { refusal: badRequest(`the API version in the data (${apiVersion}) ${expected}`) };
  }
  return { object: asObject(reading.value) };
}

/** A reading holds only fields of the schema, so its shape is known. */
type Read = Partial<Omit<CertificateSigningRequest, 'spec'>> & {
  readonly spec?: Partial<CertificateSigningRequest['spec']>;
};

function asObject(value: JsonValue): CertificateSigningRequest {
  const read = (value ?? {}) as Read;
  return {
    apiVersion: 'certificates.k8s.io/v1',
    kind,
    metadata: read.metadata ?? {},
    spec: { ...read.spec, request: read.spec?.request ?? '', signerName: read.spec?.signerName ?? '' },
    ...(read.status === undefined ? {} : { status: read.status }),
  };
}

/** At most 100 are told, and each path once. */
function strictFault(unknown: readonly string[]): string {
  const paths = [...new Set(unknown)].slice(0, 100);
  return `strict decoding error: ${paths.map((path) => `unknown field ${goQuote(path)}`).join(', ')}`;
}

function unrecognized(fault: string): ApiRefusal {
  return badRequest(`the object provided is unrecognized (must be of type ${kind}): ${fault}`);
}
