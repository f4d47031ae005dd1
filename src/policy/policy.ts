/** The policy of `.github/countersign.yaml`, read and with its defaults filled in. Durations are seconds. */
import type { ClusterKind } from '../model.ts';

export type EvidenceLevel = 'strict' | 'ruleset' | 'mapped' | 'merge';
export type Separation = 'one' | 'two' | 'three';

export interface ClusterPolicy {
  readonly kind: ClusterKind;
  readonly server: string | null;
  /** Path of the API server's CA bundle, from the repository's root. */
  readonly ca: string | null;
  readonly access: 'oidc' | 'kubeconfig' | 'incluster' | null;
  readonly maxLifetimeSeconds: number | null;
  /** User names the API server gives our credentials; required for issuing. */
  readonly identities: {
    readonly submitter: string | null;
    readonly approver: string | null;
    readonly signer: string | null;
  };
  /** Signer name → path of the trust bundle its certificates must chain to. */
  readonly trust: Readonly<Record<string, string>>;
}

/** One entry of `approvals`: entries are a conjunction, one person fills one entry. */
export interface ApprovalEntry {
  /** `codeowners` or `team:<slug>`. */
  readonly from: string;
  readonly min: number;
}

export interface Lifetime {
  readonly defaultSeconds: number;
  readonly maxSeconds: number;
  /** Share of the certificate's real lifetime after which it is renewed: 0.8. */
  readonly renewAt: number;
}

/** What a request may carry. What is not listed must be absent. Patterns are as design section 4 says. */
export interface Allowed {
  readonly commonName: readonly string[];
  readonly organizations: readonly string[];
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly uris: readonly string[];
  readonly emailAddresses: readonly string[];
  readonly usages: readonly string[];
}

/** What a request must carry. */
export interface Required {
  readonly usages: readonly string[];
  readonly commonName: boolean;
  /** Fewest DNS names. */
  readonly dnsNames: number;
  /** Who must be the pull request's author: `{user}`, `any`, or null where the rule does not say. */
  readonly requester: string | null;
}

export interface Rule {
  readonly name: string;
  readonly match: {
    readonly signer: string;
    readonly path: string;
    /** Null where every cluster of the policy is meant. */
    readonly clusters: readonly string[] | null;
  };
  readonly allow: Allowed;
  readonly require: Required;
  /** Key names: `ECDSA-P256`, `RSA-2048`, … */
  readonly keys: readonly string[];
  readonly lifetime: Lifetime;
  readonly maxNames: number;
  readonly wildcards: boolean;
  readonly evidence: EvidenceLevel;
  readonly issueWithinSeconds: number;
  readonly approvals: readonly ApprovalEntry[];
  /** Which of our authorities signs; null where the cluster's own signer does. */
  readonly authority: string | null;
  readonly autoApprove: 'never' | 'renewal';
  readonly reviewEverySeconds: number;
}

/** Where an authority's private key is. Never a path or a command from the repository. */
export type AuthorityKey =
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'env'; readonly env: string }
  | { readonly kind: 'command'; readonly command: string };

export interface AuthorityPolicy {
  /** Path of the CA certificate, PEM, from the repository's root. */
  readonly certificate: string;
  readonly key: AuthorityKey;
  readonly crl: string | null;
}

export interface Policy {
  readonly version: 1;
  readonly path: string;
  /** Lower-case hex SHA-256 of the file's bytes. */
  readonly sha256: string;
  /** `github.com/acme/certs`; null where only validating is meant. */
  readonly repository: string | null;
  readonly clusters: Readonly<Record<string, ClusterPolicy>>;
  readonly people: string | null;
  readonly governing: 'stated' | 'required';
  readonly separation: Separation;
  /** Where results are committed: a branch name, or the two words of design section 4. */
  readonly results: { readonly branch: string };
  readonly records: { readonly keyEnv: string | null; readonly trusted: readonly string[] };
  readonly rules: readonly Rule[];
  readonly authorities: Readonly<Record<string, AuthorityPolicy>>;
}

/** The rule that selected a request, with what its path captured. */
export interface Selection {
  readonly rule: Rule;
  /** Capture name → path text: `{ cluster: 'prod', namespace: 'payments', name: 'web-api' }`. */
  readonly captures: Readonly<Record<string, string>>;
  readonly cluster: string;
  readonly clusterPolicy: ClusterPolicy;
}
