import type { San } from '../model.ts';
import { isAddressIn, parseNetwork } from './address.ts';
import { type Captures, matchesPattern } from './pattern.ts';
import type { Allowed } from './policy.ts';

/** The kinds of names a rule can list. */
export type ListedKind = 'dns' | 'ip' | 'email' | 'uri';

const fields = {
  dns: 'dnsNames',
  ip: 'ipAddresses',
  email: 'emailAddresses',
  uri: 'uris',
} as const satisfies Record<ListedKind, keyof Allowed>;

/** The list of a rule that is about names of a kind; null for kinds no rule can list. */
export function listOfKind(kind: San['kind']): (typeof fields)[ListedKind] | null {
  return Object.hasOwn(fields, kind) ? fields[kind as ListedKind] : null;
}

/** The patterns a rule has for names of a kind; null for kinds no rule can list. */
export function patternsFor(allow: Allowed, kind: San['kind']): readonly string[] | null {
  const list = listOfKind(kind);
  return list === null ? null : allow[list];
}

/**
 * Whether a name is what a pattern of its kind says. Where dots part labels, a captured text with a dot in it
 * matches nothing: a request named `a.b` must not reach a name that its rule's writer did not see.
 */
export function matchesName(kind: ListedKind, pattern: string, name: string, captures: Captures): boolean {
  switch (kind) {
    case 'dns':
      return matchesPattern(pattern, name, labelsOnly(captures));
    case 'ip':
      return isAddressOf(pattern, name);
    case 'email':
      return matchesParts(/^(.*@)([^@]*)()$/, pattern, name, captures);
    case 'uri':
      return matchesParts(/^([a-z][a-z0-9+.-]*:\/\/)([^/]*)(.*)$/, pattern, name, captures);
  }
}

/** A wildcard name is a `*` label and a name; the pattern must have its star as a whole label there, too. */
export function matchesWildcard(pattern: string, name: string, captures: Captures): boolean {
  if (!pattern.startsWith('*.') || !name.startsWith('*.')) return false;
  return matchesPattern(pattern.slice(2), name.slice(2), labelsOnly(captures));
}

function isAddressOf(pattern: string, address: string): boolean {
  const network = parseNetwork(pattern);
  return network !== null && isAddressIn(address, network);
}

/** Compares three parts one by one; the middle one is a host. */
function matchesParts(split: RegExp, pattern: string, name: string, captures: Captures): boolean {
  const expected = split.exec(pattern);
  const found = split.exec(name);
  if (expected === null || found === null) return false;
  return [1, 2, 3].every((part) =>
    matchesPattern(expected[part] ?? '', found[part] ?? '', part === 2 ? labelsOnly(captures) : captures),
  );
}

function labelsOnly(captures: Captures): Captures {
  return Object.fromEntries(Object.entries(captures).filter(([, text]) => /^[a-z0-9-]+$/.test(text)));
}
