import { matchPath } from './path-pattern.ts';
import type { ClusterPolicy, Policy, Rule, Selection } from './policy.ts';

/** Where a request lies and whom it asks. */
export interface Place {
  readonly path: string;
  /** Null where it could not be read. */
  readonly signerName: string | null;
}

export interface RuleSelection {
  /** The one rule for this path and signer; null where there is none, or more than one. */
  readonly selection: Selection | null;
  /** The selection or, without one, the only rule that knows this path, whatever its signer. */
  readonly closest: Selection | null;
  /** Every rule for this path and signer; two or more are a fault of the policy. */
  readonly selected: readonly Rule[];
  /** Every rule for this path. */
  readonly here: readonly Rule[];
  /** The cluster the path names, where the policy has no such cluster. */
  readonly unknownCluster: string | null;
}

/** Finds the rule for a place (design section 4: exactly one, or the request is denied). */
export function selectRule(policy: Policy, place: Place): RuleSelection {
  const placed = policy.rules.flatMap((rule) => placeRule(policy, rule, place.path) ?? []);
  const here = placed.flatMap(({ clusterPolicy, ...one }) =>
    clusterPolicy && servesCluster(one) ? [{ ...one, clusterPolicy }] : [],
  );
  const selected = here.filter(({ rule }) => rule.match.signer === place.signerName);
  const selection = only(selected);
  return {
    selection,
    closest: selection ?? only(here),
    selected: selected.map(({ rule }) => rule),
    here: here.map(({ rule }) => rule),
    unknownCluster: placed.find(({ clusterPolicy }) => clusterPolicy === undefined)?.cluster ?? null,
  };
}

const only = (selections: readonly Selection[]): Selection | null =>
  selections.length === 1 ? (selections[0] ?? null) : null;

type Placed = Omit<Selection, 'clusterPolicy'> & { readonly clusterPolicy: ClusterPolicy | undefined };

function placeRule(policy: Policy, rule: Rule, path: string): Placed | null {
  const captures = matchPath(rule.match.path, path);
  if (captures === null) return null;
  const cluster = captures['cluster'] ?? onlyCluster(policy, rule);
  const clusterPolicy = Object.hasOwn(policy.clusters, cluster) ? policy.clusters[cluster] : undefined;
  return { rule, captures, cluster, clusterPolicy };
}

/** The cluster of a rule whose path does not name one; `parsePolicy` has seen to it that there is just one. */
function onlyCluster(policy: Policy, rule: Rule): string {
  return (rule.match.clusters ?? Object.keys(policy.clusters))[0] ?? '';
}

function servesCluster({ rule, cluster }: Omit<Placed, 'clusterPolicy'>): boolean {
  return rule.match.clusters?.includes(cluster) ?? true;
}
