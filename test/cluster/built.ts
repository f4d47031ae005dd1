/** The control plane of this folder: built if needed, started, and stopped by closing its stdin. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
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
  const program = await build();
  // It makes this folder itself, and removes it in the end, even if we are gone by then.
  const folder = join(tmpdir(), `countersign-plane-${randomBytes(6).toString('hex')}`);
  const tokens = `${folder}.tokens`;
  const administratorToken = randomBytes(32).toString('base64url');
  await writeFile(tokens, formatTokens(users, administratorToken), { mode: 0o600, flag: 'wx' });
  const flags = [...apiserverFlags, ...more].map((flag) => `--apiserver-arg=${flag}`);
  const child = spawn(program, ['up', '--dir', folder, '--tokens', tokens, ...flags], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  try {
    const { server, ca } = JSON.parse(await firstLine(child)) as { server: string; ca: string };
    const caPem = await readFile(ca, 'utf8');
    return {
      ...{ url: server, caPem, clientCaPem: caPem, lacks: {}, stop: () => end(child) },
      administrator: { token: administratorToken },
      credentials: ({ token }) => ({ token }),
    };
  } catch (error) {
    await end(child);
    throw error;
  } finally {
    // It has a copy of its own by now.
    await rm(tokens);
  }
}

/** The program's path. `COUNTERSIGN_KUBERNETES` (1.35) chooses another release than the newest we know. */
async function build(): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(buildScript, { maxBuffer: 1 << 24 });
    return stdout.trim();
  } catch (error) {
    throw new Error(`the control plane cannot be built: ${(error as { stderr?: string }).stderr ?? error}`);
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
