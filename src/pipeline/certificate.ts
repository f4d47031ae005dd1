import { formatDuration } from '../duration.ts';
import { type Finding, finding } from '../finding.ts';
import type { FindingCode } from '../finding-codes.ts';
import type { Certificate, DistinguishedName, San } from '../model.ts';
import { verifyChain } from '../pki/chain.ts';
import type { Selection } from '../policy/policy.ts';
import type { Request } from '../request/request.ts';

/** Seconds by which a signer may set notBefore into the past (`authority.PermissiveSigningPolicy`: 5 minutes). */
const backdateSeconds = 300;

/** A certificate as it came back, with what it must chain to. */
export interface IssuedChain {
  /** Leaf, then intermediates. */
  readonly certificates: readonly Certificate[];
  /** The anchors of the signer's trust bundle, read from the default branch. */
  readonly anchors: readonly Certificate[];
  /** When it was taken: a certificate for a year to come is none that was approved for eight hours. */
  readonly takenAt: Date;
}

/**
 * What a certificate that came back has besides what was approved (design section 6, "collect"): another key,
 * other names, more usages, a CA flag, too long a life, a stranger for an issuer. A detector, not a barrier.
 *
 * Meaning is compared, not bytes: the cluster's signer reorders the subject and drops attributes and name forms
 * (`reference/kubernetes-csr.md` section 4).
 */
export function evaluateCertificate(
  request: Request,
  selection: Selection,
  issued: IssuedChain,
): readonly Finding[] {
  const leaf = issued.certificates[0];
  if (leaf === undefined) return [fault('certificate.unreadable', 'The answer holds no certificate.')];
  return [
    ...evaluateKey(request, leaf),
    ...evaluateSubject(request.csr.subject, leaf.subject),
    ...evaluateNames(request.csr.sans, leaf.sans),
    ...evaluateUsages(request.usages, leaf),
    ...evaluatePowers(leaf),
    ...evaluateLifetime(request, selection, leaf, issued.takenAt),
    ...evaluateChain(issued),
  ].map((found) => ({ ...found, file: request.path }));
}

const cure =
  'Do not use it. Find out who signed it and how, and ask anew with the next countersign.dev/generation.';

function fault(code: FindingCode, message: string): Finding {
  return finding(code, { message, hint: cure });
}

function evaluateKey(request: Request, leaf: Certificate): Finding[] {
  if (leaf.key.spkiSha256 === request.csr.key.spkiSha256) return [];
  return [fault('certificate.key-mismatch', 'The certificate carries another public key than the CSR.')];
}

function evaluateSubject(asked: DistinguishedName, granted: DistinguishedName): Finding[] {
  const askedTexts = attributesOf(asked);
  const grantedTexts = attributesOf(granted);
  const gained = surplus(grantedTexts, askedTexts);
  // The signer drops attributes it does not know; these two it must carry, since identity rests on them.
  const lost = surplus(askedTexts, grantedTexts).filter((text) => /^(CN|O)=/.test(text));
  if (gained.length === 0 && lost.length === 0) return [];
  return [fault('certificate.subject-differs', describeDifference('subject differs', gained, lost))];
}

function attributesOf(name: DistinguishedName): readonly string[] {
  return name.rdns.flat().map((attribute) => `${attribute.type}=${attribute.value ?? attribute.oid}`);
}

/** The four forms the cluster copies; others it drops, which is said before the merge. */
const copiedForms: ReadonlySet<string> = new Set(['dns', 'ip', 'email', 'uri']);

function evaluateNames(asked: readonly San[], granted: readonly San[]): Finding[] {
  const askedTexts = asked.filter((san) => copiedForms.has(san.kind)).map(formatSan);
  const grantedTexts = granted.map(formatSan);
  const gained = surplus(grantedTexts, askedTexts);
  const lost = surplus(askedTexts, grantedTexts);
  if (gained.length === 0 && lost.length === 0) return [];
  return [fault('certificate.names-differ', describeDifference('names differ', gained, lost))];
}

const formatSan = (san: San): string => `${san.kind}:${san.value}`;

