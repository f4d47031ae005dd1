import type { Finding } from '../finding.ts';
import type { RequestReading } from '../request/request.ts';
import type { Judged } from './judged.ts';
import { evaluateKeyKind } from './key.ts';
import { evaluateLifetime } from './lifetime.ts';
import { selectRule } from './match.ts';
import { evaluateNames } from './names.ts';
import { evaluateNever, type KeyIndex } from './never.ts';
import type { Policy, Selection } from './policy.ts';
import { evaluateRequester } from './requester.ts';
import { evaluateSelection } from './selection.ts';
import { evaluateServiceNames } from './service-names.ts';
import { evaluateSubject } from './subject.ts';
import { evaluateUsages } from './usages.ts';

/** What policy needs to know beside the request and itself. */
export interface EvaluationContext {
  /** Login of the pull request's author; null or left out where it is not known. */
  readonly author?: string | null;
  /** Who else holds which key; nobody when left out. */
  readonly keys?: KeyIndex;
}

export interface PolicyEvaluation {
  /** Null where no rule selects the request, or more than one does: it is denied. */
  readonly selection: Selection | null;
  /** The rule the findings are about: the selection, else the only rule that knows the path. */
  readonly closest: Selection | null;
  readonly findings: readonly Finding[];
}

/**
 * Judges a request by policy (design section 4): deny unless allowed, every fault at once. Where no rule
 * selects it, what remains is judged by the closest, so that one round of mending is enough. Without a policy
 * (null) only what no policy could allow is found, names as warnings.
 *
 * Decides nothing by itself: a request passes if a selection is there and no finding blocks, here or in
 * `reading.findings`.
 */
export function evaluatePolicy(
  policy: Policy | null,
  reading: RequestReading,
  context: EvaluationContext = {},
): PolicyEvaluation {
  const keys = context.keys ?? new Map();
  if (policy === null) return evaluateWithout(reading, keys);
  const selected = selectRule(policy, { path: reading.file.path, signerName: reading.partial.signerName });
  const { selection, closest } = selected;
  const findings = [
    ...evaluateSelection(policy, selected, reading),
    ...evaluateNever(reading, closest, keys),
    ...(selection ? evaluateServiceNames(reading) : []),
    ...(closest ? evaluateRule({ reading, selection: closest }, context.author ?? null) : []),
  ];
  return { selection, closest, findings };
}

function evaluateWithout(reading: RequestReading, keys: KeyIndex): PolicyEvaluation {
  const findings = evaluateNever(reading, null, keys).map(
    (found): Finding => (found.code.startsWith('name.') ? { ...found, severity: 'warning' } : found),
  );
  return { selection: null, closest: null, findings: [...findings, ...evaluateServiceNames(reading)] };
}

function evaluateRule(judged: Judged, author: string | null): readonly Finding[] {
  return [
    ...evaluateLifetime(judged),
    ...evaluateUsages(judged),
    ...evaluateSubject(judged),
    ...evaluateNames(judged),
    ...evaluateKeyKind(judged),
    ...evaluateRequester(judged, author),
  ];
}
