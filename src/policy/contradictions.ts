import { nearest } from '../nearest.ts';
import { contradiction } from './contradiction.ts';
import { pathsOverlap } from './path-pattern.ts';
import { capturesOf } from './pattern.ts';
import type { Policy, Rule } from './policy.ts';
import type { ShapeFault } from './read-shape.ts';
import { findRuleContradictions } from './rule-contradictions.ts';

/** Everything in a policy that is sound by itself and not together with the rest. */
export function findContradictions(policy: Policy): readonly ShapeFault[] {
  return [
    ...policy.rules.flatMap((rule, index) => [
      ...findRuleContradictions(rule, `/rules/${index}`),
      ...clusterFaults(policy, rule, `/rules/${index}`),
      ...authorityFaults(policy, rule, `/rules/${index}`),
      ...policy.rules.slice(0, index).flatMap((earlier) => pairFaults(earlier, rule, `/rules/${index}`)),
    ]),
    ...sharedSecrets(policy),
  ];
}

function clusterFaults(policy: Policy, { match }: Rule, at: string): readonly ShapeFault[] {
  const known = Object.keys(policy.clusters);
  const unknown = (match.clusters ?? []).flatMap((name, index) =>
    known.includes(name) ? [] : [unknownName('cluster', name, known, `${at}/match/clusters/${index}`)],
  );
  const one = (match.clusters ?? known).length === 1;
  if (one || capturesOf(match.path).includes('cluster')) return unknown;
  const message = `The path ${match.path} does not say which cluster a request is for.`;
  const hint = 'Put {cluster} into the path, or name one cluster in match.clusters.';
  return [...unknown, contradiction(`${at}/match/path`, message, hint)];
}

function authorityFaults(policy: Policy, rule: Rule, at: string): readonly ShapeFault[] {
  if (rule.authority === null) return [];
  const known = Object.keys(policy.authorities);
  if (!known.includes(rule.authority))
    return [unknownName('authority', rule.authority, known, `${at}/authority`)];
  if (!rule.match.signer.startsWith('kubernetes.io/')) return [];
  const message = `${rule.match.signer} is signed by the cluster, never by an authority of ours.`;
  return [
    contradiction(`${at}/authority`, message, 'Leave authority out, or use a signer name of your own.'),
  ];
}

function unknownName(kind: string, name: string, known: readonly string[], pointer: string): ShapeFault {
  const meant = nearest(name, known);
  const hint = meant
    ? `Did you mean "${meant}"?`
    : `There ${known.length === 0 ? 'is none' : `are ${known.join(', ')}`}.`;
  const replace = meant === null ? {} : { replace: { old: name, new: meant } };
  return contradiction(pointer, `There is no ${kind} "${name}".`, hint, replace);
}

/** Two rules of one name, or two that would select the same request. */
function pairFaults(earlier: Rule, rule: Rule, at: string): readonly ShapeFault[] {
  const faults: ShapeFault[] = [];
  if (earlier.name === rule.name) {
    const message = `There are two rules named "${rule.name}".`;
    faults.push(contradiction(`${at}/name`, message, 'Reports and records tell rules apart by name.'));
  }
  if (isOverlapping(earlier, rule)) {
    const message = `Rules "${earlier.name}" and "${rule.name}" select the same requests.`;
    const hint = 'Exactly one rule must select a request: give them different signers, paths or clusters.';
    faults.push(contradiction(`${at}/match`, message, hint, { code: 'policy.rules-overlap' }));
  }
  return faults;
}

function isOverlapping(a: Rule, b: Rule): boolean {
  const [left, right] = [a.match.clusters, b.match.clusters];
  const shared = left === null || right === null || left.some((name) => right.includes(name));
  return shared && a.match.signer === b.match.signer && pathsOverlap(a.match.path, b.match.path);
}

/** Each authority has a certificate and a key of its own, and the recorder's key signs nothing else. */
function sharedSecrets(policy: Policy): readonly ShapeFault[] {
  const envs = new Map<string, string>();
  if (policy.records.keyEnv !== null) envs.set(policy.records.keyEnv, 'the recorder');
  const certificates = new Map<string, string>();
  return Object.entries(policy.authorities).flatMap(([name, { certificate, key }]) => [
    ...(key.kind === 'env' ? claim(envs, key.env, name, `/authorities/${name}/key/env`) : []),
    ...claim(certificates, certificate, name, `/authorities/${name}/certificate`),
  ]);
}

function claim(
  owners: Map<string, string>,
  what: string,
  who: string,
  pointer: string,
): readonly ShapeFault[] {
  const owner = owners.get(what);
  owners.set(what, owner ?? who);
  if (owner === undefined) return [];
  return [
    contradiction(pointer, `${what} belongs to ${owner} already.`, 'Each key and certificate has one use.'),
  ];
}
