/**
 * The report: what `validate` found, and the one value every rendering is made from (design section 5).
 * `schema/report.schema.json` is the published contract; unknown is null, never left out.
 */
import type { Finding } from './finding.ts';

export type Verdict = 'pass' | 'fail';
export type Change = 'added' | 'changed' | 'renamed' | 'removed' | 'unchanged';
export type Outcome = 'issued' | 'create-refused' | 'admission-refused' | 'failed' | 'never-signed';

/** What the cluster alone would do; policy and hygiene speak through findings. */
export interface Prediction {
  readonly outcome: Outcome;
  /** The cluster's own words where it refuses, else null. */
  readonly reason: string | null;
  /** Seconds between notBefore and notAfter of the certificate, or null where none would be issued. */
  readonly lifetimeSeconds: number | null;
  /** What the CSR asks for that the certificate would not carry, in words. */
  readonly dropped: readonly string[];
}

export interface ReportedCsr {
  readonly subject: { readonly commonName: string | null; readonly organizations: readonly string[] };
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly uris: readonly string[];
  readonly emailAddresses: readonly string[];
  /** Key name as policy writes it: `ECDSA-P256`. */
  readonly key: string;
  readonly signatureAlgorithm: string;
  readonly spkiSha256: string;
  readonly sha256: string;
}

export interface Risk {
  readonly level: 'routine' | 'notable' | 'powerful';
  readonly reasons: readonly string[];
}

export interface ReportedApproval {
  readonly from: string;
  readonly min: number;
  readonly have: readonly string[];
  readonly missing: readonly string[];
  readonly excluded: readonly { readonly login: string; readonly why: string }[];
  readonly provable: boolean | null;
}

/** The identity before the change, as far as the diff needs it. */
export interface ReportedIdentity {
  readonly signerName: string | null;
  readonly csr: ReportedCsr | null;
  readonly usages: readonly string[] | null;
  readonly expirationSeconds: number | null;
}

export interface ReportedRequest {
  readonly file: string;
  readonly change: Change;
  readonly name: string | null;
  readonly cluster: string | null;
  readonly namespace: string | null;
  readonly signerName: string | null;
  readonly csr: ReportedCsr | null;
  readonly usages: readonly string[] | null;
  readonly expirationSeconds: number | null;
  readonly rule: string | null;
  readonly prediction: Prediction | null;
  readonly risk: Risk | null;
  readonly before: ReportedIdentity | null;
  readonly gained: readonly string[];
  readonly lost: readonly string[];
  readonly predecessor: string | null;
  /** What the identity may do in the cluster; null until powers are known. */
  readonly powers: {
    readonly source: string;
    readonly takenAt: string;
    readonly paths: readonly string[];
  } | null;
  readonly approvals: readonly ReportedApproval[];
  /** `countersign.dev/reason`, as the requester wrote it. */
  readonly reason: string | null;
  readonly author: string | null;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
}

export interface Report {
  readonly version: 1;
  readonly verdict: Verdict;
  /** Commit ids; null outside Git, and `head` null for the work tree. */
  readonly base: string | null;
  readonly head: string | null;
  readonly policy: { readonly path: string; readonly sha256: string } | null;
  readonly requests: readonly ReportedRequest[];
  /** What belongs to no request: policy faults, a key in another file, bad paths. */
  readonly findings: readonly Finding[];
}

export type StepAction =
  | 'submit'
  | 'approve'
  | 'sign'
  | 'collect'
  | 'record'
  | 'wait'
  | 'refuse'
  | 'lost'
  | 'nothing';

/** One line of what `plan`, `issue` and `status` print. */
export interface ReportedStep {
  readonly action: StepAction;
  readonly file: string;
  /** `cluster/namespace/name`. */
  readonly name: string;
  readonly cluster: string;
  readonly identity: string | null;
  readonly reason: string | null;
  readonly hint: string | null;
}

export interface StepReport {
  readonly version: 1;
  readonly steps: readonly ReportedStep[];
}
