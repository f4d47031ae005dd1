import { CountersignError } from '../errors.ts';
import { runGit } from './git.ts';

/** A branch of another repository, by path or URL, with a local clone that keeps its objects. */
export interface RemoteBranch {
  /** The clone, work tree or bare. */
  readonly directory: string;
  /** Path, URL or the name of a remote of the clone. */
  readonly remote: string;
  /** Without `refs/heads/`. */
  readonly branch: string;
}

/**
 * What the remote says the branch is at this moment; null where there is no such branch. Git takes the name for the
 * end of one, and lists a branch `refs/heads/certificates` of a stranger as well: only the very ref counts.
 */
export async function remoteHead({ directory, remote, branch }: RemoteBranch): Promise<string | null> {
  const ref = `refs/heads/${branch}`;
  const output = await runGit(directory, ['ls-remote', checkRemote(remote), ref]);
  const lines = output.toString().split('\n');
  const line = lines.find((each) => each.slice(each.indexOf('\t') + 1) === ref) ?? '';
  return line.match(/^([0-9a-f]{40,64})\t/)?.[1] ?? null;
}

/** Fetches the branch into `ref` of the clone, so that its objects stay, whatever `ref` was before. */
export async function fetchBranch({ directory, remote, branch }: RemoteBranch, ref: string): Promise<void> {
  const args = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules'];
  await runGit(directory, [...args, checkRemote(remote), `+refs/heads/${branch}:${ref}`]);
}

/** The default branch of a remote and its tip at this moment; the commit can be read from the clone afterwards. */
export async function fetchTip(
  directory: string,
  remote: string,
): Promise<{ readonly branch: string; readonly commit: string }> {
  const listing = (
    await runGit(directory, ['ls-remote', '--symref', checkRemote(remote), 'HEAD'])
  ).toString();
  const branch = listing.match(/^ref: refs\/heads\/(\S+)\tHEAD$/m)?.[1];
  if (branch === undefined) {
    throw new CountersignError('not-set-up', 'the repository has no default branch yet', {
      hint: 'push a first commit to it',
    });
  }
  const ref = `refs/countersign/tip/${branch}`;
  await fetchBranch({ directory, remote, branch }, ref);
  const commit = (
    await runGit(directory, ['rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`])
  ).toString();
  return { branch, commit: commit.trim() };
}

function checkRemote(remote: string): string {
  if (remote !== '' && !remote.startsWith('-')) return remote;
  throw new CountersignError('usage', `${JSON.stringify(remote)} is no remote`);
}
