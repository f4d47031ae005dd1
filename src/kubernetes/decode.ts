import type { JsonValue } from '../model.ts';
import type { ApiRefusal, CertificateSigningRequest } from './object.ts';

/** `Strict` is what kubectl asks for; `Ignore` drops unknown fields, as the API does by default (it warns). */
export type FieldValidation = 'Strict' | 'Ignore';

export type Decoded = { readonly object: CertificateSigningRequest } | { readonly refusal: ApiRefusal };

/**
 * Decodes a JSON body as kube-apiserver does for `POST …/certificatesigningrequests` (sigs.k8s.io/json into
 * the Go structs): types, int32, base64, case of field names, unknown fields, null. `request` and
 * `certificate` come out as canonical base64, absent required strings as `''`.
 */
export function decodeManifest(_value: JsonValue, _fields: FieldValidation = 'Strict'): Decoded {
  throw new Error('not built yet');
}
