import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CountersignError } from '../errors.ts';
import type { TreeEntry } from '../pipeline/ports.ts';
import { attemptGitNow, checkRevision, gitFailure, runGitNow } from './git.ts';
import { splitNul } from './git-objects.ts';
import { chooseUntracked } from './git-untracked.ts';

export interface ChangeQuestion {
  /** The top folder of the work tree. */
  readonly directory: string;
  /** Revision to compare with; null means the merge base with `origin/HEAD`, or `HEAD` where there is none. */
  readonly base: string | null;
  /** Revision whose blobs are judged; null means the work tree, with the untracked files that Git would add. */
  readonly head: string | null;
  /**
   * Files or folders from the top folder that are looked at even where they did not change, and which alone are
   * searched for untracked files; `''` is everything, and none means the whole change.
   */
  readonly also: readonly string[];
  readonly policyPath: string;
}

interface FileState {
  readonly mode: string;
  /** All zeros where Git did not compute it (work tree). */
  readonly blob: string;
}

/** One changed path; null where it does not exist on that side. */
export interface DiffEntry {
  readonly path: string;
  readonly before: FileState | null;
  readonly after: FileState | null;
}

export interface Listing {
  /** A name of the base commit, or null in a repository without commits. */
  readonly base: string | null;
  /** A name of the head commit, or null for the work tree. */
  readonly head: string | null;
  readonly diff: readonly DiffEntry[];
  /** Every file under `requests/` that Git tracks at the head. */
  readonly requests: readonly TreeEntry[];
  /** How many untracked files were not looked at, there being too many. */
  readonly left: number;
}

const diffOptions = [
  '-r',
  '-z',
  '--raw',
  '--no-renames',
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
] as const;
/** The first round: what changed, and what lies under `requests/`. */
export function listChange(question: ChangeQuestion): Listing {
  return question.head === null ? listWorkTree(question) : listCommit(question, checkRevision(question.head));
}

function listWorkTree({ directory, base, also }: ChangeQuestion): Listing {
  const revision = baseRevision(directory, base, 'HEAD');
  const args = ['diff-index', ...diffOptions, revision, '--'];
  const diff = attemptGitNow(directory, args);
  const list = ['ls-files', '-z', '-t', '-s', '-c', '-o', '--exclude-standard', '--'];
  // Without names the whole change is meant: whatever Git would add is part of it, and may be a private key.
  const within = also.length === 0 ? [] : ['requests'];
  const { tracked, untracked } = parseFiles(runGitNow(directory, [...list, ...within]));
  const { paths, left } = chooseUntracked(directory, untracked);
  if (diff.status !== 0) {
    if (base !== null || !isUnborn(directory)) throw gitFailure(args, diff);
    return { base: null, head: null, diff: listUnborn(directory, paths), requests: [], left };
  }
  const entries = [...parseDiff(diff.stdout), ...paths.map(addition)];
  const requests = tracked.filter(({ path }) => path.startsWith('requests/'));
  return { base: revision, head: null, diff: entries, requests, left };
}

function listCommit({ directory, base }: ChangeQuestion, head: string): Listing {
  const revision = baseRevision(directory, base, head);
  const diff = runGitNow(directory, ['diff-tree', ...diffOptions, revision, head, '--']);
  const files = runGitNow(directory, ['ls-tree', '-r', '-z', '--full-tree', head, '--', 'requests']);
  const requests = splitNul(files).map((line) => parseEntry(line.replace(/ (?:blob|commit) /, ' ')));
  return { base: revision, head, diff: parseDiff(diff), requests, left: 0 };
}

/** What to compare with: a revision as it is, or by default the merge base with the remote's default branch. */
function baseRevision(directory: string, base: string | null, head: string): string {
  if (base !== null) return checkRevision(base);
  if (!hasRemoteHead(directory)) return 'HEAD';
  const args = ['merge-base', 'origin/HEAD', head];
  const outcome = attemptGitNow(directory, args);
  if (outcome.status === 0) return outcome.stdout.toString().trim();
  if (outcome.status !== 1) throw gitFailure(args, outcome);
  throw new CountersignError('git-failed', `origin/HEAD and ${head} have no commit in common in this clone`, {
    hint: 'fetch the whole history, or name the base with --base',
  });
}

/** Whether `origin/HEAD` is known, seen in the file system: asking Git would cost every run a process more. */
function hasRemoteHead(directory: string): boolean {
  return existsSync(join(commonDirectory(directory), 'refs', 'remotes', 'origin', 'HEAD'));
}

/** Where refs are kept: `.git`, or what a linked work tree's `.git` file leads to. */
function commonDirectory(directory: string): string {
  const path = join(directory, '.git');
  if (statSync(path).isDirectory()) return path;
  const own = resolve(
    directory,
    readFileSync(path, 'utf8')
      .replace(/^gitdir: /, '')
      .trimEnd(),
  );
  const common = join(own, 'commondir');
  return existsSync(common) ? resolve(own, readFileSync(common, 'utf8').trimEnd()) : own;
}

/** The top folder of the work tree that holds a folder, or null outside Git. */
export function findWorkTree(from: string): string | null {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return null;
  }
}

/** Records of `diff-index` and `diff-tree`: `:<mode> <mode> <object> <object> <letter> NUL <path> NUL`. */
function parseDiff(output: Buffer): DiffEntry[] {
  const records = splitNul(output);
  const entries: DiffEntry[] = [];
  for (let index = 0; index + 1 < records.length; index += 2) {
    const [before = '', after = '', oldBlob = '', newBlob = ''] = (records[index] ?? '').slice(1).split(' ');
    entries.push({
      path: records[index + 1] ?? '',
      before: fileState(before, oldBlob),
      after: fileState(after, newBlob),
    });
  }
  return entries;
}

function fileState(mode: string, blob: string): FileState | null {
  return mode === '000000' ? null : { mode, blob };
}

/** Records of `ls-files -t -s`: `? <path>`, or a letter and `<mode> <object> <stage> TAB <path>`. */
function parseFiles(output: Buffer): { readonly tracked: TreeEntry[]; readonly untracked: string[] } {
  const records = splitNul(output);
  return {
    untracked: records.filter((record) => record.startsWith('? ')).map((record) => record.slice(2)),
    tracked: records
      .filter((record) => !record.startsWith('? '))
      .map((record) => parseEntry(record.slice(2))),
  };
}

/** `<mode> <object>[ <stage>] TAB <path>`. */
function parseEntry(line: string): TreeEntry {
  const tab = line.indexOf('\t');
  const [mode = '', blob = ''] = line.slice(0, tab).split(' ');
  return { path: line.slice(tab + 1), mode, blob };
}

const addition = (path: string): DiffEntry => ({ path, before: null, after: { mode: '', blob: '' } });

function isUnborn(directory: string): boolean {
  return attemptGitNow(directory, ['rev-parse', '--verify', '--quiet', 'HEAD']).status !== 0;
}

/** Before the first commit everything that Git would commit is new. */
function listUnborn(directory: string, untracked: readonly string[]): DiffEntry[] {
  const staged = splitNul(runGitNow(directory, ['ls-files', '-z', '--cached']));
  return [...new Set([...staged, ...untracked])].map(addition);
}
