import { type Captures, isLiteral, parsePattern } from './pattern.ts';
import type { Rule } from './policy.ts';

/** What a rule would have a new request look like: the rule read as a profile (design section 4). */
export interface Profile {
  readonly signerName: string;
  readonly usages: readonly string[];
  readonly expirationSeconds: number;
  /** Key name: `ECDSA-P256`. */
  readonly key: string;
  readonly commonName: string | null;
  readonly organizations: readonly string[];
  readonly dnsNames: readonly string[];
}

/** Puts captured values into a pattern; a star, or a capture without a value, stays as it is. */
export function fillPattern(pattern: string, captures: Captures): string {
  return parsePattern(pattern)
    .map((part) => {
      if (part.kind === 'text') return part.text;
      return part.kind === 'star' ? '*' : (captures[part.name] ?? `{${part.name}}`);
    })
    .join('');
}

/**
 * Reads a rule as a profile for one place. A leading `*` label of a DNS pattern stands for the request's own
 * name; patterns with further stars name nothing in particular and are left out, as are wildcards of groups.
 */
export function profileOf(rule: Rule, captures: Captures): Profile {
  const dnsNames = unique(
    rule.allow.dnsNames.map((pattern) => ownName(fillPattern(pattern, captures), captures['name'])),
  ).slice(0, rule.maxNames);
  return {
    signerName: rule.match.signer,
    usages: rule.allow.usages,
    expirationSeconds: rule.lifetime.defaultSeconds,
    key: rule.keys[0] ?? 'ECDSA-P256',
    commonName: commonNameOf(rule, captures, dnsNames),
    organizations: rule.allow.organizations.filter(isLiteral).map((name) => fillPattern(name, captures)),
    dnsNames,
  };
}

function ownName(pattern: string, name: string | undefined): string | null {
  const own = name === undefined ? pattern : pattern.replace(/^\*\./, `${name}.`);
  return isLiteral(own) ? own : null;
}

/** X.520 allows a common name 64 characters; a longer first name stays out of the subject. */
function commonNameOf(rule: Rule, captures: Captures, dnsNames: readonly string[]): string | null {
  for (const pattern of rule.allow.commonName) {
    const text = pattern === '{san}' ? dnsNames[0] : fillPattern(pattern, captures);
    if (text !== undefined && text.length <= 64 && isLiteral(text)) return text;
  }
  return null;
}

function unique(values: readonly (string | null)[]): readonly string[] {
  return [...new Set(values.filter((value) => value !== null))];
}