/** What is in `left` more often than in `right`. */
function surplus(left: readonly string[], right: readonly string[]): readonly string[] {
  const rest = [...right];
  return left.filter((text) => {
    const at = rest.indexOf(text);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}

function describeDifference(what: string, gained: readonly string[], lost: readonly string[]): string {
  const parts = [
    ...(gained.length === 0 ? [] : [`carries ${gained.join(', ')}, which nobody asked for`]),
    ...(lost.length === 0 ? [] : [`lacks ${lost.join(', ')}`]),
  ];
  return `The certificate's ${what}: it ${parts.join(', and ')}.`;
}

/** Two pairs of Kubernetes' words mean one bit each (`pkg/apis/certificates/helpers.go`). */
const synonyms: Readonly<Record<string, string>> = {
  signing: 'digital signature',
  's/mime': 'email protection',
};
const canonicalUsage = (usage: string): string => synonyms[usage] ?? usage;

function evaluateUsages(asked: readonly string[], leaf: Certificate): Finding[] {
  const allowed = new Set(asked.map(canonicalUsage));
  const gained = leaf.usages.filter((usage) => !allowed.has(canonicalUsage(usage)));
  const all = [...gained, ...leaf.unknownUsages];
  if (all.length === 0) return [];
  return [
    fault(
      'certificate.usages-exceed',
      `The certificate may be used for ${all.join(', ')}, which nobody asked for.`,
    ),
  ];
}

/** Extensions that this code, or the chain check, gives a meaning to (RFC 5280 section 4.2). */
const understood: ReadonlySet<string> = new Set([
  '2.5.29.15',
  '2.5.29.17',
  '2.5.29.19',
  '2.5.29.37',
  '2.5.29.14',
  '2.5.29.35',
]);

function evaluatePowers(leaf: Certificate): Finding[] {
  const findings = leaf.isCa
    ? [fault('certificate.is-ca', 'The certificate is a CA: whoever holds its key can issue certificates.')]
    : [];
  const unknown = leaf.extensions.filter((extension) => extension.critical && !understood.has(extension.oid));
  if (unknown.length === 0) return findings;
  const names = unknown.map((extension) => extension.name).join(', ');
  return [
    ...findings,
    fault(
      'certificate.extension-unknown',
      `The certificate has critical extensions that nobody reviewed: ${names}.`,
    ),
  ];
}

function evaluateLifetime(
  request: Request,
  selection: Selection,
  leaf: Certificate,
  takenAt: Date,
): Finding[] {
  const lifetime = lifetimeSecondsOf(leaf);
  const left = Math.round((leaf.notAfter.getTime() - takenAt.getTime()) / 1000);
  const granted = Math.max(lifetime, left);
  const bound = Math.min(
    request.expirationSeconds ?? Number.POSITIVE_INFINITY,
    selection.rule.lifetime.maxSeconds,
    selection.clusterPolicy.maxLifetimeSeconds ?? Number.POSITIVE_INFINITY,
  );
  if (lifetime > 0 && granted <= bound + backdateSeconds) return [];
  const message = `The certificate lives ${formatDuration(granted)}, and at most ${formatDuration(bound)} were approved.`;
  return [fault('certificate.lifetime-exceeded', message)];
}

/** Seconds from notBefore to notAfter. */
export function lifetimeSecondsOf(certificate: Certificate): number {
  return Math.round((certificate.notAfter.getTime() - certificate.notBefore.getTime()) / 1000);
}

function evaluateChain({ certificates, anchors }: Pick<IssuedChain, 'certificates' | 'anchors'>): Finding[] {
  const problem = faultOfChain(certificates, anchors);
  if (problem === null) return [];
  return [
    fault(
      'certificate.chain-untrusted',
      `The certificate does not lead to the signer's trust bundle: ${problem}.`,
    ),
  ];
}

/** Why a chain did not lead to one of the anchors when its leaf was issued; null where it did, for ever after. */
export function faultOfChain(chain: readonly Certificate[], anchors: readonly Certificate[]): string | null {
  const leaf = chain[0];
  if (leaf === undefined) return 'there is no certificate';
  const verdict = verifyChain(chain, anchors, issuedAtOf(leaf));
  return verdict.ok ? null : verdict.why;
}

/** When a certificate was signed, as far as it tells: signers backdate notBefore by some minutes. */
export function issuedAtOf({ notBefore, notAfter }: Certificate): Date {
  return new Date(Math.min(notBefore.getTime() + backdateSeconds * 1000, notAfter.getTime()));
}
