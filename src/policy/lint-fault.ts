import type { Severity } from '../finding.ts';
import type { FindingCode } from '../finding-codes.ts';
import { maxLifetimeSeconds } from './lifetime.ts';
import type { Policy, Rule } from './policy.ts';

/** Something sound in a policy that its writer hardly meant. */
export interface LintFault {
  readonly code: Extract<FindingCode, `policy.${string}`>;
  /** RFC 6901 pointer to the value; where a rule does not state it, `lint.ts` looks below `/defaults`. */
  readonly pointer: string;
  readonly message: string;
  readonly hint: string;
  /** Where it differs from the code's own. */
  readonly severity?: Severity;
}

/** One rule as the checks see it. */
export interface LintedRule {
  readonly policy: Policy;
  readonly rule: Rule;
  /** Pointer to the rule: `/rules/0`. */
  readonly at: string;
}

/** The clusters a rule serves, by name. */
export function clustersOf({ policy, rule }: Pick<LintedRule, 'policy' | 'rule'>): readonly string[] {
  return rule.match.clusters ?? Object.keys(policy.clusters);
}

/** Cluster → most seconds that rule and cluster together allow. */
export function lifetimesOf(linted: LintedRule): ReadonlyMap<string, number> {
  const { policy, rule } = linted;
  return new Map(
    clustersOf(linted).flatMap((name) => {
      const clusterPolicy = policy.clusters[name];
      return clusterPolicy === undefined
        ? []
        : [[name, maxLifetimeSeconds({ rule, clusterPolicy })] as const];
    }),
  );
}
