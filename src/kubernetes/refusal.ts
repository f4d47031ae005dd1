/** Refusals in the words of `k8s.io/apimachinery/pkg/api/errors`. */
import { goQuote } from './go-text.ts';
import type { ApiRefusal, StatusCause } from './object.ts';

const groupKind = 'CertificateSigningRequest.certificates.k8s.io';
const groupResource = 'certificatesigningrequests.certificates.k8s.io';

/** 400 BadRequest: the body could not be decoded. */
export function badRequest(message: string): ApiRefusal {
  return { code: 400, reason: 'BadRequest', message, causes: [] };
}

/** 403 Forbidden by an admission plugin; without a name yet, the server says `Unknown`. */
export function forbidden(name: string, message: string): ApiRefusal {
  const text = `${groupResource} ${goQuote(name === '' ? 'Unknown' : name)} is forbidden: ${message}`;
  return { code: 403, reason: 'Forbidden', message: text, causes: [] };
}

/** 409 Conflict: the object has moved on, or is another one by now. */
export function conflict(name: string, fault: string): ApiRefusal {
  const message = `Operation cannot be fulfilled on ${groupResource} ${goQuote(name)}: ${fault}`;
  return { code: 409, reason: 'Conflict', message, causes: [] };
}

/** 422 Invalid: object validation failed. The message tells each cause once. */
export function invalidRefusal(name: string, causes: readonly StatusCause[]): ApiRefusal {
  const texts = [...new Set(causes.map((cause) => `${cause.field}: ${cause.message}`))];
  const list = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  const message = `${groupKind} ${goQuote(name)} is invalid: ${list}`;
  return { code: 422, reason: 'Invalid', message, causes };
}

/** 500 without a reason: the store was given an object with a version, which is its own to set. */
export function versionOnCreate(): ApiRefusal {
  const message = 'resourceVersion should not be set on objects to be created';
  return { code: 500, reason: '', message, causes: [] };
}
