import { formatDuration } from '../duration.ts';
import { type Finding, type FindingDetails, finding } from '../finding.ts';
import type { FindingCode } from '../finding-codes.ts';
import type { Rule } from '../policy/policy.ts';
import type { Evidence } from './evidence.ts';
import { type FilledEntry, fillEntries } from './fill.ts';

/** Seconds by which the forge's clock may be ahead of ours. */
const skewSeconds = 300;

/**
 * Judges whether evidence is enough for a rule at a moment (design section 6): its level is the one the rule
 * names, it is young enough, and the rule's approvals are filled. That it is about these very bytes is
 * `findEvidence`'s affair; that level `local` counts for the embedded cluster only is `evaluateLocal`'s.
 */
export function evaluateEvidence(
  evidence: Evidence,
  rule: Pick<Rule, 'name' | 'evidence' | 'approvals' | 'issueWithinSeconds'>,
  now: Date,
): readonly Finding[] {
  return [
    ...evaluateLevel(evidence, rule),
    ...evaluateAge(evidence, rule, now),
    ...fillEntries(rule.approvals, evidence).flatMap((entry) => evaluateEntry(evidence, entry)),
  ];
}

/** Whoever shapes a job's command line could bring his own file of evidence (threat 22). */
export function evaluateLocal(evidence: Evidence, isEmbedded: boolean): readonly Finding[] {
  if (evidence.level !== 'local' || isEmbedded) return [];
  return [
    fault(evidence, 'evidence.level', {
      message: 'Evidence from a local file counts for the embedded cluster only.',
      hint: 'Use the forge that holds the pull requests.',
    }),
  ];
}

function fault(evidence: Evidence, code: FindingCode, details: FindingDetails): Finding {
  return finding(code, { file: evidence.file.path, ...details });
}

/** No level stands in for another, however strong (threat 13); `local` stands outside their order. */
function evaluateLevel(evidence: Evidence, rule: Pick<Rule, 'name' | 'evidence'>): readonly Finding[] {
  if (evidence.level === rule.evidence || evidence.level === 'local') return [];
  return [
    fault(evidence, 'evidence.level', {
      message: `The approval is proven at level "${evidence.level}"; rule "${rule.name}" counts "${rule.evidence}" only.`,
      hint: 'Find out why the proof was weaker than it should be; policy decides which level counts.',
    }),
  ];
}

function evaluateAge(
  evidence: Evidence,
  rule: Pick<Rule, 'name' | 'issueWithinSeconds'>,
  now: Date,
): readonly Finding[] {
  const age = (now.getTime() - Date.parse(evidence.pullRequest.mergedAt)) / 1000;
  const { number, mergedAt } = evidence.pullRequest;
  if (age < -skewSeconds) {
    const message = `Pull request #${number} was merged at ${mergedAt}, which is yet to come.`;
    return [fault(evidence, 'evidence.from-the-future', { message, hint: 'Set the clock of this machine.' })];
  }
  // A time that cannot be read compares with nothing, and is too old.
  if (age <= rule.issueWithinSeconds) return [];
  return [
    fault(evidence, 'evidence.expired', {
      message: `Pull request #${number} was merged at ${mergedAt}; rule "${rule.name}" lets an approval count for ${formatDuration(rule.issueWithinSeconds)}.`,
      hint: 'Ask anew: raise countersign.dev/generation by one and have it approved.',
    }),
  ];
}

function evaluateEntry(evidence: Evidence, { from, min, have, excluded }: FilledEntry): readonly Finding[] {
  if (have.length >= min) return [];
  const who = have.length === 0 ? '' : ` (${have.map(({ login }) => login).join(', ')})`;
  const passed = excluded.map(({ login, why }) => `${login} ${why}`).join('; ');
  const hint = 'Each person fills one entry; the author fills none.';
  return [
    fault(evidence, 'evidence.approvals-missing', {
      message: `${have.length} of ${min} approvals from ${from}${who}.`,
      hint: passed === '' ? hint : `${hint} Not counted: ${passed}.`,
    }),
  ];
}
