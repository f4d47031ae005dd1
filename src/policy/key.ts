import type { Finding } from '../finding.ts';
import { fieldFinding, type Judged, listOf, ruleName } from './judged.ts';

/** Judges the kind of the public key by the rule's list. */
export function evaluateKeyKind({ reading, selection: { rule } }: Judged): readonly Finding[] {
  const { csr } = reading.partial;
  if (csr === null || rule.keys.includes(csr.key.name)) return [];
  return [
    fieldFinding(reading, 'key.not-allowed', '/spec/request', {
      message: `The key is ${csr.key.name}, which ${ruleName(rule)} does not allow.`,
      hint: `Make a new key and CSR; allowed are ${listOf(rule.keys, 'none')}.`,
    }),
  ];
}
