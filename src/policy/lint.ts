/** Looks over a sound policy for what its writer hardly meant. */
import { compareFindings, type Finding, finding } from '../finding.ts';
import type { YamlReading } from '../yaml/node.ts';
import { lintCovered } from './lint-covered.ts';
import { lintDeadPatterns } from './lint-dead.ts';
import type { LintedRule, LintFault } from './lint-fault.ts';
import { lintLifetime } from './lint-lifetime.ts';
import { lintWideNames } from './lint-names.ts';
import { lintNeverMet } from './lint-never.ts';
import { lintPeople } from './lint-people.ts';
import type { Policy } from './policy.ts';

export interface LintContext {
  /** Every owner CODEOWNERS names, people and teams; null where it was not read. */
  readonly owners: readonly string[] | null;
}

/** Every rule of a policy, with its pointer. */
export function lintedRules(policy: Policy): readonly LintedRule[] {
  return policy.rules.map((rule, index) => ({ policy, rule, at: `/rules/${index}` }));
}

/** Everything worth a second look, rule by rule. Errors are what makes a rule useless, the rest is judgement. */
export function lintPolicy(policy: Policy, { owners }: LintContext): readonly LintFault[] {
  return lintedRules(policy).flatMap((linted) => [
    ...lintNeverMet(linted),
    ...lintDeadPatterns(linted),
    ...lintCovered(linted),
    ...lintWideNames(linted),
    ...lintLifetime(linted),
    ...lintPeople({ ...linted, owners }),
  ]);
}

/** Faults as findings at their lines; what rules have from `defaults` is shown there, once. */
export function placeFaults(
  faults: readonly LintFault[],
  file: string,
  yaml: Pick<YamlReading, 'at' | 'locate'>,
): readonly Finding[] {
  const placed = faults.map((fault) => ({ fault, pointer: placeOfRule(fault.pointer, yaml) }));
  const groups = Map.groupBy(placed, ({ fault, pointer }) => `${fault.code} ${pointer}`);
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      const own = group.filter(({ fault }) => ruleAt(fault) === (first && ruleAt(first.fault)));
      const others = new Set(group.filter((each) => !own.includes(each)).map(({ fault }) => ruleAt(fault)));
      return own.map(({ fault: { code, severity, message, hint }, pointer }) => {
        const more = others.size === 0 ? '' : ` The same holds for ${namesOf([...others], yaml)}.`;
        const position = yaml.locate(pointer);
        return finding(code, { severity, message: `${message}${more}`, hint, file, pointer, position });
      });
    })
    .sort(compareFindings);
}

const ruleAt = ({ pointer }: LintFault): string => pointer.split('/').slice(0, 3).join('/');

function namesOf(rules: readonly string[], yaml: Pick<YamlReading, 'at'>): string {
  const names = rules
    .map((at) => yaml.at(`${at}/name`))
    .map((node) => (node?.kind === 'scalar' ? node.text : '?'));
  return `${names.length === 1 ? 'rule' : 'rules'} ${names.join(', ')}`;
}

/** Where the value of a rule is written: at the rule, else under `defaults`, else nowhere and the rule stands for it. */
export function placeOfRule(pointer: string, yaml: Pick<YamlReading, 'at'>): string {
  if (yaml.at(pointer) !== undefined) return pointer;
  const common = pointer.replace(/^\/rules\/[0-9]+/, '/defaults');
  return yaml.at(common) === undefined ? pointer : common;
}
