/** What differs between two policies, in words. Both have their defaults filled in, so that a changed default shows in every rule it reaches. */
import { formatDuration } from '../duration.ts';
import type { Policy, Rule } from '../policy/policy.ts';

export interface RuleChange {
  readonly rule: string;
  readonly change: 'added' | 'removed' | 'changed' | 'renamed';
  /** One clause each: `lifetime.max: 90 days → 30 days`. */
  readonly words: readonly string[];
}

export interface PolicyChanges {
  /** In the order of the new policy, removed rules last. */
  readonly rules: readonly RuleChange[];
  /** Clusters, authorities, records and the like. */
  readonly other: readonly string[];
}

/** Compares two policies; null is that there was none. */
export function comparePolicies(before: Policy | null, after: Policy): PolicyChanges {
  const { rules: _, path: _path, sha256: _sha256, ...rest } = after;
  const older = before?.rules ?? [];
  return {
    rules: [
      ...after.rules.flatMap((rule) => changeOf(rule, older, after.rules)),
      ...removals(older, after.rules),
    ],
    other: before === null ? [] : describeOther(before, rest),
  };
}

function changeOf(rule: Rule, older: readonly Rule[], newer: readonly Rule[]): readonly RuleChange[] {
  const before = older.find(({ name }) => name === rule.name);
  if (before !== undefined) {
    const words = describeDifferences(before, rule, '');
    return words.length === 0 ? [] : [{ rule: rule.name, change: 'changed', words }];
  }
  const twin = renamedFrom(rule, older, newer);
  if (twin !== null) return [{ rule: rule.name, change: 'renamed', words: [`was "${twin.name}"`] }];
  return [{ rule: rule.name, change: 'added', words: [`${rule.match.signer} at ${rule.match.path}`] }];
}

function removals(older: readonly Rule[], newer: readonly Rule[]): readonly RuleChange[] {
  return older
    .filter(({ name }) => !newer.some((rule) => rule.name === name))
    .filter((rule) => renamedFrom(rule, newer, older) === null)
    .map((rule) => ({
      rule: rule.name,
      change: 'removed',
      words: [`${rule.match.signer} at ${rule.match.path}`],
    }));
}

/** A rule among others that is the same but for its name, which is not a name on this side. */
function renamedFrom(rule: Rule, others: readonly Rule[], own: readonly Rule[]): Rule | null {
  const text = JSON.stringify({ ...rule, name: '' });
  const isFree = (name: string): boolean => !own.some((each) => each.name === name);
  return (
    others.find((other) => isFree(other.name) && JSON.stringify({ ...other, name: '' }) === text) ?? null
  );
}

function describeOther(before: Policy, rest: Omit<Policy, 'rules' | 'path' | 'sha256'>): readonly string[] {
  const { rules: _, path: _path, sha256: _sha256, ...older } = before;
  return describeDifferences(older, rest, '');
}

/** Every difference of two values below a place, each a clause. */
function describeDifferences(before: unknown, after: unknown, place: string): readonly string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (Array.isArray(before) && Array.isArray(after))
    return [describeList(asList(before), asList(after), place)];
  if (isMap(before) && isMap(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) =>
      describeDifferences(before[key], after[key], place === '' ? key : `${place}.${key}`),
    );
  }
  if (before === undefined) return [`${place} is new`];
  if (after === undefined) return [`${place} is gone`];
  return [`${place.replace(/Seconds$/, '')}: ${formatScalar(place, before)} → ${formatScalar(place, after)}`];
}

function describeList(before: readonly string[], after: readonly string[], place: string): string {
  const gained = after.filter((item) => !before.includes(item));
  const lost = before.filter((item) => !after.includes(item));
  if (gained.length + lost.length === 0) return `${place}: the same in another order`;
  return [
    ...(gained.length > 0 ? [`${place} gains ${gained.join(', ')}`] : []),
    ...(lost.length > 0 ? [`${gained.length > 0 ? '' : `${place} `}loses ${lost.join(', ')}`] : []),
  ].join('; ');
}

/** Items as text; an approval as people say it. */
function asList(value: readonly unknown[]): readonly string[] {
  return value.map((item: unknown) =>
    isMap(item) && 'from' in item
      ? `${item['min']} of ${item['from']}`
      : typeof item === 'string'
        ? item
        : JSON.stringify(item),
  );
}

function formatScalar(place: string, value: unknown): string {
  // A rule that names no clusters serves them all.
  if (value === null) return place === 'match.clusters' ? 'every cluster' : 'not stated';
  if (Array.isArray(value)) return asList(value).join(', ');
  if (typeof value === 'number' && place.endsWith('Seconds')) return formatDuration(value);
  if (typeof value === 'number' && place.endsWith('renewAt')) return `${Math.round(value * 100)}%`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
