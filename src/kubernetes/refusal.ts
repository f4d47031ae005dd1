import type { ApiRefusal, StatusCause } from './object.ts';

/** The kind as Status texts name it. */
const groupKind = 'CertificateSigningRequest.certificates.k8s.io';
const groupResource = 'certificatesigningrequests.certificates.k8s.io';

/** 400 BadRequest: the body could not be decoded (`apimachinery/pkg/api/errors`, NewBadRequest). */
export function badRequest(message: string): ApiRefusal {
  return { code: 400, reason: 'BadRequest', message, causes: [] };
}

/** 403 Forbidden by admission (`apiserver/pkg/admission`, NewForbidden). */
export function forbidden(name: string, message: string): ApiRefusal {
  const text = `${groupResource} ${JSON.stringify(name)} is forbidden: ${message}`;
  return { code: 403, reason: 'Forbidden', message: text, causes: [] };
}

/** 422 Invalid: object validation failed (`apimachinery/pkg/api/errors`, NewInvalid and Aggregate.Error). */
export function invalidRefusal(name: string, causes: readonly StatusCause[]): ApiRefusal {
  const texts = [...new Set(causes.map((cause) => `${cause.field}: ${cause.message}`))];
  const list = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  const message = `${groupKind} ${JSON.stringify(name)} is invalid: ${list}`;
  return { code: 422, reason: 'Invalid', message, causes };
}
