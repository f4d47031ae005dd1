/** The form in which objects are kept and answered. */
import type { CertificateSigningRequest } from '../kubernetes/object.ts';

/** Fields that JSON shows even when they are empty (`k8s.io/api/certificates/v1`: those without `omitempty`). */
const alwaysShown: ReadonlySet<string> = new Set(['request', 'signerName', 'deletionGracePeriodSeconds']);

/** Leaves out what Go's `omitempty` leaves out, so that states can be compared and read as those of a real server. */
export function storedForm(object: CertificateSigningRequest): CertificateSigningRequest {
  return {
    ...object,
    metadata: storedPart(object.metadata),
    spec: storedPart(object.spec),
    status: storedPart(object.status ?? {}),
  };
}

/** One struct without its empty fields. */
export function storedPart<T extends object>(part: T): T {
  const shown = Object.entries(part).filter(([key, value]) => alwaysShown.has(key) || !isEmpty(value));
  return Object.fromEntries(shown) as T;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
