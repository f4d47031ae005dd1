/** The control plane of this folder: built if needed, started, and stopped by closing its stdin. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { SandboxUser } from '../../src/sandbox/users.ts';
import type { Source } from './plane.ts';

const buildScript = fileURLToPath(new URL('build.sh', import.meta.url));

/** What installers turn on, and kube-apiserver does not by itself. */
export const apiserverFlags: readonly string[] = ['--enable-admission-plugins=NodeRestriction'];

/** Builds (minutes, the first time) and starts it with the users' tokens and `more` flags for kube-apiserver. */
export async function startBuilt(users: readonly SandboxUser[], more: readonly string[]): Promise<Source> {
  const { stdout: path } = await promisify(execFile)(buildScript, { maxBuffer: 1 << 24 });
  const folder = await mkdtemp(join(tmpdir(), 'countersign-plane-'));
  const administratorToken = randomBytes(32).toString('base64url');
  const tokens = join(folder, 'tokens.csv');
  await writeFile(tokens, formatTokens(users, administratorToken), { mode: 0o600 });
  const flags = [...apiserverFlags, ...more].map((flag) => `--apiserver-arg=${flag}`);
  const child = spawn(path.trim(), ['up', '--dir', join(folder, 'plane'), '--tokens', tokens, ...flags], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const stop = async (): Promise<void> => {
    await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const { server, ca } = JSON.parse(await firstLine(child)) as { server: string; ca: string };
    const caPem = await readFile(ca, 'utf8');
    return {
      ...{ url: server, caPem, clientCaPem: caPem, lacks: {}, stop },
      administrator: { token: administratorToken },
      credentials: ({ token }) => ({ token }),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** kube-apiserver's `--token-auth-file`: a line for each user, and one for the administrator of the test run. */
export function formatTokens(users: readonly SandboxUser[], administratorToken: string): string {
  const administrator = { token: administratorToken, name: 'test-run', uid: 'test-run', groups: ['system:masters'] };
  const lines = [...users, administrator].map(({ token, name, uid, groups }) =>
    // An empty fourth column would be a group without a name.
    [token, name, uid, ...(groups.length === 0 ? [] : [`"${groups.join(',')}"`])].join(','),
  );
  return `${lines.join('\n')}\n`;
}

async function firstLine(child: ChildProcess): Promise<string> {
  return await new Promise((resolve, reject) => {
    let said = '';
    let complaint = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complaint += text;
    });
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('\n')) resolve(said);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the control plane ended with ${code}: ${complaint}`)));
  });
}

/** Closing its stdin stops it, and it removes what it made before it ends. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.stdin?.end();
  });
}
