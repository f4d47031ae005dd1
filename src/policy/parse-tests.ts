import { blocks, type Finding } from '../finding.ts';
import type { SourceFile } from '../model.ts';
import { nearest } from '../nearest.ts';
import type { YamlReading } from '../yaml/node.ts';
import { parseYamlFile } from '../yaml.ts';
import { findingOf } from './parse.ts';
import type { Policy } from './policy.ts';
import { policyTestShape } from './policy-test-shape.ts';
import { readShape, type ShapeFault } from './read-shape.ts';
import type { ValueOf } from './shape.ts';

/** One test as written. */
export type PolicyTest = ValueOf<typeof policyTestShape>['tests'][number];

export interface PolicyTestsReading {
  /** Null when any finding blocks: then no test is run. */
  readonly tests: readonly PolicyTest[] | null;
  readonly findings: readonly Finding[];
  readonly yaml: YamlReading;
}

/** Reads `.github/countersign.test.yaml`. Never throws on any bytes; every fault is a finding at its line. */
export function parsePolicyTests(
  file: SourceFile,
  policy: Policy,
  requests: ReadonlySet<string>,
): PolicyTestsReading {
  const yaml = parseYamlFile(file);
  if (yaml.value === undefined) return { tests: null, findings: yaml.findings, yaml };
  const faults: ShapeFault[] = [];
  const read = readShape(policyTestShape, yaml.value, (fault) => faults.push(fault));
  const sound = read !== undefined && faults.length === 0 ? read.tests : null;
  if (sound !== null)
    faults.push(...sound.flatMap((_, index) => findTestFaults(sound, index, policy, requests)));
  const findings = [...yaml.findings, ...faults.map((fault) => findingOf(fault, file.path, yaml))];
  return { tests: blocks(findings) ? null : sound, findings, yaml };
}

/** The faults of its form alone: what it says of requests and rules needs the policy, as `policy test` has it. */
export function evaluateTestsForm(file: SourceFile): readonly Finding[] {
  const yaml = parseYamlFile(file);
  const faults: ShapeFault[] = [];
  if (yaml.value !== undefined) readShape(policyTestShape, yaml.value, (fault) => faults.push(fault));
  return [...yaml.findings, ...faults.map((fault) => findingOf(fault, file.path, yaml))];
}

/** What is sound by itself and not together with the rest, the policy and the repository. */
function findTestFaults(
  tests: readonly PolicyTest[],
  index: number,
  policy: Policy,
  requests: ReadonlySet<string>,
): readonly ShapeFault[] {
  const test = tests[index];
  if (test === undefined) return [];
  const at = `/tests/${index}`;
  return [
    ...twinFault(tests, index, test, at),
    ...placeFault(test, at, requests),
    ...ruleFault(test, at, policy),
    ...codesFault(test, at),
  ];
}

function fault(pointer: string, message: string, hint: string, more: Partial<ShapeFault> = {}): ShapeFault {
  return { code: 'policy.contradiction', pointer, atKey: false, message, hint, ...more };
}

function twinFault(
  tests: readonly PolicyTest[],
  index: number,
  { name }: PolicyTest,
  at: string,
): ShapeFault[] {
  if (!tests.slice(0, index).some((earlier) => earlier.name === name)) return [];
  return [fault(`${at}/name`, `There are two tests named "${name}".`, 'Reports tell tests apart by name.')];
}

function placeFault({ file, path }: PolicyTest, at: string, requests: ReadonlySet<string>): ShapeFault[] {
  if (file === undefined && path === undefined) {
    const hint = 'Name a request of the repository with file, or say with path where one would lie.';
    return [fault(at, 'The test has neither "file" nor "path".', hint, { code: 'policy.missing-key' })];
  }
  if (file === undefined || requests.has(file)) return [];
  const meant = nearest(file, [...requests]);
  const hint =
    meant === null ? 'For a request that need not exist write path and with.' : `Did you mean ${meant}?`;
  const replace = meant === null ? {} : { replace: { old: file, new: meant } };
  return [
    fault(`${at}/file`, `There is no request ${file}.`, hint, { code: 'policy.bad-value', ...replace }),
  ];
}

function ruleFault({ rule }: PolicyTest, at: string, policy: Policy): ShapeFault[] {
  const known = policy.rules.map(({ name }) => name);
  if (rule === undefined || known.includes(rule)) return [];
  const meant = nearest(rule, known);
  const hint = meant === null ? `There are ${known.join(', ')}.` : `Did you mean "${meant}"?`;
  const replace = meant === null ? {} : { replace: { old: rule, new: meant } };
  return [fault(`${at}/rule`, `The policy has no rule "${rule}".`, hint, replace)];
}

function codesFault({ expect, codes }: PolicyTest, at: string): ShapeFault[] {
  if (expect !== 'allowed' || codes === undefined) return [];
  const hint = 'Leave codes out, or expect: refused.';
  return [fault(`${at}/codes`, 'What is allowed has no errors, so no codes can be expected.', hint)];
}
