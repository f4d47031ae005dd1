import type { Finding } from '../finding.ts';
import { fieldFinding, type Judged, listOf, ruleName } from './judged.ts';

/** Judges `spec.usages`: each must be allowed, and what the rule requires must be there. */
export function evaluateUsages({ reading, selection: { rule } }: Judged): readonly Finding[] {
  const { usages } = reading.partial;
  if (usages === null) return [];
  const excess = usages.flatMap((usage, index) =>
    rule.allow.usages.includes(usage) ? [] : [{ usage, index }],
  );
  const missing = rule.require.usages.filter((usage) => !usages.includes(usage));
  return [
    ...excess.map(({ usage, index }) =>
      fieldFinding(reading, 'policy.usage-not-allowed', `/spec/usages/${index}`, {
        message: `Usage "${usage}" is not among those ${ruleName(rule)} allows.`,
        hint: `Remove it; allowed are ${listOf(rule.allow.usages, 'none')}.`,
      }),
    ),
    ...missing.map((usage) =>
      fieldFinding(reading, 'policy.usage-missing', '/spec/usages', {
        message: `Usage "${usage}" is missing, and ${ruleName(rule)} requires it.`,
        hint: `Add "- ${usage}" to spec.usages.`,
      }),
    ),
  ];
}
