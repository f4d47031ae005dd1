import { CountersignError } from '../errors.ts';
import type { ResultsHistory } from '../pipeline/ports.ts';
import { attemptGit, runGit } from './git.ts';
import { splitNul } from './git-objects.ts';

/**
 * What the branch's history says beyond its tip. `seen` names the ref where this clone keeps the newest head it
 * has seen; it follows the branch forward only, so that a rewound branch stays reported until a person deletes it.
 */
export async function resultsHistory(
  directory: string,
  head: string | null,
  seen: string,
): Promise<ResultsHistory> {
  const before = await readRef(directory, seen);
  if (head === null)
    return { paths: before === null ? new Set() : await everyPath(directory, [before]), rewoundFrom: before };
  await refuseShallow(directory, head);
  const rewound = before !== null && !(await isAncestor(directory, before, head));
  if (!rewound) await runGit(directory, ['update-ref', seen, head]);
  const commits = rewound ? [head, before] : [head];
  return { paths: await everyPath(directory, commits), rewoundFrom: rewound ? before : null };
}

/**
 * Every path below `certificates/` that any commit has. Merges are compared with each parent: a path that only an
 * evil merge brought is history as well. Paths are picked here and not by Git, for which they would begin where the
 * clone was entered, and a merge could hide its other side.
 */
async function everyPath(directory: string, commits: readonly string[]): Promise<ReadonlySet<string>> {
  const args = ['-c', 'log.showRoot=true', 'log', '--format=', '--name-only', '-z', '--no-renames', '-m'];
  const listing = await runGit(directory, [
    ...args,
    '--no-ext-diff',
    '--no-textconv',
    '--no-relative',
    ...commits,
    '--',
  ]);
  return new Set(splitNul(listing).filter((path) => path.startsWith('certificates/')));
}

async function refuseShallow(directory: string, head: string): Promise<void> {
  const shallow = (await runGit(directory, ['rev-parse', '--is-shallow-repository'])).toString().trim();
  if (shallow !== 'true') return;
  const grafts = await runGit(directory, ['rev-list', '--max-parents=0', head]);
  for (const root of grafts.toString().trim().split('\n')) {
    const commit = (await runGit(directory, ['cat-file', 'commit', root])).toString();
    // A shallow boundary has parents in its bytes that the walk does not see.
    if (/^parent /m.test(commit.slice(0, commit.indexOf('\n\n')))) throw cutOff();
  }
}

function cutOff(): CountersignError {
  return new CountersignError('git-failed', 'the history of the results branch is cut off in this clone', {
    hint: 'fetch the whole history (in a GitHub job: fetch-depth: 0)',
  });
}

async function readRef(directory: string, ref: string): Promise<string | null> {
  const outcome = await attemptGit(directory, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]);
  return outcome.status === 0 ? outcome.stdout.toString().trim() : null;
}

async function isAncestor(directory: string, commit: string, of: string): Promise<boolean> {
  const outcome = await attemptGit(directory, ['merge-base', '--is-ancestor', commit, of]);
  if (outcome.status > 1)
    throw new CountersignError('git-failed', `commit ${commit} cannot be compared with ${of}`);
  return outcome.status === 0;
}
