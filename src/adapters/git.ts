import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { CountersignError } from '../errors.ts';
import { gitProgram } from './git-program.ts';

/**
 * Options of every Git run: no hook, no monitor and no replaced object of the repository's own configuration may
 * run a program or change what we read (threats 8, 25); paths are literal.
 */
const safeOptions = [
  '--no-pager',
  '--no-replace-objects',
  '--literal-pathspecs',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'core.quotePath=false',
] as const;

/** All that Git inherits. Keys and tokens that a job holds in its environment are not among them (threat 24). */
const allowedVariables = [
  'PATH',
  'HOME',
  'XDG_CONFIG_HOME',
  'TMPDIR',
  'TEMP',
  'SYSTEMROOT',
  'SSH_AUTH_SOCK',
  'GIT_SSH_COMMAND',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'https_proxy',
  'http_proxy',
  'no_proxy',
  'SSL_CERT_FILE',
  'GIT_SSL_CAINFO',
] as const;

export interface GitRun {
  /** Written to standard input. */
  readonly input?: string | Uint8Array;
  /** Added to the allowed variables: `GIT_INDEX_FILE`, a token for one call. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface GitOutcome {
  readonly status: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs Git in a directory and returns what it said, whatever its exit status. */
export function attemptGit(
  directory: string,
  args: readonly string[],
  run: GitRun = {},
): Promise<GitOutcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(gitProgram(), [...safeOptions, ...args], {
      cwd: directory,
      env: { ...gitEnvironment(), ...run.env },
      stdio: [run.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', (cause) => reject(missingGit(cause)));
    child.on('close', (status) =>
      resolve({
        status: status ?? -1,
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString(),
      }),
    );
    // Git may end before it has read everything; what counts is its exit status.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(run.input);
  });
}

/** Starts Git for somebody who reads its output as it comes. */
export function spawnGit(directory: string, args: readonly string[]): ChildProcessWithoutNullStreams {
  return spawn(gitProgram(), [...safeOptions, ...args], {
    cwd: directory,
    env: gitEnvironment(),
    windowsHide: true,
  });
}

/** Runs Git and returns its standard output; throws CountersignError `git-failed` on any other status than 0. */
export async function runGit(directory: string, args: readonly string[], run: GitRun = {}): Promise<Buffer> {
  const outcome = await attemptGit(directory, args, run);
  if (outcome.status !== 0) throw gitFailure(args, outcome);
  return outcome.stdout;
}

/**
 * The same, while the program waits: half the cost of a run that does not, which counts where a command is over
 * in a few runs of Git and has nothing else to do.
 */
export function attemptGitNow(directory: string, args: readonly string[], run: GitRun = {}): GitOutcome {
  const { error, status, stdout, stderr } = spawnSync(gitProgram(), [...safeOptions, ...args], {
    cwd: directory,
    env: { ...gitEnvironment(), ...run.env },
    stdio: [run.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    ...(run.input === undefined ? {} : { input: run.input }),
    maxBuffer: Number.POSITIVE_INFINITY,
    windowsHide: true,
  });
  if (error !== undefined) throw missingGit(error);
  return { status: status ?? -1, stdout, stderr: stderr.toString() };
}

/** Standard output of a Git run for which the program waits; throws as `runGit` does. */
export function runGitNow(directory: string, args: readonly string[], run: GitRun = {}): Buffer {
  const outcome = attemptGitNow(directory, args, run);
  if (outcome.status !== 0) throw gitFailure(args, outcome);
  return outcome.stdout;
}

/** The error for a Git run that failed, in Git's own first words, on one line. */
export function gitFailure(args: readonly string[], outcome: GitOutcome): CountersignError {
  const words =
    outcome.stderr.split('\n').find((line) => line.trim() !== '') ?? `exit status ${outcome.status}`;
  const hint = words.includes('dubious ownership')
    ? 'run git config --global --add safe.directory for it'
    : undefined;
  return new CountersignError(
    'git-failed',
    `git ${args[0]}: ${printable(words)}`,
    hint === undefined ? {} : { hint },
  );
}

/** Rejects a revision that Git would take for an option or for more than one name. */
export function checkRevision(revision: string): string {
  if (/^[^-\p{Cc}\s][^\p{Cc}\s]{0,254}$/u.test(revision)) return revision;
  throw new CountersignError('usage', `${JSON.stringify(revision)} is no revision`, {
    hint: 'name a branch, a tag or a commit',
  });
}

function gitEnvironment(): Record<string, string> {
  const env: Record<string, string> = { LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' };
  for (const name of allowedVariables) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  return env;
}

function missingGit(cause: Error): CountersignError {
  return new CountersignError('git-failed', 'git could not be started', { hint: 'install Git', cause });
}

function printable(words: string): string {
  return words
    .replace(/^(fatal|error): /, '')
    .replace(/\p{C}/gu, '?')
    .slice(0, 300);
}
