import type { Finding } from '../finding.ts';
import type { Csr, San } from '../model.ts';
import { fieldFinding, type Judged, listOf, ruleName } from './judged.ts';
import { findNameFault } from './name-fault.ts';
import { type ListedKind, matchesName, matchesWildcard, patternsFor } from './name-pattern.ts';
import { fillPattern } from './profile.ts';

const pointer = '/spec/request';

/** How messages call the kinds of names. */
const words: Readonly<Record<San['kind'], string>> = {
  dns: 'DNS name',
  ip: 'IP address',
  email: 'E-mail address',
  uri: 'URI',
  other: 'Other name',
  directory: 'Directory name',
  'registered-id': 'Registered ID',
  x400: 'X.400 address',
  edi: 'EDI party name',
};

/** Judges the subject alternative names: each by its kind's list, then their number. */
export function evaluateNames(judged: Judged): readonly Finding[] {
  const { csr } = judged.reading.partial;
  if (csr === null) return [];
  return [...csr.sans.flatMap((san) => sanFindings(judged, san)), ...countFindings(judged, csr)];
}

function sanFindings(judged: Judged, san: San): readonly Finding[] {
  // What never.ts refuses is said there, once.
  if (findNameFault(san) !== null) return [];
  const { rule, captures } = judged.selection;
  const name = `${words[san.kind]} ${JSON.stringify(san.value)}`;
  const patterns = patternsFor(rule.allow, san.kind);
  if (patterns === null) {
    const message = `${name} is of a kind that no rule can allow.`;
    return notAllowed(judged, message, 'Make the CSR anew without it; the cluster would drop it.');
  }
  const isWildcard = san.kind === 'dns' && san.value.startsWith('*.');
  if (isWildcard && !rule.wildcards) return [wildcardFinding(judged, name)];
  const matches = isWildcard
    ? patterns.some((pattern) => matchesWildcard(pattern, san.value, captures))
    : patterns.some((pattern) => matchesName(san.kind as ListedKind, pattern, san.value, captures));
  if (matches) return [];
  const filled = patterns.map((pattern) => fillPattern(pattern, captures));
  return notAllowed(
    judged,
    `${name} is not allowed by ${ruleName(rule)}.`,
    `It allows ${listOf(filled, 'none')}.`,
  );
}

function notAllowed({ reading }: Judged, message: string, hint: string): readonly Finding[] {
  return [fieldFinding(reading, 'policy.name-not-allowed', pointer, { message, hint })];
}

function wildcardFinding({ reading, selection }: Judged, name: string): Finding {
  return fieldFinding(reading, 'policy.wildcard', pointer, {
    message: `${name} is a wildcard, and ${ruleName(selection.rule)} allows none.`,
    hint: 'Ask for each name by itself.',
  });
}

const countNames = (number: number): string => `${number} DNS name${number === 1 ? '' : 's'}`;

function countFindings({ reading, selection: { rule } }: Judged, { sans }: Csr): readonly Finding[] {
  const findings: Finding[] = [];
  const dnsNames = sans.filter(({ kind }) => kind === 'dns').length;
  if (sans.length > rule.maxNames) {
    const message = `The CSR has ${sans.length} names; ${ruleName(rule)} allows ${rule.maxNames}.`;
    const hint = 'Spread the names over several requests, each with a key of its own.';
    findings.push(fieldFinding(reading, 'policy.too-many-names', pointer, { message, hint }));
  }
  if (dnsNames < rule.require.dnsNames) {
    const message = `The CSR has ${dnsNames === 0 ? 'no DNS name' : countNames(dnsNames)}; ${ruleName(rule)} requires ${countNames(rule.require.dnsNames)}.`;
    const hint = 'Make the CSR anew with the DNS names as subjectAltName; a common name does not count.';
    findings.push(fieldFinding(reading, 'policy.name-missing', pointer, { message, hint }));
  }
  return findings;
}
