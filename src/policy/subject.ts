import type { Finding } from '../finding.ts';
import type { Csr, NameAttribute } from '../model.ts';
import { oids } from '../pki/oids.ts';
import { fieldFinding, type Judged, listOf, ruleName } from './judged.ts';
import { matchesPattern } from './pattern.ts';
import { fillPattern } from './profile.ts';
import { findSubjectFault } from './reserved.ts';

const pointer = '/spec/request';

/**
 * Judges the subject over its raw RDN sequence, since a signer may copy what a flattened name has lost: every
 * CN and every O must be allowed, any other attribute is refused.
 */
export function evaluateSubject(judged: Judged): readonly Finding[] {
  const { csr } = judged.reading.partial;
  if (csr === null) return [];
  const attributes = csr.subject.rdns.flat();
  const faults = attributes.flatMap((attribute) => attributeFindings(judged, csr, attribute));
  const { rule } = judged.selection;
  const isNamed = attributes.some(
    ({ oid, value }) => oid === oids.commonName && value !== null && value !== '',
  );
  if (!rule.require.commonName || isNamed) return faults;
  const message = `The CSR has no common name, and ${ruleName(rule)} requires one.`;
  const hint = `Make the CSR anew with the common name ${patternsOf(judged, rule.allow.commonName)}.`;
  return [...faults, fieldFinding(judged.reading, 'policy.name-missing', pointer, { message, hint })];
}

function attributeFindings(
  judged: Judged,
  csr: Csr,
  { oid, type, value }: NameAttribute,
): readonly Finding[] {
  const { rule, captures } = judged.selection;
  const listed = listedField(oid);
  if (listed === null || value === null) {
    const shown = value === null ? 'a value that cannot be read as text' : JSON.stringify(value);
    const message = `The subject holds ${type}: ${shown}; no rule can allow that.`;
    const hint = 'Make the CSR anew with nothing but a common name and organizations in its subject.';
    return [fieldFinding(judged.reading, 'policy.attribute-not-allowed', pointer, { message, hint })];
  }
  // What never.ts refuses is said there, once.
  if (findSubjectFault(value, rule.allow[listed], captures) !== null) return [];
  if (isAllowed(judged, csr, listed, value)) return [];
  const message = `${words[listed]} ${JSON.stringify(value)} is not allowed by ${ruleName(rule)}.`;
  const hint = `It allows ${patternsOf(judged, rule.allow[listed])}.`;
  return [fieldFinding(judged.reading, 'policy.name-not-allowed', pointer, { message, hint })];
}

/** How messages call the attributes a rule can list. */
const words = { commonName: 'Common name', organizations: 'Organization' } as const;

/** Which list of a rule is about an attribute; null where none is. */
export function listedField(oid: string): keyof typeof words | null {
  if (oid === oids.commonName) return 'commonName';
  return oid === oids.organization ? 'organizations' : null;
}

function isAllowed(judged: Judged, csr: Csr, field: keyof typeof words, value: string): boolean {
  const { rule, captures } = judged.selection;
  return rule.allow[field].some((pattern) =>
    pattern === '{san}'
      ? csr.sans.some((san) => san.kind === 'dns' && san.value === value)
      : matchesPattern(pattern, value, captures),
  );
}

function patternsOf({ selection }: Judged, patterns: readonly string[]): string {
  const filled = patterns.map((pattern) =>
    pattern === '{san}' ? 'one of its DNS names' : JSON.stringify(fillPattern(pattern, selection.captures)),
  );
  return listOf(filled, 'none');
}
