/** Patterns that add nothing, since another of the same list matches all they match. */
import { type Network, parseNetwork } from './address.ts';
import { type PatternList, patternLists } from './lint-dead.ts';
import type { LintedRule, LintFault } from './lint-fault.ts';
import { type PatternPart, parsePattern } from './pattern.ts';

/** Every pattern that another one shadows; of two alike, the later. */
export function lintCovered({ rule, at }: LintedRule): readonly LintFault[] {
  return patternLists.flatMap((list) =>
    rule.allow[list].flatMap((pattern, index, patterns): readonly LintFault[] => {
      const by = patterns.find(
        (other, place) =>
          place !== index && covers(list, other, pattern) && (place < index || !covers(list, pattern, other)),
      );
      if (by === undefined) return [];
      const message = `${JSON.stringify(pattern)} of rule "${rule.name}" adds nothing to ${JSON.stringify(by)}.`;
      const hint = 'Remove one of them, so that a reader sees what really is allowed.';
      return [{ code: 'policy.pattern-covered', pointer: `${at}/allow/${list}/${index}`, message, hint }];
    }),
  );
}

/** Whether one pattern of a list matches whatever another matches. Where it says no, that may still be so. */
export function covers(list: PatternList, wide: string, narrow: string): boolean {
  if (list === 'ipAddresses') return isNetworkWithin(parseNetwork(narrow), parseNetwork(wide));
  return follow(stepsOf(wide), stepsOf(narrow), list === 'dnsNames');
}

function isNetworkWithin(narrow: Network | null, wide: Network | null): boolean {
  if (narrow === null || wide === null || narrow.family !== wide.family) return false;
  const shift = BigInt((wide.family === 4 ? 32 : 128) - wide.prefix);
  return wide.prefix <= narrow.prefix && wide.bits >> shift === narrow.bits >> shift;
}

/** One character, one star, or one capture. */
type Step = PatternPart;

function stepsOf(pattern: string): readonly Step[] {
  return parsePattern(pattern).flatMap((part): readonly Step[] =>
    part.kind === 'text' ? part.text.split('').map((text) => ({ kind: 'text', text })) : [part],
  );
}

/** Matches one pattern against another as if it were text: every way through the wide one at once. */
function follow(wide: readonly Step[], narrow: readonly Step[], isLabels: boolean): boolean {
  let reached: ReadonlySet<number> = new Set([0]);
  for (const step of narrow) {
    reached = new Set([...reached].flatMap((at) => advance(wide[at], step, at, isLabels)));
  }
  return reached.has(wide.length);
}

/** A star stays where it is or lets go after each step. */
function advance(expected: Step | undefined, step: Step, at: number, isLabels: boolean): readonly number[] {
  if (expected === undefined) return [];
  if (expected.kind === 'star') return isStarText(step, isLabels) ? [at, at + 1] : [];
  return isSame(expected, step) ? [at + 1] : [];
}

/** A captured text is a label in DNS names only; elsewhere it may hold dots, which a star never matches. */
function isStarText(step: Step, isLabels: boolean): boolean {
  if (step.kind === 'text') return /^[a-z0-9-]$/.test(step.text);
  return step.kind === 'star' || isLabels;
}

function isSame(a: Step, b: Step): boolean {
  if (a.kind === 'text') return b.kind === 'text' && a.text === b.text;
  return a.kind === 'capture' && b.kind === 'capture' && a.name === b.name;
}
