import type { Terminal } from '../../adapters/terminal.ts';
import { blocks, type Finding } from '../../finding.ts';
import type { RuleCoverage } from '../../pipeline/policy-coverage.ts';
import { policyTestPath, type TestOutcome, type TestVerdict } from '../../pipeline/policy-test.ts';
import { plain } from '../../report/escape-terminal.ts';
import { createStyle, paragraph, type Style } from '../../report/layout.ts';
import { formatFinding } from '../../report/text-finding.ts';
import { bySeverity, count } from '../../report/words.ts';
import type { YamlReading } from '../../yaml/node.ts';
import { formatVerdict } from './findings-text.ts';

/** What `policy test --format json` prints, and its text is made from. */
export interface TestReport {
  readonly version: 1;
  readonly verdict: 'pass' | 'fail';
  readonly tests: readonly {
    readonly name: string;
    readonly line: number;
    readonly passed: boolean;
    readonly expected: TestVerdict;
    readonly got: TestVerdict;
    readonly findings: readonly Finding[];
  }[];
  readonly coverage: readonly DescribedCoverage[];
  readonly findings: readonly Finding[];
}

interface DescribedCoverage extends Omit<RuleCoverage, 'unused'> {
  readonly unused: readonly { readonly pattern: string; readonly pointer: string; readonly line: number }[];
}

/** Puts a run of tests in the words of its JSON. */
export function describeTests(
  outcomes: readonly TestOutcome[],
  coverage: readonly RuleCoverage[],
  findings: readonly Finding[],
  yaml: Pick<YamlReading, 'locate'>,
): TestReport {
  return {
    version: 1,
    verdict: blocks(findings) ? 'fail' : 'pass',
    tests: outcomes.map(({ explanation: _, ...outcome }) => outcome),
    coverage: coverage.map((each) => ({
      ...each,
      unused: each.unused.map((one) => ({ ...one, line: yaml.locate(one.pointer).line })),
    })),
    findings,
  };
}

/** A run of tests for a person: the verdict, one line a test, what failed, and what no test shows. */
export function formatTests(report: TestReport, io: Pick<Terminal, 'colour' | 'columns'>): string {
  const style = createStyle(io);
  const { tests, coverage, findings } = report;
  const failed = tests.filter(({ passed }) => !passed).length;
  const words =
    failed === 0
      ? `${count(tests.length, 'test')}, all as expected`
      : `${failed} of ${count(tests.length, 'test')} failed`;
  const lines = [formatVerdict(report.verdict === 'pass', words, style), ''];
  lines.push(
    ...tests.map(
      ({ name, passed }) => `  ${passed ? style.green('ok  ') : style.red('FAIL')}  ${plain(name)}`,
    ),
  );
  for (const found of bySeverity(findings)) lines.push('', ...formatFinding(found, style, policyTestPath));
  lines.push('', 'What tests and requests show', ...formatCoverage(coverage, style));
  return `${lines.join('\n')}\n`;
}

function formatCoverage(coverage: readonly DescribedCoverage[], style: Style): string[] {
  const width = Math.max(...coverage.map(({ rule }) => rule.length), 4);
  const head = `  ${'rule'.padEnd(width)}  allowed  refused  requests`;
  return [style.dim(head), ...coverage.flatMap((each) => formatRule(each, width, style))];
}

function formatRule(each: DescribedCoverage, width: number, style: Style): string[] {
  const { rule, allowed, refused, requests, requestsRefused, unused } = each;
  const numbers = [`${allowed}`.padStart(7), `${refused}`.padStart(7), `${requests}`.padStart(8)].join('  ');
  const blocked = requestsRefused === 0 ? '' : `, ${requestsRefused} of them refused`;
  const patterns = unused.map(({ pattern, line }) => `${plain(pattern)} (line ${line})`).join(', ');
  const rest = unused.length === 0 ? [] : paragraph(style, '    not needed by any: ', patterns);
  return [`  ${rule.padEnd(width)}  ${numbers}${blocked}`, ...rest];
}
