/** What an approval rests on, in its final form (design section 6). */

/**
 * How an approval was proven. `local` is a file beside the demo, accepted for the embedded cluster only;
 * `manual` is named break-glass. No level is ever lowered silently.
 */
export type ProofLevel = 'strict' | 'mapped' | 'ruleset' | 'merge' | 'manual' | 'local';

/** An account of the forge; the id decides, the login is for people. */
export interface Account {
  readonly login: string;
  readonly id: number | null;
}

/** One approval that counts. */
export interface Approver extends Account {
  /** The entry of the rule's `approvals` that this person fills: `codeowners`, `team:platform-security`. */
  readonly entry: string;
  /** The forge's id of the review; null where the merge itself is the approval. */
  readonly review: string | null;
  /** The commit the review was given on. */
  readonly commit: string;
  /** RFC 3339. */
  readonly at: string;
  /** The line of CODEOWNERS that made this person an owner. */
  readonly owner: { readonly file: string; readonly line: number; readonly text: string } | null;
}

/** The merged pull request that brought one blob to the default branch, with the reviews that count. */
export interface Evidence {
  readonly level: ProofLevel;
  readonly file: { readonly path: string; readonly blob: string; readonly mode: string };
  /** The first-parent commit of the default branch that brought these bytes. */
  readonly commit: string;
  /** First-parent commit before the first commit the pull request landed: policy and CODEOWNERS are read there. */
  readonly base: string;
  readonly pullRequest: {
    readonly number: number;
    readonly url: string | null;
    readonly title: string;
    readonly author: Account;
    readonly mergedBy: Account;
    /** RFC 3339. */
    readonly mergedAt: string;
    /** Whether the forge verified the signatures of its commits; null where unknown. */
    readonly commitsVerified: boolean | null;
  };
  readonly approvers: readonly Approver[];
}
