/** `validate` of thousands of files: read a few at a time, judged in threads. Loaded only where it is needed. */
import { streamChange } from '../adapters/git-change-stream.ts';
import type { Terminal } from '../adapters/terminal.ts';
import { exitStatus } from '../errors.ts';
import { type ManyReport, validateMany } from '../pipeline/validate-many.ts';
import type { ListedScope } from './change-scope.ts';
import { formatReport } from './format-report.ts';
import { openJudge, threadsFor } from './judge-threads.ts';
import { formatPackedJson, unpackRequests } from './packed-requests.ts';

/** Judges the change of a listed scope, prints the report and returns the exit status. */
export async function validateLarge(scope: ListedScope, format: string, io: Terminal): Promise<number> {
  const many = await judgeScope(scope, io);
  if (format === 'json') writeJson(many, io);
  else io.stdout.write(await formatReport(unpack(many), format, io));
  return many.report.verdict === 'pass' ? exitStatus.clean : exitStatus.blocked;
}

async function judgeScope({ listed, only }: ListedScope, io: Terminal): Promise<ManyReport> {
  if (listed === null) throw new Error('a scope without a change is never large');
  const change = streamChange(listed.question, listed.files);
  const appointment = { policy: change.policy, now: io.now(), author: null };
  await using judge = openJudge(appointment, threadsFor(change.files.length));
  return await validateMany({ change, only }, judge);
}

function writeJson({ report, portions }: ManyReport, io: Terminal): void {
  const packed = portions.map((portion) => portion.packed);
  for (const text of formatPackedJson(report, packed)) io.stdout.write(text);
}

function unpack({ report, portions }: ManyReport): Parameters<typeof formatReport>[0] {
  return { ...report, requests: portions.flatMap(({ packed }) => unpackRequests(packed)) };
}
