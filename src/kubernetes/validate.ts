import type { ApiRefusal, CertificateSigningRequest, StatusCause } from './object.ts';
import type { SpecRequest } from './spec-request.ts';

/** Object validation at create: every fault in the API server's order, with its reason, field and words. */
export function validateCreate(_object: CertificateSigningRequest, _request?: SpecRequest): StatusCause[] {
  throw new Error('not built yet');
}

/** Steps 7 and 8 of a create: object validation, then the path-segment rules of the name. Null when it passes. */
export function refuseCreate(_object: CertificateSigningRequest, _request?: SpecRequest): ApiRefusal | null {
  throw new Error('not built yet');
}
