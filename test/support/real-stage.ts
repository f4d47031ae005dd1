import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runGit } from '../../src/adapters/git.ts';
import type { Terminal } from '../../src/adapters/terminal.ts';
import { createAuthority } from '../../src/authority/create.ts';
import { parseArguments } from '../../src/cli/args.ts';
import type { Command } from '../../src/cli/command.ts';
import { createKey, encodePrivateKey, publicKeyOf } from '../../src/pki/keys.ts';
import { encodePem } from '../../src/pki/pem.ts';
import type { ReportedStep, StepReport } from '../../src/report.ts';
import { type SandboxCluster, startCluster } from '../../src/sandbox/cluster.ts';
import { formatKubeconfig } from '../../src/sandbox/kubeconfig.ts';
import {
  approverRules,
  createUser,
  planterRules,
  signerRules,
  submitterRules,
} from '../../src/sandbox/users.ts';
import { policyText, users } from './stage.ts';

/** A bare repository, a clone, the embedded cluster over HTTPS, and our own commands. */
export interface RealStage {
  readonly dir: string;
  readonly origin: string;
  readonly repository: string;
  readonly cluster: SandboxCluster;
  readonly kubeconfig: string;
  /** Merges files as one pull request that an owner approved, and pushes. */
  merge(files: Readonly<Record<string, string>>): Promise<void>;
  git(...args: readonly string[]): Promise<string>;
  run(
    command: Command,
    argv?: readonly string[],
  ): Promise<{ status: number; steps: readonly ReportedStep[] }>;
}

interface MergedPullRequest {
  readonly number: number;
  readonly files: Record<string, { readonly blob: string; readonly mode: string }>;
  readonly [key: string]: unknown;
}

/** Runs `play` on a real stage and takes all of it down again. */
export async function onRealStage(play: (stage: RealStage) => Promise<void>): Promise<void> {
  const dir = mkdtempSync(path.join(tmpdir(), 'countersign-real-'));
  const cluster = await startCluster({ users: sandboxUsers() });
  try {
    await play(await buildRealStage(dir, cluster));
  } finally {
    await cluster.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

function sandboxUsers() {
  return [
    createUser(users.submit, submitterRules),
    createUser(users.approve, approverRules()),
    createUser(users.sign, signerRules()),
    createUser('mallory', planterRules),
  ];
}

async function buildRealStage(dir: string, cluster: SandboxCluster): Promise<RealStage> {
  const at = (name: string): string => path.join(dir, name);
  const [origin, repository, kubeconfig] = [at('origin.git'), at('repository'), at('kubeconfig')];
  await runGit(dir, ['init', '--quiet', '--bare', '--initial-branch=main', origin]);
  await runGit(dir, ['clone', '--quiet', origin, repository]);
  const git = async (...args: readonly string[]): Promise<string> =>
    (await runGit(repository, ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args]))
      .toString()
      .trim();
  await git('symbolic-ref', 'HEAD', 'refs/heads/main');

  const serving = await createAuthority('serving CA', { now: new Date(), lifetimeSeconds: 86_400 * 365 });
  const recorder = createKey('Ed25519');
  writeFileSync(at('serving.key'), encodePrivateKey(serving.privateKey), { mode: 0o600 });
  writeFileSync(kubeconfig, formatKubeconfig({ ...cluster, current: 'mallory' }), { mode: 0o600 });
  const policy = policyText.replace(
    '    kind: upstream\n',
    `    kind: upstream\n    server: ${cluster.url}\n    ca: trust/api.pem\n`,
  );
  write(repository, {
    '.github/countersign.yaml': policy,
    'trust/api.pem': cluster.caPem,
    'trust/client-ca.pem': cluster.clientCaPem,
    'trust/serving.pem': serving.certificatePem,
    'trust/records.pem': encodePem('PUBLIC KEY', publicKeyOf(recorder).spki),
  });
  await git('add', '--all');
  await git('commit', '--quiet', '-m', 'policy');
  await git('push', '--quiet', 'origin', 'main');

  const pullRequests: MergedPullRequest[] = [];
  const evidence = at('evidence.json');
  const save = (): void => writeFileSync(evidence, JSON.stringify({ version: 1, pullRequests }, null, 2));
  save();
  const env = { ...process.env, COUNTERSIGN_RECORD_KEY: encodePrivateKey(recorder) };
  return {
    dir,
    origin,
    repository,
    cluster,
    kubeconfig,
    git,
    merge: async (files) => {
      const base = await git('rev-parse', 'HEAD');
      write(repository, files);
      await git('add', '--all');
      await git('commit', '--quiet', '-m', 'requests');
      await git('push', '--quiet', 'origin', 'main');
      const commit = await git('rev-parse', 'HEAD');
      pullRequests.push(await pullRequestOf(git, pullRequests.length + 1, base, commit, Object.keys(files)));
      save();
    },
    run: async (command, argv = []) => {
      const world = command.options['evidence'] ? ['--evidence', evidence, '--kubeconfig', kubeconfig] : [];
      const keys = command.options['authority-key']
        ? ['--authority-key', `serving=${at('serving.key')}`]
        : [];
      const written: string[] = [];
      const io = terminal(repository, { ...env }, written);
      const parsed = parseArguments('test', command, ['--format', 'json', ...world, ...keys, ...argv]);
      const status = await command.run({ ...parsed, io });
      return { status, steps: (JSON.parse(written.join('')) as StepReport).steps };
    },
  };
}

async function pullRequestOf(
  git: (...args: readonly string[]) => Promise<string>,
  number: number,
  base: string,
  commit: string,
  paths: readonly string[],
): Promise<MergedPullRequest> {
  const now = new Date().toISOString();
  const blobs = await Promise.all(
    paths.map(
      async (each) => [each, { blob: await git('rev-parse', `HEAD:${each}`), mode: '100644' }] as const,
    ),
  );
  return {
    number,
    title: 'requests',
    author: 'mira',
    mergedBy: 'tomas',
    mergedAt: now,
    commit,
    base,
    approvers: [{ login: 'tomas', commit, at: now, entries: ['codeowners'] }],
    files: Object.fromEntries(blobs),
  };
}

function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

function terminal(cwd: string, env: Record<string, string | undefined>, written: string[]): Terminal {
  return {
    stdout: { write: (text) => void written.push(text), isTty: false },
    stderr: { write: () => undefined, isTty: false },
    readStdin: () => new Uint8Array(),
    env,
    cwd,
    colour: false,
    columns: 80,
    now: () => new Date(),
  };
}
