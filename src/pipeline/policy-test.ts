/** Runs the tests of a policy: each request against the verdict that was written down for it. */
import { blocks, type Finding, finding } from '../finding.ts';
import type { FindingCode } from '../finding-codes.ts';
import type { SourceFile } from '../model.ts';
import { type Explanation, explainRequest } from '../policy/explain.ts';
import type { PolicyTest, PolicyTestsReading } from '../policy/parse-tests.ts';
import type { Policy } from '../policy/policy.ts';
import { readRequest } from '../request/read.ts';
import type { RequestReading } from '../request/request.ts';
import { readStatedRequest, type StatedRequest } from './stated-request.ts';

/** Where a repository keeps the tests of its policy. */
export const policyTestPath = '.github/countersign.test.yaml';

/** A verdict as tests state it. */
export interface TestVerdict {
  readonly verdict: 'allowed' | 'refused';
  /** The rule that judges the request; null where it is not stated, or no rule does. */
  readonly rule: string | null;
  /** Codes of errors, sorted; null where they are not stated. */
  readonly codes: readonly FindingCode[] | null;
}

/** One test that was run. */
export interface TestOutcome {
  readonly name: string;
  readonly line: number;
  readonly passed: boolean;
  readonly expected: TestVerdict;
  readonly got: TestVerdict;
  /** What the policy said, in its own words. */
  readonly findings: readonly Finding[];
  readonly explanation: Explanation;
}

/** Runs every test, in file order. `requests` are the files of the work tree, by path. */
export function runPolicyTests(
  policy: Policy,
  tests: readonly PolicyTest[],
  yaml: PolicyTestsReading['yaml'],
  requests: ReadonlyMap<string, SourceFile>,
): readonly TestOutcome[] {
  return tests.map((test, index) => {
    const reading = readTested(test, requests);
    const explanation = explainRequest(policy, reading, test.author ?? null);
    const findings = [...reading.findings, ...explanation.all].filter((found) => blocks([found]));
    const got = verdictOf(explanation, findings);
    const expected = expectationOf(test);
    const { line } = yaml.locate(`/tests/${index}`);
    return { name: test.name, line, passed: isMet(expected, got), expected, got, findings, explanation };
  });
}

/** The request of a test: a file as it is, one with other values, or one that is only stated. */
function readTested(test: PolicyTest, requests: ReadonlyMap<string, SourceFile>): RequestReading {
  const file = test.file === undefined ? undefined : requests.get(test.file);
  const path = test.path ?? test.file ?? '';
  const read = file === undefined ? null : readRequest({ ...file, path }, { layout: true });
  if (read !== null && test.with === undefined) return read;
  return readStatedRequest({ ...stateOf(read), ...changesOf(test.with ?? {}), path });
}

type Stated = Omit<StatedRequest, 'path'>;

/** What a file asks for, in clear; nothing where there is none. */
function stateOf(reading: RequestReading | null): Stated {
  const { csr = null, signerName = null, usages = null, expirationSeconds = null } = reading?.partial ?? {};
  const values = (kind: string): readonly string[] =>
    (csr?.sans ?? []).filter((san) => san.kind === kind).map(({ value }) => value);
  return {
    signerName,
    commonName: csr?.subject.commonName ?? null,
    organizations: csr?.subject.organizations ?? [],
    dnsNames: values('dns'),
    ipAddresses: values('ip'),
    uris: values('uri'),
    emailAddresses: values('email'),
    usages: usages ?? [],
    expirationSeconds,
    key: csr?.key.name ?? 'ECDSA-P256',
  };
}

function changesOf({ signer, commonName, ...rest }: NonNullable<PolicyTest['with']>): Partial<Stated> {
  return {
    ...rest,
    ...(signer === undefined ? {} : { signerName: signer }),
    ...(commonName === undefined ? {} : { commonName: commonName === '' ? null : commonName }),
  };
}

function expectationOf({ expect, rule, codes }: PolicyTest): TestVerdict {
  const sorted = codes === undefined ? null : ([...new Set(codes)].sort() as FindingCode[]);
  return { verdict: expect === 'allowed' ? 'allowed' : 'refused', rule: rule ?? null, codes: sorted };
}

function verdictOf({ selection, closest }: Explanation, errors: readonly Finding[]): TestVerdict {
  return {
    verdict: selection !== null && errors.length === 0 ? 'allowed' : 'refused',
    rule: closest?.rule.name ?? null,
    codes: [...new Set(errors.map(({ code }) => code))].sort(),
  };
}

function isMet(expected: TestVerdict, got: TestVerdict): boolean {
  return (
    expected.verdict === got.verdict &&
    (expected.rule === null || expected.rule === got.rule) &&
    (expected.codes === null || String(expected.codes) === String(got.codes))
  );
}

/** What failed, at the line of the expectation that was not met. */
export function evaluateOutcomes(
  outcomes: readonly TestOutcome[],
  yaml: PolicyTestsReading['yaml'],
): readonly Finding[] {
  return outcomes.flatMap((outcome, index) => {
    if (outcome.passed) return [];
    const pointer = `/tests/${index}/${unmetKey(outcome)}`;
    const [first] = outcome.findings;
    return [
      finding('policy.test-failed', {
        message: `Test ${JSON.stringify(outcome.name)} expects ${describeVerdict(outcome.expected)}, and gets ${describeVerdict(outcome.got)}.`,
        hint: first === undefined ? 'Mend the policy, or the test if it is wrong.' : first.message,
        file: policyTestPath,
        pointer,
        position: yaml.locate(pointer),
      }),
    ];
  });
}

function unmetKey({ expected, got }: TestOutcome): string {
  if (expected.verdict !== got.verdict) return 'expect';
  return expected.rule !== null && expected.rule !== got.rule ? 'rule' : 'codes';
}

function describeVerdict({ verdict, rule, codes }: TestVerdict): string {
  const by = rule === null ? '' : ` by rule "${rule}"`;
  const why = codes === null || codes.length === 0 ? '' : ` for ${codes.join(', ')}`;
  return `${verdict}${by}${why}`;
}
