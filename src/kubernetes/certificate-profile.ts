import type { Csr, SanKind } from '../model.ts';
import { isUsage, keyUsageBits, type Usage, usagesOfBits, usageWords } from '../pki/usages.ts';
import { formatSubject, goSubject, type Subject } from './go-subject.ts';
import { formatGoUri } from './go-uri.ts';
import type { CertificateSigningRequestSpec } from './object.ts';

/** What the certificate of a built-in signer would carry (`authority.PermissiveSigningPolicy`). */
export interface CertificateProfile {
  /** The subject in Go's order; several values of one type share a set. */
  readonly subject: Subject;
  /** The subject as Go prints it: `CN=jane,O=dev-team`. */
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

const backdateSeconds = 300;
const shortSeconds = 8 * 3600;
const minSeconds = 600;

/** What a built-in signer would put into the certificate. */
export function certificateProfile(
  csr: Csr,
  spec: Pick<CertificateSigningRequestSpec, 'usages' | 'expirationSeconds'>,
  limits: SigningLimits,
): CertificateProfile {
  const validity = grantValidity(spec.expirationSeconds ?? null, limits);
  return describeCertificate(csr, spec.usages ?? [], validity);
}

/** Names and usages of a certificate that is made as the built-in signers make it, with the validity given. */
export function describeCertificate(
  csr: Csr,
  usages: readonly string[],
  validity: { readonly notBefore: Date; readonly notAfter: Date },
): CertificateProfile {
  const subject = goSubject(csr.subject);
  const names = (kind: SanKind) => csr.sans.filter((san) => san.kind === kind).map((san) => san.value);
  return {
    subject,
    subjectText: formatSubject(subject),
    ...validity,
    seconds: (validity.notAfter.getTime() - validity.notBefore.getTime()) / 1000,
    dnsNames: names('dns'),
    emailAddresses: names('email'),
    ipAddresses: names('ip'),
    uris: names('uri').map(formatGoUri),
    ...certificateUsages(usages),
  };
}

/**
 * Validity as the signer grants it: five minutes backdated; below eight hours the end is not, so that the
 * certificate lives five minutes longer than asked. Times are whole seconds, as in a certificate.
 */
export function grantValidity(
  expirationSeconds: number | null,
  { maxLifetimeSeconds, now, caNotAfter }: SigningLimits,
): { notBefore: Date; notAfter: Date } {
  const asked = expirationSeconds ?? maxLifetimeSeconds;
  const granted = asked > maxLifetimeSeconds ? maxLifetimeSeconds : Math.max(asked, minSeconds);
  const ttl = expirationSeconds === null ? maxLifetimeSeconds : granted;
  const start = Math.floor(now.getTime() / 1000);
  const wanted = start + (ttl < shortSeconds ? ttl : ttl - backdateSeconds);
  const end = caNotAfter === null ? wanted : Math.min(wanted, Math.floor(caNotAfter.getTime() / 1000));
  return { notBefore: new Date((start - backdateSeconds) * 1000), notAfter: new Date(end * 1000) };
}

function certificateUsages(
  usages: readonly string[],
): Pick<CertificateProfile, 'keyUsages' | 'extKeyUsages'> {
  const words = usages.filter(isUsage).map((word): Usage => (word === 's/mime' ? 'email protection' : word));
  return {
    keyUsages: usagesOfBits(keyUsageBits(words)),
    extKeyUsages: usageWords.filter((word) => words.includes(word) && keyUsageBits([word]) === 0),
  };
}
