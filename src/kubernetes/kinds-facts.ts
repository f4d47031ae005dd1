/** The shape of what is known of clusters and their signers. Types only. */

/** Where a fact was found, and when it was looked at: providers change without notice. */
export interface Source {
  /** An address, or `owner/repository:path@commit`, `owner/repository#issue`. */
  readonly where: string;
  /** Date looked at, `2026-11-22`. */
  readonly seen: string;
}

/** What one signer does in clusters of one kind. */
export interface SignerFacts {
  /**
   * `as upstream`: what kube-controller-manager's own signers do, refusals included; `within limits`: whatever
   * keeps to `usages` and `maxLifetimeSeconds`; `not for you`: nothing that a person or a service asks for.
   */
  readonly signs: 'as upstream' | 'within limits' | 'not for you';
  /** The only usages it signs; null where it has no list of its own. */
  readonly usages: readonly string[] | null;
  /** Longest lifetime, and the one where a request names none; null where the cluster's own setting decides. */
  readonly maxLifetimeSeconds: number | null;
  /** What else must hold for a certificate to come and to be of use, each one sentence for people. */
  readonly conditions: readonly string[];
  /** What is dropped, ignored or granted in another way than upstream, each one sentence for people. */
  readonly differences: readonly string[];
  /** What to use for what it does not sign; null where there is nothing to say. */
  readonly instead: string | null;
  /** What no source states, in words that complete "no source says …"; it is then taken to be as upstream. */
  readonly unproven: string | null;
  /** Null where nothing was found at all. */
  readonly source: Source | null;
}

/** Which signers really sign in clusters of a kind. A `kubernetes.io` name that is not listed is signed by nobody. */
export interface KindFacts {
  /** For people: `Amazon EKS`. */
  readonly title: string;
  readonly signers: Readonly<Record<string, SignerFacts>>;
  /** `--cluster-signing-duration` where policy does not say. */
  readonly maxLifetimeSeconds: number;
}
