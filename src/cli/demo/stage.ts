import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runGit } from '../../adapters/git.ts';
import { CountersignError } from '../../errors.ts';

/** Where the demo plays. Everything it makes lies below `dir`. */
export interface Stage {
  readonly dir: string;
  /** The forge's bare repository. */
  readonly origin: string;
  /** A clone of the default branch, with a work tree. */
  readonly repository: string;
  /** A clone of the results branch. */
  readonly results: string;
  /** Private keys of the demo's authorities; the requesters' own lie in `data`. */
  readonly keys: string;
  /** `XDG_DATA_HOME` of the demo's requester. */
  readonly data: string;
}

/** Makes the folders and the two repositories; throws `usage` where `dir` holds something already. */
export async function buildStage(dir: string | null): Promise<Stage> {
  const root = dir === null ? mkdtempSync(path.join(tmpdir(), 'countersign-demo-')) : path.resolve(dir);
  mkdirSync(root, { recursive: true });
  if (readdirSync(root).length > 0) {
    throw new CountersignError('usage', `${root} is not empty`, { hint: 'give --dir a new folder' });
  }
  const at = (name: string): string => path.join(root, name);
  const stage = {
    dir: root,
    origin: at('origin.git'),
    repository: at('repository'),
    results: at('results'),
    keys: at('keys'),
    data: at('data'),
  };
  mkdirSync(stage.keys, { mode: 0o700 });
  await runGit(root, ['init', '--quiet', '--bare', '--initial-branch=main', stage.origin]);
  await runGit(root, ['clone', '--quiet', stage.origin, stage.repository]);
  await runGit(stage.repository, ['symbolic-ref', 'HEAD', 'refs/heads/main']);
  return stage;
}

/** Commits everything in the work tree as a person; returns the commit. */
export async function commitAll(stage: Stage, login: string, message: string): Promise<string> {
  await runGit(stage.repository, ['add', '--all']);
  await runGit(stage.repository, [...personOptions(login), 'commit', '--quiet', '--message', message]);
  return await headOf(stage);
}

/** Merges a branch into the default branch with a merge commit, as a forge does, and pushes it. */
export async function mergeBranch(
  stage: Stage,
  branch: string,
  login: string,
  message: string,
): Promise<string> {
  const { repository } = stage;
  await runGit(repository, ['checkout', '--quiet', 'main']);
  await runGit(repository, [...personOptions(login), 'merge', '--quiet', '--no-ff', '-m', message, branch]);
  await pushBranch(stage, 'main');
  return await headOf(stage);
}

export async function pushBranch({ repository }: Stage, branch: string): Promise<void> {
  await runGit(repository, ['push', '--quiet', '--set-upstream', 'origin', branch]);
}

/** Publishes the default branch; what a clone of a repository that has one knows from the start. */
export async function publishDefault(stage: Stage): Promise<void> {
  await pushBranch(stage, 'main');
  await runGit(stage.repository, ['remote', 'set-head', 'origin', 'main']);
}

export async function startBranch({ repository }: Stage, branch: string): Promise<void> {
  await runGit(repository, ['checkout', '--quiet', '-b', branch]);
}

export async function headOf({ repository }: Stage): Promise<string> {
  return (await runGit(repository, ['rev-parse', 'HEAD'])).toString().trim();
}

/** Clones the results branch beside the repository, for people to look at. */
export async function cloneResults(stage: Stage, branch: string): Promise<void> {
  await runGit(stage.dir, ['clone', '--quiet', '--branch', branch, stage.origin, stage.results]);
}

const personOptions = (login: string): readonly string[] => [
  '-c',
  `user.name=${login}`,
  '-c',
  `user.email=${login}@users.example.com`,
  '-c',
  'commit.gpgSign=false',
];
