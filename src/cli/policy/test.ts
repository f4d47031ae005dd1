import { existsSync } from 'node:fs';
import path from 'node:path';
import { readWorkFile } from '../../adapters/files.ts';
import { CountersignError, exitStatus } from '../../errors.ts';
import { blocks } from '../../finding.ts';
import type { SourceFile } from '../../model.ts';
import { coverRules, evaluateCoverage } from '../../pipeline/policy-coverage.ts';
import { evaluateOutcomes, policyTestPath, runPolicyTests } from '../../pipeline/policy-test.ts';
import { parsePolicyTests } from '../../policy/parse-tests.ts';
import { formatJson } from '../../report/json.ts';
import { parseYamlFile } from '../../yaml.ts';
import type { Context } from '../command.ts';
import { loadWorkPolicy, readWorkPolicy } from '../work-policy.ts';
import { formatFindings } from './findings-text.ts';
import { describeTests, formatTests, type TestReport } from './test-text.ts';
import { readRequestFiles } from './work-files.ts';

/** `countersign policy test`: the work tree's policy against the tests beside it. */
export async function runTest({ options, io }: Context): Promise<number> {
  const { root, policy } = loadWorkPolicy(io.cwd);
  const requests = readRequests(root);
  const byPath = new Map(requests.map((file) => [file.path, file]));
  const { tests, findings, yaml } = parsePolicyTests(readTests(root), policy, new Set(byPath.keys()));
  const isJson = options.text('format') === 'json';
  if (tests === null) {
    const none: TestReport = { version: 1, verdict: 'fail', tests: [], coverage: [], findings };
    io.stdout.write(isJson ? formatJson(none) : formatFindings(findings, policyTestPath, '', io));
    return exitStatus.blocked;
  }
  const outcomes = runPolicyTests(policy, tests, yaml, byPath);
  const coverage = coverRules(policy, outcomes, requests);
  const policyYaml = parseYamlFile(readWorkPolicy(root).file);
  const all = [
    ...findings,
    ...evaluateOutcomes(outcomes, yaml),
    ...evaluateCoverage(coverage, policy.path, policyYaml),
  ];
  const report = describeTests(outcomes, coverage, all, policyYaml);
  io.stdout.write(isJson ? formatJson(report) : formatTests(report, io));
  return blocks(all) ? exitStatus.blocked : exitStatus.clean;
}

function readTests(root: string): SourceFile {
  const file = readWorkFile(root, policyTestPath);
  if (file !== null) return file;
  throw new CountersignError('not-set-up', `there are no tests: no ${policyTestPath} beside the policy`, {
    hint: 'docs/policy-commands.md shows how to write some',
  });
}

/** A repository need not have any requests yet. */
function readRequests(root: string): readonly SourceFile[] {
  return existsSync(path.join(root, 'requests')) ? readRequestFiles(root) : [];
}
