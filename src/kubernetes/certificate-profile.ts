import type { Csr } from '../model.ts';
import type { CertificateSigningRequestSpec } from './object.ts';

/** What the certificate of a built-in signer would carry (`authority.PermissiveSigningPolicy`). */
export interface CertificateProfile {
  /** The subject's attributes in Go's order; several values of one type share a set. */
  readonly subject: readonly (readonly { readonly oid: string; readonly value: string }[])[];
  /** The subject as Go prints it (`pkix.Name.String`): `CN=jane,O=dev-team`. */
  readonly subjectText: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Seconds from notBefore to notAfter. */
  readonly seconds: number;
  readonly dnsNames: readonly string[];
  readonly emailAddresses: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly uris: readonly string[];
  /** KeyUsage in bit order, in words of `spec.usages` (`signing` shows as `digital signature`). */
  readonly keyUsages: readonly string[];
  /** ExtendedKeyUsage in Kubernetes' order (`s/mime` shows as `email protection`). */
  readonly extKeyUsages: readonly string[];
}

export interface SigningLimits {
  /** kube-controller-manager's `--cluster-signing-duration`. */
  readonly maxLifetimeSeconds: number;
  readonly now: Date;
  /** End of the CA's own certificate; null where it is later than anything it signs. */
  readonly caNotAfter: Date | null;
}

/** What a built-in signer would put into the certificate. */
export function certificateProfile(
  _csr: Csr,
  _spec: Pick<CertificateSigningRequestSpec, 'usages' | 'expirationSeconds'>,
  _limits: SigningLimits,
): CertificateProfile {
  throw new Error('not built yet');
}
