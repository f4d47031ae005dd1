import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { CountersignError, exitStatus } from '../../errors.ts';
import type { SandboxCluster } from '../../sandbox/cluster.ts';
import { usageError } from '../args.ts';
import type { Command, Context } from '../command.ts';

/** `countersign sandbox`: the embedded cluster, until Ctrl-C. */
export const sandboxCommand: Command = {
  usage: 'sandbox [--port N] [--kubeconfig FILE]',
  examples: [
    { line: 'countersign sandbox', does: 'start a cluster that signs, on a free port' },
    { line: 'countersign sandbox --port 6443 --kubeconfig sandbox.yaml', does: 'the same where you want it' },
  ],
  notes: [
    'It speaks certificates.k8s.io/v1 as JSON over HTTPS, keeps everything in memory,',
    'and signs for kubernetes.io/* with a CA of its own. Ctrl-C ends it and removes the kubeconfig.',
    'It is for trying things out: never trust what it signs.',
  ],
  positionals: { min: 0, max: 0 },
  options: {
    port: { type: 'string', value: 'N', summary: 'port on 127.0.0.1 (default: a free one)' },
    kubeconfig: {
      type: 'string',
      value: 'FILE',
      summary: 'where to write the kubeconfig (default: a new folder)',
    },
  },
  run: runSandbox,
};

async function runSandbox({ options, io }: Context): Promise<number> {
  const port = parsePort(options.text('port') ?? '0');
  const { startCluster } = await import('../../sandbox/cluster.ts');
  const { createDefaultUsers } = await import('../../sandbox/users.ts');
  const { formatKubeconfig } = await import('../../sandbox/kubeconfig.ts');
  const cluster = await startCluster({ users: createDefaultUsers(), port });
  try {
    const text = formatKubeconfig({ ...cluster, current: 'admin' });
    const file = writeKubeconfig(text, io.cwd, options.text('kubeconfig'));
    try {
      io.stdout.write(formatWelcome(cluster, file.path));
      await interrupted();
    } finally {
      file.remove();
    }
  } finally {
    await cluster.stop();
  }
  return exitStatus.clean;
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw usageError(`--port is a number from 0 to 65535, not ${JSON.stringify(text)}`, 'sandbox');
}

/** Writes to a file that is not there yet: a kubeconfig of the user's own must not be lost. */
function writeKubeconfig(text: string, cwd: string, wanted: string | null): { path: string; remove(): void } {
  const path =
    wanted === null ? join(mkdtempSync(join(tmpdir(), 'countersign-')), 'kubeconfig') : resolve(cwd, wanted);
  try {
    writeFileSync(path, text, { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    const hint = 'name a file that does not exist yet, in a folder that does';
    throw new CountersignError('file-unwritable', `cannot create ${path}`, { hint, cause });
  }
  const made = wanted === null ? dirname(path) : path;
  return { path, remove: () => rmSync(made, { recursive: true, force: true }) };
}

function formatWelcome(cluster: SandboxCluster, kubeconfig: string): string {
  const users = cluster.users.map((user) => user.name).join(', ');
  return [
    `cluster     ${cluster.url}`,
    `kubeconfig  ${kubeconfig}`,
    `users       ${users} (one context each; admin is the current one)`,
    '',
    `  export KUBECONFIG=${kubeconfig}`,
    '',
    'Ctrl-C ends it.',
    '',
  ].join('\n');
}

async function interrupted(): Promise<void> {
  await new Promise<void>((resolve) => {
    const end = (): void => {
      process.off('SIGINT', end);
      process.off('SIGTERM', end);
      resolve();
    };
    process.on('SIGINT', end);
    process.on('SIGTERM', end);
  });
}
