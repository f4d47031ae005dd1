import type { Approver, ProofLevel } from '../approval/evidence.ts';
import type { KeyOrigin } from '../request/request.ts';

/**
 * The account of one issuance (design section 4, "Results"; `schema/record.schema.json`). What is unknown is
 * null, never left out; times are RFC 3339 in UTC, digests and fingerprints lower-case hex SHA-256.
 *
 * A record is a claim: see `verify-record.ts` for what makes it count.
 */
export interface IssuanceRecord {
  readonly version: 1;
  /** `refused`: a certificate exists, and our checks say that it should not; `problems` says why. */
  readonly outcome: 'issued' | 'refused';
  readonly problems: readonly { readonly code: string; readonly message: string }[];
  readonly request: RecordedRequest;
  /** `github.com/acme/certs`. */
  readonly repository: string;
  /** First-parent commit of the default branch that brought these bytes; null where no evidence was found. */
  readonly commit: string | null;
  readonly pullRequest: RecordedPullRequest | null;
  readonly requester: RecordedRequester;
  readonly cluster: { readonly name: string; readonly object: string; readonly uid: string };
  readonly lifetime: { readonly requestedSeconds: number | null; readonly grantedSeconds: number };
  readonly evidence: RecordedEvidence | null;
  readonly approval: RecordedApproval;
  readonly signer: RecordedSigner;
  readonly certificate: RecordedCertificate;
  /** When the pipeline took the certificate from the cluster. */
  readonly issuedAt: string;
  /** RBAC bindings the identity meets (client certificates); null where nobody looked. */
  readonly bindings: readonly string[] | null;
  readonly policy: RecordedPolicy;
  readonly run: { readonly workflow: string | null; readonly toolVersion: string };
  /** Digest of the payload of the cluster's record before this one; null for the first. */
  readonly previous: string | null;
}

/** What was asked for, in clear. */
export interface RecordedRequest {
  readonly path: string;
  readonly blob: string;
  readonly mode: string;
  readonly identity: string;
  readonly generation: number;
  readonly csrSha256: string;
  readonly spkiSha256: string;
  /** RFC 4514-like text of the CSR's subject, in the CSR's order. */
  readonly subject: string;
  readonly commonName: string | null;
  readonly organizations: readonly string[];
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly uris: readonly string[];
  readonly emailAddresses: readonly string[];
  readonly signerName: string;
  readonly usages: readonly string[];
  /** As the requester says. */
  readonly reason: string | null;
  readonly keyOrigin: KeyOrigin;
}

export interface RecordedAccount {
  readonly login: string;
  readonly id: number | null;
}

export interface RecordedPullRequest {
  readonly number: number;
  readonly url: string | null;
  readonly title: string;
  readonly mergedBy: RecordedAccount;
  readonly mergedAt: string;
}

export interface RecordedRequester {
  /** Who asked in Git: the pull request's author, and whether the forge verified its commits' signatures. */
  readonly git: (RecordedAccount & { readonly commitsVerified: boolean | null }) | null;
  /** Who asked in the cluster, as the API server wrote it into the object. */
  readonly api: {
    readonly username: string | null;
    readonly uid: string | null;
    readonly groups: readonly string[];
    readonly extra: Readonly<Record<string, readonly string[]>>;
  };
}

export interface RecordedEvidence {
  readonly level: ProofLevel;
  /** `stated`: nothing proves the files that decide (policy, CODEOWNERS, trust). */
  readonly governing: 'stated' | 'proven';
  /** Where policy and CODEOWNERS were read for the review. */
  readonly base: string;
  readonly sha256: string;
  readonly approvers: readonly Approver[];
}

export interface RecordedApproval {
  readonly type: string;
  readonly reason: string | null;
  readonly message: string | null;
  readonly at: string | null;
  /** User name of the credential that set it; null where no intent says that it was policy's approver. */
  readonly user: string | null;
}

export interface RecordedSigner {
  /** Authority of ours, or null where the cluster's own signer signed. */
  readonly authority: string | null;
  readonly issuer: string;
  /** The issuer's Name as received, hex: what makes a serial unique. */
  readonly issuerDer: string;
  /** Authority key identifier of the certificate, hex; null where it has none. */
  readonly keyId: string | null;
  readonly trustBundleSha256: string | null;
}

export interface RecordedCertificate {
  readonly serial: string;
  /** Fingerprint of the leaf. */
  readonly sha256: string;
  /** Fingerprints of the intermediates that came with it, in order. */
  readonly chain: readonly string[];
  readonly notBefore: string;
  readonly notAfter: string;
}

export interface RecordedPolicy {
  /** Digest of the policy that reviewers were shown. */
  readonly baseSha256: string | null;
  /** Digest of the policy when the record was made. */
  readonly tipSha256: string;
  readonly rule: string | null;
}
