import { blocks, compareFindings, type Finding, finding } from '../finding.ts';
import type { SourceFile } from '../model.ts';
import { parsePolicy } from '../policy/parse.ts';
import type { Policy } from '../policy/policy.ts';
import type { Report, ReportedRequest } from '../report.ts';
import { findPrivateKeys } from '../request/leaked-key.ts';
import { evaluateCaseTwins, evaluatePath, isRequestPath } from '../request/path.ts';
import { findHolders } from './key-index.ts';
import type { ChangedFile, ProposedChange } from './ports.ts';
import { type Judgement, readSubject, reportRemoval, reportRequest, type Subject } from './report-request.ts';

/** Where a repository keeps its policy. */
export const policyPath = '.github/countersign.yaml';

export interface ValidateInput {
  /** What somebody would bring to a repository; null outside Git. */
  readonly change: ProposedChange | null;
  /** Files that somebody named and that are no part of the change: judged by their contents alone. */
  readonly files: readonly SourceFile[];
  /** Paths (files or folders of the repository) that the report is limited to; null means no limit. */
  readonly only: readonly string[] | null;
  /** Login of the pull request's author, where it is known. */
  readonly author: string | null;
  readonly now: Date;
}

/** Says what a change asks for and whether it would be issued. Pure: the same input gives the same report. */
export function validate(input: ValidateInput): Report {
  const change = input.change === null ? null : limitChange(input.change, input.only);
  const { policy, findings: policyFindings } = readPolicy(change);
  const subjects = [...(change === null ? [] : readSubjects(change)), ...input.files.map(readLoose)];
  const holders = findHolders(
    subjects.map(({ reading }) => reading),
    change?.others ?? [],
  );
  const judgement: Judgement = { policy, now: input.now, author: input.author, holders };
  const requests = [
    ...subjects.map((subject) => reportRequest(subject, loosen(judgement, subject, change))),
    ...(change === null ? [] : reportRemovals(change, policy)),
  ].sort(byPath);
  const findings = [...policyFindings, ...(change === null ? [] : evaluateOtherFiles(change))].sort(byFile);
  return {
    version: 1,
    verdict: blocks(findings) || requests.some(({ verdict }) => verdict === 'fail') ? 'fail' : 'pass',
    base: change?.base ?? null,
    head: change?.head ?? null,
    policy: policy === null ? null : { path: policy.path, sha256: policy.sha256 },
    requests,
    findings,
  };
}

/** A file outside `requests/` is no policy's affair. */
function loosen(judgement: Judgement, { reading }: Subject, change: ProposedChange | null): Judgement {
  const inside = change?.files.some(({ path }) => path === reading.file.path) ?? false;
  return inside ? judgement : { ...judgement, policy: null };
}

function limitChange(change: ProposedChange, only: readonly string[] | null): ProposedChange {
  if (only === null) return change;
  const wanted = (path: string): boolean =>
    only.some((one) => one === '' || path === one || path.startsWith(`${one}/`));
  return { ...change, files: change.files.filter(({ path }) => wanted(path)) };
}

interface PolicyInForce {
  readonly policy: Policy | null;
  readonly findings: readonly Finding[];
}

/** The policy at the base judges; one that the change brings is only read for faults. */
function readPolicy(change: ProposedChange | null): PolicyInForce {
  if (change === null) return { policy: null, findings: [] };
  const proposed = change.files.find(({ path }) => path === policyPath)?.after ?? null;
  const faults = proposed === null ? [] : parsePolicy(proposed).findings;
  if (change.policy === null) return { policy: null, findings: [...faults, ...notSetUp(change)] };
  const { policy, findings } = parsePolicy(change.policy);
  return { policy, findings: [...faults, ...(proposed === null ? findings.filter(isError) : [])] };
}

const isError = (found: Finding): boolean => found.severity === 'error';

function notSetUp(change: ProposedChange): Finding[] {
  if (!change.files.some(({ path }) => isRequestPath(path))) return [];
  return [
    finding('policy.not-set-up', {
      message: `There is no policy (${policyPath}) at the base, so nothing would be issued; only what a cluster would do is predicted.`,
      hint: 'Merge a policy first, then the requests it is to judge.',
      file: policyPath,
    }),
  ];
}

function isRequestFile({ path, mode }: SourceFile): boolean {
  return isRequestPath(path) && path.endsWith('.yaml') && (mode === null || mode.startsWith('100'));
}

function readSubjects(change: ProposedChange): Subject[] {
  const removed = change.files.flatMap(({ before, after }) =>
    after === null && before !== null ? [before] : [],
  );
  return change.files.flatMap((file) =>
    file.after !== null && isRequestFile(file.after) ? [readChanged(file, file.after, removed)] : [],
  );
}

function readChanged({ before }: ChangedFile, after: SourceFile, removed: readonly SourceFile[]): Subject {
  const reading = readSubject(after, true);
  const moved = before === null ? (removed.find((file) => sameBytes(file, after)) ?? null) : null;
  const earlier = before ?? moved;
  return {
    reading,
    change:
      before === null
        ? moved === null
          ? 'added'
          : 'renamed'
        : sameBytes(before, after)
          ? 'unchanged'
          : 'changed',
    before: earlier === null ? null : readSubject(earlier, true),
    movedFrom: moved?.path ?? null,
    found: leaksIn(after),
  };
}

function readLoose(file: SourceFile): Subject {
  const reading = readSubject(file, false);
  return { reading, change: 'added', before: null, movedFrom: null, found: leaksIn(file) };
}

function leaksIn(file: SourceFile): readonly Finding[] {
  return findPrivateKeys(file).map((key) => key.finding);
}

function sameBytes(a: SourceFile, b: SourceFile): boolean {
  return a.mode === b.mode && Buffer.compare(a.bytes, b.bytes) === 0;
}

function reportRemovals(change: ProposedChange, policy: Policy | null): ReportedRequest[] {
  return change.files.flatMap(({ before, after }) =>
    after === null && before !== null && isRequestFile(before)
      ? [reportRemoval(readSubject(before, true), policy)]
      : [],
  );
}

/** What belongs to no request: files that must not lie here, twins of names, private keys anywhere. */
function evaluateOtherFiles(change: ProposedChange): Finding[] {
  const present = change.files.flatMap(({ after }) => (after === null ? [] : [after]));
  const others = present.filter((file) => !isRequestFile(file));
  const changed = new Set(present.map(({ path }) => path));
  const paths = [...changed, ...change.others.map(({ path }) => path)].filter(isRequestPath);
  return [
    ...others.filter(({ path }) => isRequestPath(path)).flatMap(evaluatePath),
    ...others.flatMap(leaksIn),
    ...evaluateCaseTwins(paths).filter(({ file }) => file !== null && changed.has(file)),
  ];
}

function byPath(a: ReportedRequest, b: ReportedRequest): number {
  return Buffer.compare(Buffer.from(a.file), Buffer.from(b.file));
}

function byFile(a: Finding, b: Finding): number {
  return Buffer.compare(Buffer.from(a.file ?? ''), Buffer.from(b.file ?? '')) || compareFindings(a, b);
}
