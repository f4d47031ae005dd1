import type { ClusterKind, Csr } from '../model.ts';
import { type CertificateProfile, certificateProfile, describeCertificate } from './certificate-profile.ts';
import { droppedFrom } from './dropped.ts';
import { formatSubject } from './go-subject.ts';
import { clusterKinds, signerFacts } from './kinds.ts';
import {
  defaultLifetimeSeconds,
  droppedByCertManager,
  isFindable,
  parseIssuerName,
  refuseByCertManager,
} from './kinds-cert-manager.ts';
import type { SignerFacts } from './kinds-facts.ts';
import type { CertificateSigningRequestSpec } from './object.ts';
import { isBuiltInSigner, refuseToSign, type SignerFailure } from './signer.ts';

/** The cluster a request is meant for, as far as prediction asks. */
export interface PredictedCluster {
  readonly kind: ClusterKind;
  /** Policy's `maxLifetime`, else `--cluster-signing-duration`; null means the kind's default (365 days). */
  readonly maxLifetimeSeconds: number | null;
  /** The authority of ours that signs this request's signer name, or null where the cluster must. */
  readonly authority: { readonly defaultSeconds: number; readonly maxSeconds: number } | null;
  /**
   * Signer names that policy has a trust bundle for: the owners expect certificates of them, so a controller that
   * we cannot see (cert-manager's) is taken to run.
   */
  readonly trusted?: ReadonlySet<string>;
}

/** What becomes of a request that was created and approved. */
export interface SigningForecast {
  readonly outcome: 'issued' | 'failed' | 'never-signed';
  readonly failed: SignerFailure | null;
  readonly certificate: CertificateProfile | null;
  readonly dropped: readonly string[];
}

type Asked = CertificateSigningRequestSpec;

const neverSigned: SigningForecast = {
  outcome: 'never-signed',
  failed: null,
  certificate: null,
  dropped: [],
};
const failing = (failed: SignerFailure): SigningForecast => ({ ...neverSigned, outcome: 'failed', failed });

function issuing(certificate: CertificateProfile, dropped: readonly string[]): SigningForecast {
  return { outcome: 'issued', failed: null, certificate, dropped };
}

/** Says who would sign an approved request in this cluster, and what they would make of it. */
export function foreseeSigning(csr: Csr, spec: Asked, cluster: PredictedCluster, now: Date): SigningForecast {
  if (cluster.authority !== null) return issuing(byAuthority(csr, spec, cluster, now), droppedFrom(csr));
  const facts = signerFacts(cluster.kind, spec.signerName);
  if (facts !== null) return foreseeKnown(csr, spec, { facts, cluster, now });
  const issuer = parseIssuerName(spec.signerName);
  const expected = issuer !== null && isFindable(issuer) && cluster.trusted?.has(spec.signerName) === true;
  return expected ? foreseeCertManager(csr, spec, now) : neverSigned;
}

/** Five minutes backdated, which are part of the lifetime (`authority/validity.ts`). */
const backdateSeconds = 300;

/** The least of what is asked, what the rule allows and what the cluster allows. */
function byAuthority(
  csr: Csr,
  spec: Asked,
  { authority, maxLifetimeSeconds }: PredictedCluster,
  now: Date,
): CertificateProfile {
  const { defaultSeconds, maxSeconds } = authority ?? { defaultSeconds: 0, maxSeconds: 0 };
  const asked = spec.expirationSeconds ?? defaultSeconds;
  const seconds = Math.min(asked, maxSeconds, maxLifetimeSeconds ?? Number.POSITIVE_INFINITY);
  const begin = Math.floor(now.getTime() / 1000) - backdateSeconds;
  return describeCertificate(csr, spec.usages ?? [], lifetime(begin, seconds));
}

function lifetime(begin: number, seconds: number): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(begin * 1000), notAfter: new Date((begin + seconds) * 1000) };
}

interface Known {
  readonly facts: SignerFacts;
  readonly cluster: PredictedCluster;
  readonly now: Date;
}

function foreseeKnown(csr: Csr, spec: Asked, { facts, cluster, now }: Known): SigningForecast {
  const usages = spec.usages ?? [];
  if (facts.signs === 'not for you' || !isWithin(usages, facts)) return neverSigned;
  const { signerName } = spec;
  if (facts.signs === 'as upstream' && isBuiltInSigner(signerName)) {
    const failed = refuseToSign(signerName, csr, usages);
    if (failed !== null) return failing(failed);
  }
  const longest =
    facts.maxLifetimeSeconds ?? cluster.maxLifetimeSeconds ?? clusterKinds[cluster.kind].maxLifetimeSeconds;
  const limits = { maxLifetimeSeconds: longest, now, caNotAfter: null };
  return issuing(certificateProfile(csr, spec, limits), droppedFrom(csr));
}

/** Whether a signer with a list of usages of its own signs these. */
export function isWithin(usages: readonly string[], facts: SignerFacts): boolean {
  return facts.usages === null || usages.every((usage) => facts.usages?.includes(usage));
}

/** What is asked is granted, from now on; the subject stays as it is. */
function foreseeCertManager(csr: Csr, spec: Asked, now: Date): SigningForecast {
  const usages = spec.usages ?? [];
  const failed = refuseByCertManager(csr, usages);
  if (failed !== null) return failing(failed);
  const seconds = spec.expirationSeconds ?? defaultLifetimeSeconds;
  const described = describeCertificate(csr, usages, lifetime(Math.floor(now.getTime() / 1000), seconds));
  const subject = csr.subject.rdns.map((set) => set.map((each) => ({ ...each, value: each.value ?? '' })));
  const certificate = { ...described, subject, subjectText: formatSubject(subject) };
  return issuing(certificate, droppedByCertManager(csr));
}
