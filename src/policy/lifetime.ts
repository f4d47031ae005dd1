import { formatDuration } from '../duration.ts';
import type { Finding } from '../finding.ts';
import type { RequestReading } from '../request/request.ts';
import { fieldFinding, type Judged, ruleName, suggestReplacement } from './judged.ts';
import type { Selection } from './policy.ts';

const pointer = '/spec/expirationSeconds';

/** Most seconds a certificate may live: the least of what rule and cluster allow. */
export function maxLifetimeSeconds({
  rule,
  clusterPolicy,
}: Pick<Selection, 'rule' | 'clusterPolicy'>): number {
  return Math.min(rule.lifetime.maxSeconds, clusterPolicy.maxLifetimeSeconds ?? Number.POSITIVE_INFINITY);
}

/** Judges `spec.expirationSeconds`: within bounds, and there at all where a foreign signer would choose it. */
export function evaluateLifetime({ reading, selection }: Judged): readonly Finding[] {
  const asked = reading.partial.expirationSeconds;
  if (asked === null)
    return isStated(reading) || selection.rule.authority !== null ? [] : [unstated(reading, selection)];
  const max = maxLifetimeSeconds(selection);
  return asked > max ? [overMaximum(reading, selection, asked, max)] : [];
}

function overMaximum(reading: RequestReading, selection: Selection, asked: number, max: number): Finding {
  const whose =
    max < selection.rule.lifetime.maxSeconds ? `cluster "${selection.cluster}"` : ruleName(selection.rule);
  return fieldFinding(reading, 'policy.lifetime-over-maximum', pointer, {
    message: `${seconds(asked)} is over the ${seconds(max)} that ${whose} allows.`,
    hint: `Write expirationSeconds: ${max}.`,
    suggestion: suggestReplacement(reading, pointer, { old: String(asked), new: String(max) }),
  });
}

/** Left out, a foreign signer grants its own maximum, a year as a rule, and nobody can take it back. */
function unstated(reading: RequestReading, selection: Selection): Finding {
  const usual = Math.min(selection.rule.lifetime.defaultSeconds, maxLifetimeSeconds(selection));
  return fieldFinding(reading, 'policy.lifetime-unstated', pointer, {
    message: `The lifetime is left to ${selection.rule.match.signer}, which would grant its own maximum.`,
    hint: `Write expirationSeconds: ${usual} under spec (${formatDuration(usual)}; ${ruleName(selection.rule)} allows up to ${maxLifetimeSeconds(selection)}).`,
  });
}

const seconds = (count: number): string => `${count} s (${formatDuration(count)})`;

/** Whether the file has the field at all, readable or not. */
function isStated({ object }: RequestReading): boolean {
  const spec = isMap(object) ? object['spec'] : undefined;
  return isMap(spec) && Object.hasOwn(spec, 'expirationSeconds');
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
