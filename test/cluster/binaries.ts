/**
 * etcd and kube-apiserver of `KUBEBUILDER_ASSETS`, as envtest downloads them. There is no kube-controller-manager
 * among them, so nobody signs.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, open as openFile, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createTls } from '../../src/sandbox/tls.ts';
import type { SandboxUser } from '../../src/sandbox/users.ts';
import { apiserverFlags, formatTokens } from './built.ts';
import type { Source } from './plane.ts';
import { type Endpoint, open, readAll } from './wire.ts';

const noSigners = 'the programs in KUBEBUILDER_ASSETS have no controllers that sign';

export async function startBinaries(
  assets: string,
  users: readonly SandboxUser[],
  more: readonly string[],
): Promise<Source> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-plane-'));
  const children: ChildProcess[] = [];
  const stop = async (): Promise<void> => {
    for (const child of children.toReversed()) await kill(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const [client, peer, secure] = [await freePort(), await freePort(), await freePort()];
    const { caPem, administratorToken } = await writeFiles(folder, users);
    children.push(await start(assets, folder, 'etcd', etcdFlags(folder, client, peer)));
    children.push(await start(assets, folder, 'kube-apiserver', [...flagsOf(folder, client, secure), ...apiserverFlags, ...more]));
    const url = `https://127.0.0.1:${secure}`;
    const administrator = { token: administratorToken };
    await awaitReady({ url, caPem, ...administrator }, children, folder);
    return {
      ...{ url, caPem, clientCaPem: null, administrator, stop },
      credentials: ({ token }) => ({ token }),
      lacks: { signers: noSigners },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function writeFiles(folder: string, users: readonly SandboxUser[]) {
  const { caPem, certificatePem, keyPem, clientCaPem } = await createTls(new Date());
  const accounts = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const administratorToken = randomBytes(32).toString('base64url');
  const files = {
    'apiserver.crt': certificatePem,
    'apiserver.key': keyPem,
    'client-ca.crt': clientCaPem,
    'accounts.key': accounts.privateKey.export({ type: 'sec1', format: 'pem' }),
    'accounts.pub': accounts.publicKey.export({ type: 'spki', format: 'pem' }),
    'tokens.csv': formatTokens(users, administratorToken),
  };
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, name), content, { mode: 0o600 });
  }
  return { caPem, administratorToken };
}

function etcdFlags(folder: string, client: number, peer: number): readonly string[] {
  const [clientUrl, peerUrl] = [`http://127.0.0.1:${client}`, `http://127.0.0.1:${peer}`];
  return [
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${clientUrl}`,
    `--advertise-client-urls=${clientUrl}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=default=${peerUrl}`,
    '--unsafe-no-fsync',
  ];
}

function flagsOf(folder: string, client: number, secure: number): readonly string[] {
  return [
    `--etcd-servers=http://127.0.0.1:${client}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${secure}`,
    `--tls-cert-file=${join(folder, 'apiserver.crt')}`,
    `--tls-private-key-file=${join(folder, 'apiserver.key')}`,
    `--client-ca-file=${join(folder, 'client-ca.crt')}`,
    `--token-auth-file=${join(folder, 'tokens.csv')}`,
    '--authorization-mode=RBAC',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${join(folder, 'accounts.pub')}`,
    `--service-account-signing-key-file=${join(folder, 'accounts.key')}`,
    '--service-cluster-ip-range=10.0.0.0/24',
    '--endpoint-reconciler-type=none',
    '--advertise-address=192.0.2.1',
  ];
}

async function start(assets: string, folder: string, name: string, flags: readonly string[]) {
  const log = await openFile(join(folder, `${name}.log`), 'w');
  const child = spawn(join(assets, name), flags, { stdio: ['pipe', log.fd, log.fd] });
  await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  await log.close();
  // They do not look whether we are still there.
  process.once('exit', () => child.kill('SIGKILL'));
  return child;
}

async function awaitReady(endpoint: Endpoint, children: readonly ChildProcess[], folder: string) {
  const deadline = Date.now() + 120_000;
  while (!(await isReady(endpoint))) {
    const dead = children.find((child) => child.exitCode !== null);
    if (dead === undefined && Date.now() < deadline) {
      await delay(100);
      continue;
    }
    const log = await readFile(join(folder, children[0] === dead ? 'etcd.log' : 'kube-apiserver.log'), 'utf8');
    throw new Error(`the control plane of KUBEBUILDER_ASSETS did not start:\n${log.slice(-3000)}`);
  }
}

async function isReady(endpoint: Endpoint): Promise<boolean> {
  try {
    const response = await open(endpoint, 'GET', '/readyz', {});
    await readAll(response);
    return response.statusCode === 200;
  } catch {
    return false;
  }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
