/** Some of the files of a change, judged each by itself: pure, and the same wherever and in what parts it is done. */
import type { Finding } from '../finding.ts';
import type { SourceFile } from '../model.ts';
import { evaluateTestsForm } from '../policy/parse-tests.ts';
import type { Policy } from '../policy/policy.ts';
import type { ReportedRequest } from '../report.ts';
import { findPrivateKeys } from '../request/leaked-key.ts';
import { evaluatePath, isRequestPath } from '../request/path.ts';
import { type Holders, holdersFor, type KeyUse, keyUseOf } from './key-index.ts';
import type { ChangedFile } from './ports.ts';
import { readSubject, reportRemoval, reportRequest, type Subject } from './report-request.ts';

/** What all requests of a change are judged by. */
export interface Court {
  /** Null where there is none: then only the cluster is asked. */
  readonly policy: Policy | null;
  readonly now: Date;
  /** Login of the pull request's author, where it is known. */
  readonly author: string | null;
}

/** A changed file, and what it was before where it only moved. */
export interface MovedFile extends ChangedFile {
  readonly moved: SourceFile | null;
}

export interface PortionReport {
  /** In the order of the files. */
  readonly requests: readonly ReportedRequest[];
  /** What belongs to no request. */
  readonly findings: readonly Finding[];
  readonly keys: readonly KeyUse[];
}

/**
 * Judges files. Who holds their keys is learnt from all portions, so that some are judged a second time. Each
 * reading is let go before the next file is read: it holds a hundred times what the report keeps of it.
 */
export function judgePortion(files: readonly MovedFile[], court: Court, holders: Holders): PortionReport {
  const requests: ReportedRequest[] = [];
  const keys: KeyUse[] = [];
  for (const file of files) {
    for (const subject of readChanged(file)) {
      requests.push(reportSubject(subject, court, holders));
      keys.push(...keysOf([subject]));
    }
    requests.push(...reportRemovals([file], court.policy));
  }
  return { requests, findings: files.flatMap(evaluateOther), keys };
}

export function reportSubject(subject: Subject, court: Court, holders: Holders): ReportedRequest {
  return reportRequest(subject, { ...court, holders: (reading) => holdersFor(holders, reading) });
}

export function keysOf(subjects: readonly Subject[]): KeyUse[] {
  return subjects.flatMap(({ reading }) => keyUseOf(reading) ?? []);
}

/** The request that a file holds after the change, if it should hold one. */
export function readChanged({ before, after, moved }: MovedFile): Subject[] {
  if (after === null || !isRequestFile(after)) return [];
  const earlier = before ?? moved;
  return [
    {
      reading: readSubject(after, true),
      change: changeOf(before, after, moved),
      before: earlier === null ? null : readSubject(earlier, true),
      movedFrom: before === null ? (moved?.path ?? null) : null,
      found: leaksIn(after),
    },
  ];
}

function changeOf(before: SourceFile | null, after: SourceFile, moved: SourceFile | null): Subject['change'] {
  if (before === null) return moved === null ? 'added' : 'renamed';
  return isSameFile(before, after) ? 'unchanged' : 'changed';
}

/** Whether Git would store the two alike. */
export function isSameFile(a: SourceFile, b: SourceFile): boolean {
  return a.mode === b.mode && Buffer.compare(a.bytes, b.bytes) === 0;
}

export function reportRemovals(files: readonly ChangedFile[], policy: Policy | null): ReportedRequest[] {
  return files.flatMap(({ before, after }) =>
    after === null && before !== null && isRequestFile(before)
      ? [reportRemoval(readSubject(before, true), policy)]
      : [],
  );
}

/** Files that must not lie where they lie, and private keys in any. */
export function evaluateOther({ after }: ChangedFile): Finding[] {
  if (after === null || isRequestFile(after)) return [];
  const own = isRequestPath(after.path) ? evaluatePath(after) : [];
  const tests = after.path === '.github/countersign.test.yaml' ? evaluateTestsForm(after) : [];
  return [...own, ...tests, ...leaksIn(after)];
}

export function leaksIn(file: SourceFile): readonly Finding[] {
  return findPrivateKeys(file).map((key) => key.finding);
}

function isRequestFile({ path, mode }: SourceFile): boolean {
  return isRequestPath(path) && path.endsWith('.yaml') && (mode === null || mode.startsWith('100'));
}

/** Orders by the bytes of the path. */
export function byPath(a: ReportedRequest, b: ReportedRequest): number {
  return Buffer.compare(Buffer.from(a.file), Buffer.from(b.file));
}
