import { randomUUID } from 'node:crypto';
import { CountersignError } from '../errors.ts';
import type { Results } from '../pipeline/ports.ts';
import { attemptGit, type GitOutcome, gitFailure, runGit } from './git.ts';
import { resultsHistory } from './git-history.ts';
import { checkId, gitRepository } from './git-objects.ts';
import { fetchBranch, type RemoteBranch, remoteHead } from './git-remote.ts';

export interface ResultsBranch extends RemoteBranch {
  /** Who the commits are by. */
  readonly author: { readonly name: string; readonly email: string };
  readonly now: () => Date;
}

/** Where the clone keeps what it has seen of a results branch. */
export function seenRef(branch: string): string {
  return `refs/countersign/seen/${branch}`;
}

/** The results branch by plain Git: every commit is built without a work tree and pushed against the expected head. */
export function gitResults(target: ResultsBranch): Results {
  checkBranch(target.branch);
  return {
    head: () => fetchHead(target),
    read: (head) => readResults(target.directory, head),
    checkWritable: () => checkWritable(target),
    history: (head) =>
      resultsHistory(target.directory, head === null ? null : checkId(head), seenRef(target.branch)),
    commit: (expectedHead, message, files) => commitResults(target, expectedHead, message, files),
  };
}

async function fetchHead(target: ResultsBranch): Promise<string | null> {
  const head = await remoteHead(target);
  if (head === null) return null;
  const known = await attemptGit(target.directory, ['cat-file', '-e', `${head}^{commit}`]);
  if (known.status !== 0) await fetchBranch(target, `refs/countersign/results/${target.branch}`);
  return head;
}

async function readResults(directory: string, head: string): Promise<Map<string, Uint8Array>> {
  const repository = gitRepository(directory);
  const entries = (await repository.list(head, ['certificates'])).filter((entry) => entry.mode === '100644');
  const contents = await repository.read(entries.map((entry) => entry.blob));
  return new Map(entries.map((entry) => [entry.path, contents.get(entry.blob) ?? new Uint8Array()]));
}

/** Asks the remote whether it would take a push, by a dry run of the branch onto itself (or of an empty commit). */
async function checkWritable(target: ResultsBranch): Promise<void> {
  const commit = (await fetchHead(target)) ?? (await emptyCommit(target));
  const args = ['push', '--dry-run', '--porcelain', '--no-verify', '--quiet', target.remote];
  await runGit(target.directory, [...args, `${commit}:refs/heads/${target.branch}`]);
}

async function emptyCommit({ directory, author }: ResultsBranch): Promise<string> {
  const tree = (
    await runGit(directory, ['hash-object', '-t', 'tree', '-w', '--stdin'], { input: '' })
  ).toString();
  const config = ['-c', `user.name=${author.name}`, '-c', `user.email=${author.email}`];
  return (await runGit(directory, [...config, 'commit-tree', tree.trim(), '-m', 'probe'])).toString().trim();
}

/** Policy names the branch; the name goes into refspecs, where `:`, `+` and `*` mean something. */
function checkBranch(branch: string): void {
  const plain = /^[A-Za-z0-9_][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_][A-Za-z0-9._-]*)*$/.test(branch);
  if (plain && !branch.includes('..') && !branch.endsWith('.lock')) return;
  throw new CountersignError('usage', `${JSON.stringify(branch)} cannot be the results branch`, {
    hint: 'name it with letters, digits, dots, dashes and slashes',
  });
}

async function commitResults(
  target: ResultsBranch,
  expectedHead: string | null,
  message: string,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<string> {
  const ref = `refs/countersign/push/${randomUUID()}`;
  const input = formatImport(target, ref, expectedHead, message, files);
  await runGit(target.directory, ['fast-import', '--quiet', '--done'], { input });
  try {
    const commit = (await runGit(target.directory, ['rev-parse', '--verify', ref])).toString().trim();
    if (await isSameTree(target.directory, expectedHead, commit)) return expectedHead ?? commit;
    await pushCommit(target, expectedHead, commit);
    return commit;
  } finally {
    await runGit(target.directory, ['update-ref', '-d', ref]);
  }
}

/**
 * The commit as a stream for `git fast-import`: one process for any number of files, on top of a given parent,
 * with no index and no work tree that could be in the way.
 */
function formatImport(
  target: ResultsBranch,
  ref: string,
  parent: string | null,
  message: string,
  files: ReadonlyMap<string, Uint8Array>,
): Buffer {
  const { name, email } = target.author;
  const parts: (string | Uint8Array)[] = [`commit ${ref}\n`];
  parts.push(`committer ${name} <${email}> ${Math.floor(target.now().getTime() / 1000)} +0000\n`);
  parts.push(...formatBlock(Buffer.from(message)));
  if (parent !== null) parts.push(`from ${checkId(parent)}\n`);
  for (const [path, bytes] of files)
    parts.push(`M 100644 inline ${checkPath(path)}\n`, ...formatBlock(bytes));
  parts.push('done\n');
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
}

function formatBlock(bytes: Uint8Array): (string | Uint8Array)[] {
  return [`data ${bytes.length}\n`, bytes, '\n'];
}

/** Results lie below `certificates/`, in plain names: nothing here can name `.git`, a parent folder or a new line. */
function checkPath(path: string): string {
  const plain = /^certificates(?:\/[A-Za-z0-9_][A-Za-z0-9._-]*)+$/.test(path);
  if (plain) return path;
  throw new Error(`a result cannot be written to ${JSON.stringify(path)}`);
}

async function isSameTree(directory: string, parent: string | null, commit: string): Promise<boolean> {
  if (parent === null) return false;
  const trees = await runGit(directory, ['rev-parse', '--verify', `${parent}^{tree}`]);
  const ours = await runGit(directory, ['rev-parse', '--verify', `${commit}^{tree}`]);
  return trees.equals(ours);
}

/**
 * Pushes against the expected head. What a failed push means is asked of the remote and not read from Git's words:
 * our commit there is success (an answer got lost), another head than expected is `branch-moved`.
 */
async function pushCommit(target: ResultsBranch, expectedHead: string | null, commit: string): Promise<void> {
  const ref = `refs/heads/${target.branch}`;
  const args = ['push', '--porcelain', '--no-verify', `--force-with-lease=${ref}:${expectedHead ?? ''}`];
  const outcome = await attemptGit(target.directory, [...args, target.remote, `${commit}:${ref}`]);
  if (outcome.status === 0) return;
  const head = await remoteHead(target);
  if (head === commit) return;
  if (head === expectedHead) throw pushRefused(args, outcome);
  throw new CountersignError(
    'branch-moved',
    `branch ${target.branch} moved to ${head ?? 'nothing'} meanwhile`,
  );
}

function pushRefused(args: readonly string[], outcome: GitOutcome): CountersignError {
  const reason = outcome.stdout.toString().match(/^!\t\S+\t(.*)$/m)?.[1];
  return gitFailure(args, reason === undefined ? outcome : { ...outcome, stderr: reason });
}
