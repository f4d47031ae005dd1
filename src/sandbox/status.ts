/** What the API server says when it does not do as asked (`apimachinery/pkg/api/errors/errors.go`). */
import type { ApiRefusal, StatusCause } from '../kubernetes/object.ts';

export const csrGroup = 'certificates.k8s.io';
export const csrResource = 'certificatesigningrequests';
/** The media types in which objects are read and written. */
export const servedTypes: readonly string[] = [
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
];

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
  readonly details?: StatusDetails & { readonly causes?: readonly Partial<StatusCause>[] };
  readonly code?: number;
}

/** The Status body of a refusal. */
export function formatRefusal(refusal: Refusal): Status {
  const causes = refusal.causes.length > 0 ? { causes: refusal.causes.map(withoutEmpty) } : {};
  const hasDetails = refusal.details !== undefined || refusal.causes.length > 0;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: refusal.message,
    ...(refusal.reason === '' ? {} : { reason: refusal.reason }),
    ...(hasDetails ? { details: { ...refusal.details, ...causes } } : {}),
    code: refusal.code,
  };
}

function withoutEmpty(cause: StatusCause): Partial<StatusCause> {
  return Object.fromEntries(Object.entries(cause).filter(([, text]) => text !== ''));
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
  if (refusal.reason === 'BadRequest' || refusal.reason === '') return refusal;
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
  return refusal(404, 'NotFound', 'the server could not find the requested resource', {});
}

export function methodNotAllowed(): Refusal {
  const message = 'the server does not allow this method on the requested resource';
  return refusal(405, 'MethodNotAllowed', message, {});
}

/** The client accepts nothing that we write. */
export function notAcceptable(): Refusal {
  const message = `406: Not Acceptable\n\nAvailable representations: ${servedTypes.join(', ')}`;
  return refusal(406, 'NotAcceptable', message, {});
}

/** The client accepts our media types, but in a form that this object has not. */
export function noSuchForm(): Refusal {
  const message = `only the following media types are accepted: ${servedTypes.join(', ')}`;
  return refusal(406, 'NotAcceptable', message);
}

export function alreadyExists(name: string): Refusal {
  const details = { name, group: csrGroup, kind: csrResource };
  return refusal(409, 'AlreadyExists', `${csrQualified} ${JSON.stringify(name)} already exists`, details);
}

/** The object of an update is of another uid (`apiserver/pkg/storage/interfaces.go`, Preconditions). */
export function otherUid(name: string, asked: string, found: string): Refusal {
  const what = `Precondition failed: UID in precondition: ${asked}, UID in object meta: ${found}`;
  const place = `Key: /registry/${csrResource}/${name}, ResourceVersion: 0`;
  const why = `StorageError: invalid object, Code: 4, ${place}, AdditionalErrorMsg: ${what}`;
  const message = `Operation cannot be fulfilled on ${csrQualified} ${JSON.stringify(name)}: ${why}`;
  return refusal(409, 'Conflict', message, { name, group: csrGroup, kind: csrResource });
}

/** A precondition of a deletion does not hold (`registry/rest/delete.go`, BeforeDelete). */
export function preconditionFailed(
  name: string,
  field: 'UID' | 'ResourceVersion',
  asked: string,
  found: string,
): Refusal {
  const kind = 'CertificateSigningRequest';
  const since = field === 'UID' ? 'deleted and then recreated' : 'modified';
  const why = `the ${field} in the precondition (${asked}) does not match the ${field} in record (${found})`;
  const message = `Operation cannot be fulfilled on ${kind}.${csrGroup} ${JSON.stringify(name)}: ${why}. The object might have been ${since}`;
  return refusal(409, 'Conflict', message, { name, group: csrGroup, kind });
}

/** The changes since this version are forgotten; the client must list again. */
export function expired(message: string): Refusal {
  return refusal(410, 'Expired', message);
}

export function tooLarge(limit: number): Refusal {
  return refusal(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${limit}`);
}

export function unsupportedMediaType(): Refusal {
  const list = servedTypes.join(', ');
  const message = `the body of the request was in an unknown format - accepted media types include: ${list}`;
  return refusal(415, 'UnsupportedMediaType', message);
}

/** A patch of a kind that there is not. */
export function unsupportedPatchType(): Refusal {
  return refusal(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
}

/** Fields of `kind` are at fault; the message gathers the causes as `field.ErrorList` prints them. */
export function invalid(kind: string, group: string, name: string, causes: readonly StatusCause[]): Refusal {
  const lines = causes.map((cause) => `${cause.field}: ${cause.message}`);
  const text = lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`;
  return {
    code: 422,
    reason: 'Invalid',
    message: `${kind}${group === '' ? '' : `.${group}`} ${JSON.stringify(name)} is invalid: ${text}`,
    causes,
    details: {
      ...(name === '' ? {} : { name }),
      ...(group === '' ? {} : { group }),
      ...(kind === '' ? {} : { kind }),
    },
  };
}

/** A JSON patch that does not apply (`GenericServerResponse` of the patch endpoint). */
export function unprocessable(): Refusal {
  return refusal(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
}

/** A fault that the API server has no reason for, such as a resourceVersion that is no number. */
export function unreasoned(message: string): Refusal {
  return refusal(500, '', message);
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
