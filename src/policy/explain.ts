/** Which rule judges a request, and why each of its values is allowed or not. */
import { blocks, type Finding } from '../finding.ts';
import type { RequestReading } from '../request/request.ts';
import { evaluatePolicy } from './evaluate.ts';
import { type ExplainedValue, explainValues } from './explain-values.ts';
import { maxLifetimeSeconds } from './lifetime.ts';
import { matchPath } from './path-pattern.ts';
import type { Policy, Rule, Selection } from './policy.ts';

/** One rule that does not select the request. */
export interface PassedOver {
  readonly rule: Rule;
  /** Pointer to what does not fit: `/rules/0/match/signer`. */
  readonly pointer: string;
  /** A clause that follows the rule's name. */
  readonly why: string;
}

export interface Explanation {
  /** The rule that selects the request, with what its path captures. */
  readonly selection: Selection | null;
  /** The rule the values are judged by: the selection, else the only one that knows the path. */
  readonly closest: Selection | null;
  /** Pointer to that rule: `/rules/0`. */
  readonly at: string | null;
  readonly values: readonly ExplainedValue[];
  /** What is about no single value: no rule, too many names, something missing. */
  readonly findings: readonly Finding[];
  /** Everything policy finds, as `evaluatePolicy` says it. */
  readonly all: readonly Finding[];
  readonly passedOver: readonly PassedOver[];
  /** Most seconds that rule and cluster allow. */
  readonly maxSeconds: number | null;
  /** Whether policy allows the request; what is wrong with the file itself is not asked here. */
  readonly allowed: boolean;
}

/** Explains what a policy makes of a request. `author` is the login of the pull request's author, where it is known. */
export function explainRequest(policy: Policy, reading: RequestReading, author: string | null): Explanation {
  const { selection, closest, findings } = evaluatePolicy(policy, reading, { author });
  const values = closest === null ? [] : explainValues({ reading, selection: closest }, author);
  const told = new Set(values.flatMap((value) => value.findings.map(textOf)));
  return {
    selection,
    closest,
    at: closest === null ? null : `/rules/${policy.rules.indexOf(closest.rule)}`,
    values,
    findings: findings.filter((found) => !told.has(textOf(found))),
    all: findings,
    passedOver: policy.rules.flatMap(
      (rule, index) => passOver(policy, rule, `/rules/${index}`, reading) ?? [],
    ),
    maxSeconds: closest === null ? null : maxLifetimeSeconds(closest),
    allowed: selection !== null && !blocks(findings),
  };
}

const textOf = ({ code, message }: Finding): string => `${code} ${message}`;

/** Why a rule does not select a request; null where it does. */
function passOver(
  policy: Policy,
  rule: Rule,
  at: string,
  { file, partial }: RequestReading,
): PassedOver | null {
  const captures = matchPath(rule.match.path, file.path);
  if (captures === null) return { rule, pointer: `${at}/match/path`, why: `is for ${rule.match.path}` };
  const served = rule.match.clusters ?? Object.keys(policy.clusters);
  const { cluster } = captures;
  if (cluster !== undefined && !served.includes(cluster))
    return { rule, pointer: `${at}/match/clusters`, why: `serves ${served.join(', ')} and not ${cluster}` };
  if (partial.signerName === rule.match.signer) return null;
  return { rule, pointer: `${at}/match/signer`, why: `is for signer ${rule.match.signer}` };
}
