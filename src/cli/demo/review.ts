import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { runGit } from '../../adapters/git.ts';
import type { Stage } from './stage.ts';

/** A merged pull request, as the demo's stand-in for a forge remembers it. */
export interface MergedPullRequest {
  readonly number: number;
  readonly title: string;
  readonly author: string;
  readonly approver: string;
  /** The commit the approver looked at. */
  readonly reviewed: string;
  readonly merge: string;
  readonly at: Date;
}

/** Writes the local evidence file (`approval/local.ts`); it counts for the embedded cluster only. */
export async function writeEvidence(stage: Stage, merged: MergedPullRequest): Promise<string> {
  const at = merged.at.toISOString();
  const base = (await runGit(stage.repository, ['rev-parse', `${merged.merge}^1`])).toString().trim();
  const pullRequest = {
    number: merged.number,
    title: merged.title,
    author: merged.author,
    mergedBy: merged.approver,
    mergedAt: at,
    commit: merged.merge,
    base,
    approvers: [{ login: merged.approver, commit: merged.reviewed, at, entries: ['codeowners'] }],
    files: await filesOf(stage, base, merged.reviewed),
  };
  const file = path.join(stage.dir, 'evidence.json');
  writeFileSync(file, `${JSON.stringify({ version: 1, pullRequests: [pullRequest] }, null, 2)}\n`);
  return file;
}

/** Blob and mode of every path that the reviewed commit changed. */
async function filesOf(
  { repository }: Stage,
  base: string,
  reviewed: string,
): Promise<Record<string, { blob: string; mode: string }>> {
  const args = ['diff-tree', '-r', '-z', '--no-renames', '--no-ext-diff', base, reviewed];
  const fields = (await runGit(repository, args)).toString().split('\0');
  const files: Record<string, { blob: string; mode: string }> = {};
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [, mode = '', , blob = ''] = (fields[index] ?? '').split(' ');
    files[fields[index + 1] ?? ''] = { blob, mode };
  }
  return files;
}
