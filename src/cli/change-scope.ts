import { existsSync } from 'node:fs';
import path from 'node:path';
import { readNamedFiles } from '../adapters/files.ts';
import { type ListedFiles, listFiles, readChange } from '../adapters/git-change.ts';
import { type ChangeQuestion, findWorkTree } from '../adapters/git-listing.ts';
import type { Terminal } from '../adapters/terminal.ts';
import { CountersignError } from '../errors.ts';
import type { SourceFile } from '../model.ts';
import type { ProposedChange } from '../pipeline/ports.ts';
import { policyPath } from '../pipeline/validate.ts';

/** What `validate` was asked to look at. */
export interface ChangeScope {
  readonly change: ProposedChange | null;
  readonly files: readonly SourceFile[];
  readonly only: readonly string[] | null;
}

export interface ScopeWords {
  readonly names: readonly string[];
  readonly base: string | null;
  readonly head: string | null;
}

/** The same before the contents of the change are read. */
export interface ListedScope extends Omit<ChangeScope, 'change'> {
  readonly listed: { readonly question: ChangeQuestion; readonly files: ListedFiles } | null;
}

/**
 * Sorts the names a person typed: what lies under `requests/` of this repository is judged as part of it, anything
 * else by itself. Without names, the change of this repository is meant. Git is asked only where it is needed.
 */
export function listScope({ names, base, head }: ScopeWords, io: Terminal): ListedScope {
  const directory = findWorkTree(io.cwd);
  if (directory === null && (names.length === 0 || base !== null || head !== null)) throw outsideGit();
  const inside = directory === null ? [] : names.flatMap((name) => insidePath(directory, io.cwd, name, head));
  const loose = names.filter(
    (name) => directory === null || insidePath(directory, io.cwd, name, head).length === 0,
  );
  const files = loose.flatMap((name) => readLoose(name, io));
  if (directory === null || (names.length > 0 && inside.length === 0))
    return { listed: null, files, only: null };
  const question = { directory, base, head, also: inside, policyPath };
  const listed = listFiles(question);
  for (const name of inside) checkFound(listed, directory, name);
  return { listed: { question, files: listed }, files, only: names.length === 0 ? null : inside };
}

/** Reads the contents as well, all at once. */
export function readScope({ listed, ...scope }: ListedScope): ChangeScope {
  return { ...scope, change: listed === null ? null : readChange(listed.question, listed.files) };
}

/**
 * The path from the repository's top, where it is that of requests or of a folder around them. The policy is a file
 * like any other that somebody names, tracked or not, unless it is that of a commit.
 */
function insidePath(directory: string, cwd: string, name: string, head: string | null): string[] {
  if (name === '-') return [];
  const relative = path.relative(directory, path.resolve(cwd, name)).split(path.sep).join('/');
  const within = relative === '' || relative === 'requests' || relative.startsWith('requests/');
  return within || (relative === policyPath && head !== null) ? [relative] : [];
}

function readLoose(name: string, io: Terminal): SourceFile[] {
  if (name === '-') return [readStandardInput(io)];
  return readNamedFiles(io.cwd, name);
}

/** Standard input as a file without a place; reports call it `-`. */
export function readStandardInput(io: Terminal): SourceFile {
  return { path: '-', bytes: io.readStdin(), mode: null, blob: null };
}

/** A name under which there is nothing is a slip of the pen, not an empty change. */
function checkFound({ files }: ListedFiles, directory: string, name: string): void {
  const found = files.some(({ path: file }) => name === '' || file === name || file.startsWith(`${name}/`));
  if (found || name === policyPath) return;
  const there = existsSync(path.join(directory, name));
  throw new CountersignError(
    'file-unreadable',
    there
      ? `there are no requests in ${JSON.stringify(name)}`
      : `cannot read ${JSON.stringify(name)}: there is no such file`,
    there ? { hint: 'Git does not list it; see .gitignore' } : {},
  );
}

function outsideGit(): CountersignError {
  return new CountersignError('usage', 'this is no Git repository, so there is no change to look at', {
    hint: 'name the files: countersign validate request.yaml',
  });
}
