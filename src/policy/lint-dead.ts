/** Patterns that match nothing a CSR could ask for. */
import type { CsrConcern } from '../pki/concerns/concern.ts';
import { evaluateSans } from '../pki/concerns/sans.ts';
import { evaluateSubject } from '../pki/concerns/subject.ts';
import { oids } from '../pki/oids.ts';
import { parseNetwork } from './address.ts';
import { clustersOf, type LintedRule, type LintFault } from './lint-fault.ts';
import { capturesOf } from './pattern.ts';
import type { Allowed } from './policy.ts';
import { findSubjectFault } from './reserved.ts';
import { sampleCaptures, samplePattern } from './sample.ts';

/** The lists of patterns a rule has. */
export const patternLists = [
  'commonName',
  'organizations',
  'dnsNames',
  'ipAddresses',
  'uris',
  'emailAddresses',
] as const satisfies readonly (keyof Allowed)[];

export type PatternList = (typeof patternLists)[number];

/** Every pattern of a rule that matches nothing, each with the reason. */
export function lintDeadPatterns(linted: LintedRule): readonly LintFault[] {
  return patternLists.flatMap((list) =>
    linted.rule.allow[list].flatMap((pattern, index): readonly LintFault[] => {
      const why = whyDead(linted, list, pattern);
      if (why === null) return [];
      const message = `${JSON.stringify(pattern)} of rule "${linted.rule.name}" allows nothing: ${why}`;
      const pointer = `${linted.at}/allow/${list}/${index}`;
      return [{ code: 'policy.pattern-never-matches', pointer, message, hint: 'Correct or remove it.' }];
    }),
  );
}

/** Whether all patterns of a list match nothing, and there are some. */
export function isListDead(linted: LintedRule, list: PatternList): boolean {
  const patterns = linted.rule.allow[list];
  return patterns.length > 0 && patterns.every((pattern) => whyDead(linted, list, pattern) !== null);
}

/** Why a pattern matches nothing, as a sentence without its beginning; null where it may match. */
function whyDead(linted: LintedRule, list: PatternList, pattern: string): string | null {
  switch (list) {
    case 'commonName':
    case 'organizations':
      return whySubjectDead(linted, list, pattern);
    case 'dnsNames':
      return whyClusterDead(linted, pattern) ?? whySanDead('dns', pattern);
    case 'ipAddresses':
      return whyNetworkDead(pattern);
    case 'uris':
      return whySanDead('uri', pattern);
    case 'emailAddresses':
      return whySanDead('email', pattern);
  }
}

function whySubjectDead(
  linted: LintedRule,
  list: 'commonName' | 'organizations',
  pattern: string,
): string | null {
  if (pattern === '{san}') {
    const { dnsNames } = linted.rule.allow;
    if (dnsNames.length > 0 && !isListDead(linted, 'dnsNames')) return null;
    return 'it stands for the DNS names of the request, and the rule allows none.';
  }
  const value = samplePattern(pattern);
  const fault = findSubjectFault(value, [pattern], sampleCaptures(pattern));
  if (fault !== null) return `what it matches ${fault.why}.`;
  const oid = list === 'commonName' ? oids.commonName : oids.organization;
  const rdns = [[{ oid, type: list === 'commonName' ? 'CN' : 'O', value }]];
  return firstError(evaluateSubject({ rdns, commonName: null, organizations: [], der: new Uint8Array() }));
}

function whySanDead(kind: 'dns' | 'uri' | 'email', pattern: string): string | null {
  const sans = [{ kind, value: samplePattern(pattern) }];
  return firstError(evaluateSans({ sans, unknownTags: [], ignoredOctets: false, mappedAddresses: [] }));
}

/** A captured text with a dot matches nothing in a DNS name, and the names of clusters are known. */
function whyClusterDead(linted: LintedRule, pattern: string): string | null {
  if (!capturesOf(pattern).includes('cluster')) return null;
  const names = clustersOf(linted);
  if (names.length === 0 || names.some((name) => /^[a-z0-9-]+$/.test(name))) return null;
  return `no cluster's name is a label of a DNS name (${names.join(', ')}).`;
}

/** An IPv4 address is never compared as an IPv6 one. */
function whyNetworkDead(text: string): string | null {
  const network = parseNetwork(text);
  const isMapped = network?.family === 6 && network.prefix >= 96 && network.bits >> 32n === 0xffffn;
  return isMapped ? 'IPv4 addresses are compared as IPv4; write the network that way.' : null;
}

/** The words of the first concern that refuses, as the rest of a sentence. */
function firstError(concerns: readonly CsrConcern[]): string | null {
  const message = concerns.find(({ severity }) => severity === 'error')?.message ?? null;
  return message === null ? null : message.charAt(0).toLowerCase() + message.slice(1);
}
