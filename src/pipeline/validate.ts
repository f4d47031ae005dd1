import { blocks, compareFindings, type Finding, finding } from '../finding.ts';
import type { SourceFile } from '../model.ts';
import { parsePolicy } from '../policy/parse.ts';
import type { Policy } from '../policy/policy.ts';
import type { Report } from '../report.ts';
import { evaluateCaseTwins, isRequestPath } from '../request/path.ts';
import { findHolders } from './key-index.ts';
import { evaluateGoverning, governingKind } from './loose-file.ts';
import { findMove, indexRemoved } from './moves.ts';
import {
  byPath,
  type Court,
  evaluateOther,
  keysOf,
  leaksIn,
  readChanged,
  reportRemovals,
  reportSubject,
} from './portion.ts';
import type { ProposedChange } from './ports.ts';
import { readSubject, type Subject } from './report-request.ts';

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

/**
 * Says what a change asks for and whether it would be issued. Pure: the same input gives the same report.
 * `validateMany` gives the same of a change too large to hold.
 */
export function validate(input: ValidateInput): Report {
  const change = input.change === null ? null : limitChange(input.change, input.only);
  const force = change === null ? noPolicy : readPolicy(policiesOf(change));
  const court: Court = { policy: force.policy, now: input.now, author: input.author };
  const sorted = (change?.files ?? []).toSorted(byPathBytes);
  const removed = indexRemoved(sorted);
  const files = sorted.map((file) => findMove(file, removed));
  const subjects = files.flatMap(readChanged);
  const named = input.files.map(readLoose);
  const governing = named.flatMap(({ reading }) => {
    const kind = governingKind(reading);
    return kind === null ? [] : evaluateGoverning(reading.file, kind);
  });
  const loose = named.filter(({ reading }) => governingKind(reading) === null);
  const others = (change?.others ?? []).toSorted(byPathBytes);
  const holders = findHolders(keysOf([...subjects, ...loose]), others);
  const requests = [
    ...subjects.map((subject) => reportSubject(subject, court, holders)),
    // A file outside `requests/` is no policy's affair.
    ...loose.map((subject) => reportSubject(subject, { ...court, policy: null }, holders)),
    ...reportRemovals(files, force.policy),
  ].sort(byPath);
  const findings = [
    ...force.findings,
    ...governing,
    ...files.flatMap(evaluateOther),
    ...evaluateTwins(change),
  ].sort(byFile);
  return {
    version: 1,
    verdict: blocks(findings) || requests.some(({ verdict }) => verdict === 'fail') ? 'fail' : 'pass',
    base: change?.base ?? null,
    head: change?.head ?? null,
    policy: force.policy === null ? null : { path: force.policy.path, sha256: force.policy.sha256 },
    requests,
    findings,
  };
}

/** Whether a report limited to some paths speaks of a path. */
export function isAsked(path: string, only: readonly string[] | null): boolean {
  return only === null || only.some((one) => one === '' || path === one || path.startsWith(`${one}/`));
}

/** What is not asked about is still there: its keys are taken. */
function limitChange(change: ProposedChange, only: readonly string[] | null): ProposedChange {
  if (only === null) return change;
  const left = change.files.filter(({ path }) => !isAsked(path, only) && isRequestPath(path));
  return {
    ...change,
    files: change.files.filter(({ path }) => isAsked(path, only)),
    others: [...change.others, ...left.flatMap(({ after }) => after ?? [])],
  };
}

/** The policy files of a change. */
export interface Policies {
  /** At the base: it judges. */
  readonly base: SourceFile | null;
  /** What the change makes of it; null where it does not touch it. */
  readonly proposed: SourceFile | null;
  /** Whether the change touches any request. */
  readonly needed: boolean;
}

export interface PolicyInForce {
  readonly policy: Policy | null;
  readonly findings: readonly Finding[];
}

const noPolicy: PolicyInForce = { policy: null, findings: [] };

function policiesOf({ policy, files }: ProposedChange): Policies {
  return {
    base: policy,
    proposed: files.find(({ path }) => path === policyPath)?.after ?? null,
    needed: files.some(({ path }) => isRequestPath(path)),
  };
}

/** The policy at the base judges; one that the change brings is only read for faults. */
export function readPolicy({ base, proposed, needed }: Policies): PolicyInForce {
  const faults = proposed === null ? [] : parsePolicy(proposed).findings;
  if (base === null) return { policy: null, findings: [...faults, ...(needed ? [notSetUp] : [])] };
  const { policy, findings } = parsePolicy(base);
  return { policy, findings: [...faults, ...(proposed === null ? findings.filter(isError) : [])] };
}

const isError = (found: Finding): boolean => found.severity === 'error';

const notSetUp = finding('policy.not-set-up', {
  message: `There is no policy (${policyPath}) at the base, so nothing would be issued; only what a cluster would do is predicted.`,
  hint: 'Merge a policy first, then the requests it is to judge.',
  file: policyPath,
});

function readLoose(file: SourceFile): Subject {
  const reading = readSubject(file, false);
  return { reading, change: 'added', before: null, movedFrom: null, found: leaksIn(file) };
}

function evaluateTwins(change: ProposedChange | null): Finding[] {
  if (change === null) return [];
  const present = change.files.flatMap(({ path, after }) => (after === null ? [] : [path]));
  return findTwins(
    present,
    change.others.map(({ path }) => path),
  );
}

/** Names of the change that some disks and eyes take for one with another's. */
export function findTwins(present: readonly string[], others: readonly string[]): Finding[] {
  const changed = new Set(present);
  const paths = [...changed, ...others].filter(isRequestPath);
  return evaluateCaseTwins(paths).filter(({ file }) => file !== null && changed.has(file));
}

/** Orders by the bytes of the path, as Git does. */
export function byPathBytes(a: { readonly path: string }, b: { readonly path: string }): number {
  return Buffer.compare(Buffer.from(a.path), Buffer.from(b.path));
}

/** The order of a report's own findings. */
export function byFile(a: Finding, b: Finding): number {
  return Buffer.compare(Buffer.from(a.file ?? ''), Buffer.from(b.file ?? '')) || compareFindings(a, b);
}
