/** What the API server says when it does not do as asked (`apimachinery/pkg/api/errors/errors.go`). */
import type { ApiRefusal, StatusCause } from '../kubernetes/object.ts';

export const csrGroup = 'certificates.k8s.io';
export const csrResource = 'certificatesigningrequests';
const csrQualified = `${csrResource}.${csrGroup}`;

/** What a refusal is about (`metav1.StatusDetails`); `kind` holds the resource, or the kind where fields are at fault. */
export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly retryAfterSeconds?: number;
}

/** A refusal with what it is about. */
export interface Refusal extends ApiRefusal {
  readonly details?: StatusDetails;
}

/** `metav1.Status` as JSON carries it. */
export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: Readonly<Record<string, never>>;
  readonly status: 'Success' | 'Failure';
  readonly message?: string;
  readonly reason?: string;
  readonly details?: StatusDetails & { readonly causes?: readonly StatusCause[] };
  readonly code?: number;
}

/** The Status body of a refusal. */
export function formatRefusal(refusal: Refusal): Status {
  const causes = refusal.causes.length > 0 ? { causes: refusal.causes } : {};
  const details = { ...refusal.details, ...causes };
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: refusal.message,
    reason: refusal.reason,
    ...(Object.keys(details).length > 0 ? { details } : {}),
    code: refusal.code,
  };
}

/** The Status body of a deletion that is done. */
export function formatDeleted(name: string, uid: string): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name, group: csrGroup, kind: csrResource, uid },
  };
}

/** Adds what a refusal of the rules in `src/kubernetes` is about: fields of a kind, or an object of the resource. */
export function aboutCsr(refusal: ApiRefusal, name: string): Refusal {
  if (refusal.reason === 'BadRequest') return refusal;
  const kind = refusal.reason === 'Invalid' ? 'CertificateSigningRequest' : csrResource;
  return { ...refusal, details: { ...(name === '' ? {} : { name }), group: csrGroup, kind } };
}

function refusal(code: number, reason: string, message: string, details?: StatusDetails): Refusal {
  return { code, reason, message, causes: [], ...(details === undefined ? {} : { details }) };
}

export function badRequest(message: string): Refusal {
  return refusal(400, 'BadRequest', message);
}

export function unauthorized(): Refusal {
  return refusal(401, 'Unauthorized', 'Unauthorized');
}

/** `resource` as `resource.group` or `resource`; `name` is empty where none is known. */
export function forbidden(resource: string, group: string, name: string, why: string): Refusal {
  const qualified = group === '' ? resource : `${resource}.${group}`;
  const subject = name === '' ? qualified : `${qualified} ${JSON.stringify(name)}`;
  return refusal(403, 'Forbidden', `${subject} is forbidden: ${why}`, {
    ...(name === '' ? {} : { name }),
    ...(group === '' ? {} : { group }),
    kind: resource,
  });
}

/** A path outside the resources that this user may not read. */
export function forbiddenPath(why: string): Refusal {
  return refusal(403, 'Forbidden', `forbidden: ${why}`, {});
}

export function notFound(name: string): Refusal {
  const details = { name, group: csrGroup, kind: csrResource };
  return refusal(404, 'NotFound', `${csrQualified} ${JSON.stringify(name)} not found`, details);
}

/** A path that leads nowhere. */
export function noSuchResource(): Refusal {
  return refusal(404, 'NotFound', 'the server could not find the requested resource');
}

export function methodNotAllowed(): Refusal {
  return refusal(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource');
}

/** The client accepts nothing that we write. */
export function notAcceptable(): Refusal {
  const types = 'application/json';
  const message = `only the following media types are accepted: ${types}`;
  return refusal(406, 'NotAcceptable', message);
}

export function alreadyExists(name: string): Refusal {
  const details = { name, group: csrGroup, kind: csrResource };
  return refusal(409, 'AlreadyExists', `${csrQualified} ${JSON.stringify(name)} already exists`, details);
}

/** A precondition on uid or resourceVersion does not hold (`apiserver/pkg/storage/interfaces.go`). */
export function preconditionFailed(
  name: string,
  field: 'UID' | 'ResourceVersion',
  asked: string,
  found: string,
): Refusal {
  const what = `Precondition failed: ${field} in precondition: ${asked}, ${field} in object meta: ${found}`;
  const place = `Key: /registry/${csrResource}/${name}, ResourceVersion: 0`;
  const why = `StorageError: invalid object, Code: 4, ${place}, AdditionalErrorMsg: ${what}`;
  const message = `Operation cannot be fulfilled on ${csrQualified} ${JSON.stringify(name)}: ${why}`;
  return refusal(409, 'Conflict', message, { name, group: csrGroup, kind: csrResource });
}

/** The changes since this version are forgotten; the client must list again. */
export function expired(message: string): Refusal {
  return refusal(410, 'Expired', message);
}

export function tooLarge(limit: number): Refusal {
  return refusal(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${limit}`);
}

export function unsupportedMediaType(accepted: readonly string[]): Refusal {
  const list = accepted.join(', ');
  const message = `the body of the request was in an unknown format - accepted media types include: ${list}`;
  return refusal(415, 'UnsupportedMediaType', message);
}

/** Fields of `kind` are at fault; the message gathers the causes as `field.ErrorList` prints them. */
export function invalid(kind: string, group: string, name: string, causes: readonly StatusCause[]): Refusal {
  const lines = causes.map((cause) => `${cause.field}: ${cause.message}`);
  const text = lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`;
  return {
    code: 422,
    reason: 'Invalid',
    message: `${kind}.${group} ${JSON.stringify(name)} is invalid: ${text}`,
    causes,
    details: { ...(name === '' ? {} : { name }), group, kind },
  };
}

/** A JSON patch that does not apply (`GenericServerResponse` of the patch endpoint). */
export function unprocessable(message: string): Refusal {
  const text = `the server rejected our request due to an error in our request (${message})`;
  return refusal(422, 'Invalid', text);
}

export function tooManyRequests(retryAfterSeconds: number): Refusal {
  const message = 'too many requests, please try again later';
  return refusal(429, 'TooManyRequests', message, { retryAfterSeconds });
}

export function internalError(why: string): Refusal {
  const message = `Internal error occurred: ${why}`;
  return { ...refusal(500, 'InternalError', message), causes: [{ reason: '', message: why, field: '' }] };
}

/** A resourceVersion from the future: the client may be talking to another history. */
export function futureVersion(asked: number, current: number): Refusal {
  const message = `Timeout: Too large resource version: ${asked}, current: ${current}`;
  const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version', field: '' }];
  return { ...refusal(504, 'Timeout', message, { retryAfterSeconds: 1 }), causes };
}
