import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { KubeConfig, VersionApi } from '@kubernetes/client-node';
import { isCountersignError } from '../../src/errors.ts';
import { startCluster } from '../../src/sandbox/cluster.ts';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** Starts the command; resolves to what it printed once it runs, or when it ended by itself. */
async function start(...words: readonly string[]) {
  const child = spawn(process.execPath, [main, 'sandbox', ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const runs = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('Ctrl-C ends it.')) resolve();
    });
  });
  await Promise.race([runs, ended]);
  return { child, ended, text: () => text };
}

describe('countersign sandbox', () => {
  it('runs until Ctrl-C with a kubeconfig for every user, and takes it away again', async () => {
    const { child, ended, text } = await start();
    const path = /^kubeconfig +(.+)$/m.exec(text())?.[1] ?? assert.fail(text());
    assert.equal(statSync(path).mode & 0o777, 0o600);
    const config = new KubeConfig();
    config.loadFromFile(path);
    assert.deepEqual(
      config.getContexts().map(({ name }) => name),
      ['submitter', 'approver', 'signer', 'admin', 'planter'],
    );
    assert.equal(config.getCurrentContext(), 'admin');
    assert.match((await config.makeApiClient(VersionApi).getCode()).gitVersion, /\+countersign$/);
    assert.doesNotMatch(text(), new RegExp(config.getCurrentUser()?.token ?? '^'));
    child.kill('SIGINT');
    assert.equal(await ended, 0);
    assert.equal(existsSync(path), false);
  });

  it('never writes over a file that is there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
    const file = join(folder, 'config');
    writeFileSync(file, 'mine');
    const { ended, text } = await start('--kubeconfig', file);
    assert.equal(await ended, 3);
    assert.match(text(), /cannot create .*config/);
    assert.equal(readFileSync(file, 'utf8'), 'mine');
    rmSync(folder, { recursive: true });
  });

  it('says that a port is taken, which no second try of the same changes', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    await assert.rejects(
      startCluster({ users: [], port }),
      (error) => isCountersignError(error, 'cannot-listen') && !error.retryable,
    );
    taken.close();
  });

  it('explains a port that is no port', async () => {
    const { ended, text } = await start('--port', 'http');
    assert.equal(await ended, 2);
    assert.match(text(), /--port is a number from 0 to 65535/);
  });
});
