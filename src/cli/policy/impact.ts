import path from 'node:path';
import { checkRevision } from '../../adapters/git.ts';
import { readObjectsNow } from '../../adapters/git-objects.ts';
import { CountersignError, exitStatus } from '../../errors.ts';
import type { Finding } from '../../finding.ts';
import type { SourceFile } from '../../model.ts';
import { readImpactMatter } from '../../pipeline/impact-matter.ts';
import { assessImpact } from '../../pipeline/policy-impact.ts';
import { policyPath } from '../../pipeline/tip.ts';
import { parsePolicy } from '../../policy/parse.ts';
import type { Policy } from '../../policy/policy.ts';
import { formatJson } from '../../report/json.ts';
import type { Context } from '../command.ts';
import { openBranches } from '../issue-ports.ts';
import { readWorkPolicy } from '../work-policy.ts';
import { formatFindings } from './findings-text.ts';
import { formatImpact, type ImpactReport } from './impact-text.ts';

/** A policy file and the commit it was read from. */
interface Side {
  readonly file: SourceFile | null;
  /** Null for the work tree. */
  readonly commit: string | null;
}

/** `countersign policy impact`: what the change of a policy would do to what was issued and what waits. */
export async function runImpact({ options, io }: Context): Promise<number> {
  const directory = path.resolve(io.cwd, options.text('repository') ?? '.');
  const { tip, issued, waiting } = await readImpactMatter(await openBranches(options, io));
  const base = readAt(directory, options.text('base') ?? tip.commit);
  const head = options.text('head');
  const proposed = head === null ? readWorkTree(directory) : readAt(directory, head);
  const { policy: after, findings } = readProposed(proposed);
  const isJson = options.text('format') === 'json';
  if (after === null) {
    io.stdout.write(
      isJson ? formatJson({ version: 1, findings }) : formatFindings(findings, policyPath, '', io),
    );
    return exitStatus.blocked;
  }
  const impact = assessImpact({ before: readBase(base), after, issued, waiting, now: io.now() });
  const report: ImpactReport = { version: 1, base: base.commit, head: proposed.commit, ...impact };
  io.stdout.write(isJson ? formatJson(report) : formatImpact(report, io));
  return exitStatus.clean;
}

function readWorkTree(directory: string): Side {
  return { file: readWorkPolicy(directory).file, commit: null };
}

/** The policy of a revision; its file is null where it has none. */
function readAt(directory: string, revision: string): Side {
  const name = checkRevision(revision);
  const [commit, blob] = readObjectsNow(directory, [`${name}^{commit}`, `${name}:${policyPath}`]);
  if (commit === null || commit === undefined) {
    throw new CountersignError('usage', `this repository has no revision ${JSON.stringify(revision)}`, {
      hint: 'name a branch, a tag or a commit, and fetch it first',
    });
  }
  const bytes = blob?.type === 'blob' ? blob.content : null;
  return {
    file: bytes === null ? null : { path: policyPath, bytes, mode: null, blob: null },
    commit: commit.id,
  };
}

/** A policy in error allows nothing, and so does none. */
function readBase({ file }: Side): Policy | null {
  return file === null ? null : parsePolicy(file).policy;
}

function readProposed({ file, commit }: Side): {
  readonly policy: Policy | null;
  readonly findings: readonly Finding[];
} {
  if (file !== null) return parsePolicy(file);
  throw new CountersignError('not-set-up', `there is no policy in ${commit?.slice(0, 12)}`, {
    hint: `commit ${policyPath}, or name another revision with --head`,
  });
}
