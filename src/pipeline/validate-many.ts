import { blocks } from '../finding.ts';
import type { SourceFile } from '../model.ts';
import type { Report } from '../report.ts';
import { isRequestPath } from '../request/path.ts';
import { addFile, addUses, type Holders, openHolders } from './key-index.ts';
import { findMove, indexRemoved, type Removed } from './moves.ts';
import { mapParallel } from './parallel.ts';
import { isSameFile } from './portion.ts';
import type { ChangedFile, Judge, JudgedPortion, ListedChange, ListedFile } from './ports.ts';
import {
  byFile,
  byPathBytes,
  findTwins,
  isAsked,
  type PolicyInForce,
  policyPath,
  readPolicy,
} from './validate.ts';

export interface ManyInput {
  readonly change: ListedChange;
  /** As for `validate`. */
  readonly only: readonly string[] | null;
}

/** A report whose requests stay packed, in portions in the order of their paths. */
export interface ManyReport {
  readonly report: Omit<Report, 'requests'>;
  readonly portions: readonly JudgedPortion[];
}

/**
 * `validate` for thousands of requests: contents are read a few at a time, judged where `judge` says, and dropped.
 * A key that turns up twice is known only when all are judged, so that its requests are judged once more.
 */
export async function validateMany({ change, only }: ManyInput, judge: Judge): Promise<ManyReport> {
  const files = change.files.filter(({ path }) => isAsked(path, only)).toSorted(byPathBytes);
  const left = change.files.filter(({ path }) => !isAsked(path, only) && isRequestPath(path));
  const force = await readForce(change, files);
  const rules: Rules = { judge, removed: await readRemoved(change, files), holders: new Map() };
  const { portions, untouched } = await judgeAll(change, files, rules);
  const others = [...change.others, ...left, ...untouched].toSorted(byPathBytes);
  const holders = await findShared(change, portions, others);
  const answers = await judgeShared(change, portions, { ...rules, holders });
  const findings = [
    ...force.findings,
    ...answers.flatMap((answer) => answer.findings),
    ...findTwins(presentPaths(files, untouched), pathsOf(others)),
  ].sort(byFile);
  const { policy } = force;
  return {
    report: {
      version: 1,
      verdict: blocks(findings) || answers.some(({ fails }) => fails) ? 'fail' : 'pass',
      base: change.base,
      head: change.head,
      policy: policy === null ? null : { path: policy.path, sha256: policy.sha256 },
      findings,
    },
    portions: answers,
  };
}

async function readForce(change: ListedChange, files: readonly ListedFile[]): Promise<PolicyInForce> {
  let proposed: SourceFile | null = null;
  for await (const [file] of change.contents(files.filter(({ path }) => path === policyPath))) {
    proposed = file?.after ?? null;
  }
  const needed = files.some(({ path }) => isRequestPath(path));
  return readPolicy({ base: change.policy, proposed, needed });
}

/** What is gone must be known before the first new file is looked at: that may be it, moved. */
async function readRemoved(change: ListedChange, files: readonly ListedFile[]): Promise<Removed> {
  const removed = new Map<string, Omit<SourceFile, 'bytes'>>();
  for await (const read of change.contents(files.filter(({ after }) => after === null))) {
    for (const [key, file] of indexRemoved(read)) if (!removed.has(key)) removed.set(key, file);
  }
  return removed;
}

interface Rules {
  readonly judge: Judge;
  readonly removed: Removed;
  readonly holders: Holders;
}

/** Files that were judged together, and the answer. */
interface Portion {
  readonly files: readonly ListedFile[];
  readonly answer: JudgedPortion;
}

interface JudgedFiles {
  readonly portions: readonly Portion[];
  /** Files that turned out not to be changed, and that nobody asked for. */
  readonly untouched: readonly ListedFile[];
}

/** Judges as many portions at once as the judge has room for, and keeps their order. */
async function judgeAll(
  change: ListedChange,
  files: readonly ListedFile[],
  { judge, removed, holders }: Rules,
): Promise<JudgedFiles> {
  const portions: Promise<Portion>[] = [];
  const untouched: ListedFile[] = [];
  let at = 0;
  for await (const read of change.contents(files)) {
    const listed = files.slice(at, at + read.length);
    at += read.length;
    const isKept = (index: number): boolean => isTouched(read[index]) || listed[index]?.asked === true;
    untouched.push(...listed.filter((_, index) => !isKept(index)));
    const kept = read.filter((_, index) => isKept(index));
    const answer = judge.judge({ files: kept.map((file) => findMove(file, removed)), holders });
    const portion = answer.then((one) => ({
      files: listed.filter((_, index) => isKept(index)),
      answer: one,
    }));
    // Awaited below; until then a failure is not one that nobody looks after.
    portion.catch(() => undefined);
    portions.push(portion);
    await portions.at(-1 - judge.width);
  }
  return { portions: await Promise.all(portions), untouched };
}

/** A file that went away between listing and reading changes nothing either. */
function isTouched(file: ChangedFile | undefined): boolean {
  if (file === undefined) return false;
  const { before, after } = file;
  if (before === null || after === null) return before !== after;
  return !isSameFile(before, after);
}

/** Holders of every key that more than one file carries. */
async function findShared(
  change: ListedChange,
  portions: readonly Portion[],
  others: readonly ListedFile[],
): Promise<Holders> {
  const uses = portions.flatMap(({ answer }) => answer.keys);
  const holders = openHolders(uses);
  for await (const read of change.contents(uses.length === 0 ? [] : others)) {
    for (const { after } of read) if (after !== null) addFile(holders, after);
  }
  addUses(holders, uses);
  return new Map([...holders].filter(([, known]) => known.length > 1));
}

/** Judges again where a key has another holder, now that it is known. */
async function judgeShared(
  change: ListedChange,
  portions: readonly Portion[],
  rules: Rules,
): Promise<readonly JudgedPortion[]> {
  const again = async ({ files, answer }: Portion): Promise<readonly JudgedPortion[]> => {
    const holders = new Map(
      answer.keys.flatMap(({ spkiSha256 }) => {
        const known = rules.holders.get(spkiSha256);
        return known === undefined ? [] : [[spkiSha256, known] as const];
      }),
    );
    if (holders.size === 0) return [answer];
    const judged = await judgeAll(change, files, { ...rules, holders });
    return judged.portions.map((portion) => portion.answer);
  };
  return (await mapParallel(portions, again, Math.max(1, rules.judge.width))).flat();
}

function presentPaths(files: readonly ListedFile[], untouched: readonly ListedFile[]): string[] {
  const passed = new Set(untouched);
  return pathsOf(files.filter((file) => file.after !== null && !passed.has(file)));
}

function pathsOf(files: readonly { readonly path: string }[]): string[] {
  return files.map(({ path }) => path);
}
