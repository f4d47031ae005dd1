/** What is judged for each code that `policy test` finds, as `docs/findings.md` shows it. */
import { coverRules, evaluateCoverage } from '../../src/pipeline/policy-coverage.ts';
import { evaluateOutcomes, runPolicyTests } from '../../src/pipeline/policy-test.ts';
import { parsePolicyTests } from '../../src/policy/parse-tests.ts';
import { parseYaml } from '../../src/yaml.ts';
import { policyOf, policyPath, soundPolicy } from '../policy/policies.ts';

interface Told {
  readonly code: string;
  readonly message: string;
}

const tests = `version: 1
tests:
  - name: billing asks for the names of payments
    path: requests/prod/billing/web-api.yaml
    with: { signer: example.com/serving, dnsNames: [web-api.payments], usages: [server auth] }
    expect: allowed
`;

function tested(): readonly Told[] {
  const policy = policyOf();
  const file = { path: '.github/countersign.test.yaml', bytes: Buffer.from(tests), mode: null, blob: null };
  const { tests: read, yaml } = parsePolicyTests(file, policy, new Set());
  const outcomes = runPolicyTests(policy, read ?? [], yaml, new Map());
  const coverage = coverRules(policy, outcomes, []);
  return [
    ...evaluateOutcomes(outcomes, yaml),
    ...evaluateCoverage(coverage, policyPath, parseYaml(soundPolicy, { file: policyPath })),
  ];
}

export const policyExamples: Readonly<Record<string, () => readonly Told[]>> = {
  'policy.test-failed': tested,
  'policy.untested': tested,
};
