import { blocks, type Finding, finding } from '../finding.ts';
import type { SourceFile } from '../model.ts';
import { explainRequest } from '../policy/explain.ts';
import type { ExplainedValue } from '../policy/explain-values.ts';
import { patternLists } from '../policy/lint-dead.ts';
import type { Policy, Rule } from '../policy/policy.ts';
import { readRequest } from '../request/read.ts';
import type { YamlReading } from '../yaml/node.ts';
import type { TestOutcome } from './policy-test.ts';

/** How far tests, and the requests there are, show what a rule does. */
export interface RuleCoverage {
  readonly rule: string;
  /** Tests that it allows, and that it refuses. */
  readonly allowed: number;
  readonly refused: number;
  /** Requests of the repository that it selects, and how many of them it refuses. */
  readonly requests: number;
  readonly requestsRefused: number;
  /** Patterns that neither a test nor a request needs, with their pointers into the policy. */
  readonly unused: readonly { readonly pattern: string; readonly pointer: string }[];
}

/** One judged request, of a test or of the repository. */
interface Shown {
  readonly rule: string | null;
  readonly allowed: boolean;
  readonly values: readonly ExplainedValue[];
}

/** Coverage of every rule, in the order of the policy. */
export function coverRules(
  policy: Policy,
  outcomes: readonly TestOutcome[],
  requests: readonly SourceFile[],
): readonly RuleCoverage[] {
  const tests = outcomes.map(({ got, explanation }) => ({
    rule: got.rule,
    allowed: got.verdict === 'allowed',
    values: explanation.values,
  }));
  const real = requests.map((file) => showRequest(policy, file));
  return policy.rules.map((rule, index) => coverRule(rule, `/rules/${index}`, tests, real));
}

function showRequest(policy: Policy, file: SourceFile): Shown {
  const reading = readRequest(file, { layout: true });
  const { selection, allowed, values } = explainRequest(policy, reading, null);
  return { rule: selection?.rule.name ?? null, allowed: allowed && !blocks(reading.findings), values };
}

function coverRule(rule: Rule, at: string, tests: readonly Shown[], real: readonly Shown[]): RuleCoverage {
  const isOwn = (shown: Shown): boolean => shown.rule === rule.name;
  const [own, requests] = [tests.filter(isOwn), real.filter(isOwn)];
  const used = new Set([...own, ...requests].flatMap(({ values }) => values.map(({ by }) => by?.pointer)));
  const patterns = patternLists.flatMap((list) =>
    rule.allow[list].map((pattern, index) => ({ pattern, pointer: `/allow/${list}/${index}` })),
  );
  return {
    rule: rule.name,
    allowed: own.filter(({ allowed }) => allowed).length,
    refused: own.filter(({ allowed }) => !allowed).length,
    requests: requests.length,
    requestsRefused: requests.filter(({ allowed }) => !allowed).length,
    unused: patterns
      .filter(({ pointer }) => !used.has(pointer))
      .map(({ pattern, pointer }) => ({ pattern, pointer: `${at}${pointer}` })),
  };
}

/** Rules of which no test shows both sides; a rule that refuses nothing by any test may refuse nothing at all. */
export function evaluateCoverage(
  coverage: readonly RuleCoverage[],
  file: string,
  yaml: Pick<YamlReading, 'locate'>,
): readonly Finding[] {
  return coverage.flatMap(({ rule, allowed, refused }, index) => {
    const missing = [...(allowed === 0 ? ['allows'] : []), ...(refused === 0 ? ['refuses'] : [])];
    if (missing.length === 0) return [];
    const pointer = `/rules/${index}`;
    const message = `No test shows what rule "${rule}" ${missing.join(' or ')}.`;
    const hint = 'Add one to .github/countersign.test.yaml; docs/policy-commands.md has examples.';
    return [finding('policy.untested', { message, hint, file, pointer, position: yaml.locate(pointer) })];
  });
}
