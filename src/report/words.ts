/**
 * What a reported request means, in words that every rendering shares. Values from files are handed to `quote`,
 * which makes them harmless in the rendering's own way.
 */
import { formatDuration } from '../duration.ts';
import type { Finding } from '../finding.ts';
import type { Prediction, ReportedCsr, ReportedRequest } from '../report.ts';

export type Quote = (text: string) => string;

const apiClientSigners: ReadonlySet<string> = new Set([
  'kubernetes.io/kube-apiserver-client',
  'kubernetes.io/kube-apiserver-client-kubelet',
]);

/** Whether the certificate would log its holder in to the cluster's own API. */
export function isApiClient(request: ReportedRequest): boolean {
  return request.signerName !== null && apiClientSigners.has(request.signerName);
}

/** What the holder of the key could do with the certificate, in one sentence; null where too little is known. */
export function describePower(request: ReportedRequest, quote: Quote): string | null {
  if (request.csr === null || request.signerName === null) return null;
  if (isApiClient(request)) return describeLogin(request.csr.subject, quote);
  const usages = new Set(request.usages ?? []);
  const trust = `whoever trusts the CA of ${quote(request.signerName)}`;
  const serves = usages.has('server auth');
  const calls = usages.has('client auth');
  const names = identityNames(request).length === 1 ? 'this name' : 'these names';
  if (serves && calls) return `The key's holder could serve as ${names}, and call as them, to ${trust}.`;
  if (serves) return `The key's holder could serve as ${names} to ${trust}.`;
  if (calls) return `The key's holder could call as ${names} to ${trust}.`;
  return `The key's holder could sign as ${names} to ${trust}.`;
}

function describeLogin(subject: ReportedCsr['subject'], quote: Quote): string {
  const { commonName, organizations } = subject;
  if (commonName === null)
    return "The key's holder could log in to nothing: the API server takes the user name from the common name, and there is none.";
  const group = organizations.length === 1 ? 'group' : 'groups';
  const groups =
    organizations.length === 0
      ? 'no group'
      : `${group} ${listWords(organizations.map((group) => quote(group)))}`;
  return `The key's holder could log in to the cluster's API as user ${quote(commonName)}, in ${groups}.`;
}

/** Every name the certificate would stand for, decoded; the subject's own name last, and only if it adds one. */
export function identityNames(request: Pick<ReportedRequest, 'csr'>): readonly string[] {
  const { csr } = request;
  if (csr === null) return [];
  const names = [...csr.dnsNames, ...csr.ipAddresses, ...csr.uris, ...csr.emailAddresses];
  const { commonName } = csr.subject;
  return commonName === null || names.includes(commonName) ? names : [...names, commonName];
}

/** What the cluster would do with the request, in one sentence. */
export function describePrediction(prediction: Prediction, quote: Quote): string {
  const reason = prediction.reason === null ? '' : `: ${quote(shorten(prediction.reason))}`;
  switch (prediction.outcome) {
    case 'issued':
      return 'The cluster would issue it.';
    case 'create-refused':
      return `The cluster would refuse to create it${reason}`;
    case 'admission-refused':
      return `The cluster's admission would refuse to create it${reason}`;
    case 'failed':
      return `The cluster would take the request, let it be approved, then mark it Failed${reason}`;
    case 'never-signed':
      return `The cluster would take the request and let it be approved, but nobody known would ever sign it${reason}`;
  }
}

/** The cluster repeats a bad value whole, and a CSR in base64 drowns every other word; the JSON keeps it. */
function shorten(reason: string): string {
  const brief = reason.replace(/[A-Za-z0-9+/=]{64,}/g, (value) => `${value.slice(0, 16)}…`);
  return brief.length > 600 ? `${brief.slice(0, 600)}…` : brief;
}

/** What the certificate would not carry, where no finding says it. */
export function droppedUntold({ prediction, findings }: ReportedRequest): readonly string[] {
  const isTold = findings.some(({ code }) => tellsOfDropped.test(code));
  return isTold ? [] : (prediction?.dropped ?? []);
}

const tellsOfDropped = /^(cluster\.dropped|csr\.(subject-|san-dropped|extension-|ca-requested|second-))/;

/** Whether a certificate would come of it, as far as is known. */
export function wouldBeIssued(request: ReportedRequest): boolean {
  return request.prediction?.outcome === 'issued';
}

/** What becomes of the request as a whole: the words of a headline. */
export function describeFate(request: ReportedRequest): string {
  if (request.change === 'removed') return 'removed';
  const outcome = request.prediction?.outcome ?? null;
  if (request.verdict === 'pass')
    return outcome === 'issued' ? 'would be issued' : 'no fault found, but nobody known would sign it';
  if (outcome === null) return 'refused';
  return outcome === 'issued'
    ? 'refused here, though the cluster would issue it'
    : 'would never get a certificate';
}

/** Seconds as people and machines read them: `90 days (7776000 seconds)`. */
export function describeSeconds(seconds: number): string {
  return `${formatDuration(seconds)} (${seconds} second${seconds === 1 ? '' : 's'})`;
}

/** How long the certificate lives, and until about when if it were issued now. */
export function describeLifetime(request: ReportedRequest, now: Date | null): string | null {
  const asked = request.expirationSeconds;
  const granted = request.prediction?.lifetimeSeconds ?? null;
  const seconds = granted ?? asked;
  if (seconds === null) return null;
  const until = now === null ? '' : `; issued now, until about ${formatEnd(now, seconds)}`;
  // Certificates start some minutes early, so that a little over what was asked is no surprise worth words.
  const differs = granted !== null && asked !== null && Math.abs(granted - asked) > 600;
  return `${describeSeconds(seconds)}${differs ? `, where ${describeSeconds(asked)} is asked` : ''}${until}`;
}

/** Of a short life the hour counts as well. */
function formatEnd(now: Date, seconds: number): string {
  return formatDate(new Date(now.getTime() + seconds * 1000), seconds < 3 * 86_400);
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** A day for people, in UTC; with the hour where the moment is asked for. */
export function formatDate(date: Date, withTime = false): string {
  const day = `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  return withTime ? `${day} ${date.toISOString().slice(11, 16)} UTC` : day;
}

/** `a`, `a and b`, `a, b and c`. */
export function listWords(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

/** `1 request`, `3 requests`. */
export function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}

const severityOrder = { error: 0, warning: 1, note: 2 } as const;

/** Findings that block first, otherwise as they lie in the file. */
export function bySeverity(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((a, b) => severityOrder[a.severity] - severityOrder[b.severity]);
}

const riskOrder = { powerful: 0, notable: 1, routine: 2 } as const;

/** What reviewers must not miss first: what is powerful, then what is refused, then by path. */
export function byWeight(requests: readonly ReportedRequest[]): readonly ReportedRequest[] {
  const weight = (request: ReportedRequest): number =>
    (request.risk === null ? 1 : riskOrder[request.risk.level]) * 2 + (request.verdict === 'fail' ? 0 : 1);
  return requests.toSorted((a, b) => weight(a) - weight(b));
}
