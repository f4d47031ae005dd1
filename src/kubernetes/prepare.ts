import type { CertificateSigningRequest } from './object.ts';

/** Who the API server takes the caller for. */
export interface Requester {
  readonly username: string;
  readonly uid: string | null;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** What the server sets itself in a new object: status wiped, identity fields overwritten, system metadata cleared. */
export function prepareForCreate(_object: CertificateSigningRequest, _user: Requester): CertificateSigningRequest {
  throw new Error('not built yet');
}
