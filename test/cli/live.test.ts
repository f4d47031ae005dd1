import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Terminal } from '../../src/adapters/terminal.ts';
import { runCommandLine } from '../../src/cli/run.ts';
import type { CertificateSigningRequest } from '../../src/kubernetes/object.ts';
import { startCluster } from '../../src/sandbox/cluster.ts';
import { formatKubeconfig } from '../../src/sandbox/kubeconfig.ts';
import { createDefaultUsers } from '../../src/sandbox/users.ts';
import { createCaller, csrPath } from '../sandbox/caller.ts';
import { makeScratch, type Scratch } from '../support/scratch.ts';
import { clientPath, clientRequest, policyText } from '../support/stage.ts';

interface Run {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Scene {
  readonly scratch: Scratch;
  readonly server: string;
  run(...argv: readonly string[]): Promise<Run>;
  stored(): Promise<number>;
}

async function onScene(play: (scene: Scene) => Promise<void>): Promise<void> {
  using scratch = makeScratch();
  const cluster = await startCluster({ users: createDefaultUsers() });
  const caller = createCaller(cluster);
  scratch.write('kubeconfig', formatKubeconfig({ ...cluster, current: 'submitter' }));
  try {
    await play({
      scratch,
      server: cluster.url,
      run: (...argv) => run(scratch.directory, argv),
      stored: async () => {
        const { json } = await caller.call('admin', 'GET', csrPath);
        return (json.items as CertificateSigningRequest[]).length;
      },
    });
  } finally {
    caller.close();
    await cluster.stop();
  }
}

async function run(cwd: string, argv: readonly string[]): Promise<Run> {
  const [stdout, stderr]: [string[], string[]] = [[], []];
  const writer = (to: string[]) => ({ write: (text: string) => void to.push(text), isTty: false });
  const io: Terminal = {
    stdout: writer(stdout),
    stderr: writer(stderr),
    readStdin: () => Buffer.from(''),
    env: { HOME: cwd },
    cwd,
    colour: false,
    columns: 80,
    now: () => new Date(),
  };
  const status = await runCommandLine(argv, io);
  return { status, stdout: stdout.join(''), stderr: stderr.join('') };
}

const live = ['validate', '--live', '--kubeconfig', 'kubeconfig'] as const;

/** A repository whose policy names this server for the cluster of the request. */
function commitPolicy(scratch: Scratch, server: string): void {
  const text = policyText.replace('kind: upstream\n', `kind: upstream\n    server: ${server}\n`);
  scratch.write('.github/countersign.yaml', text);
  scratch.commit();
  scratch.write(clientPath, clientRequest());
}

describe('validate --live', () => {
  it('adds nothing where the cluster does what was predicted, and leaves nothing there', async () => {
    await onScene(async ({ scratch, server, run: call, stored }) => {
      commitPolicy(scratch, server);
      const asked = await call(...live, '--format', 'json');
      assert.equal(asked.stderr, '');
      assert.deepEqual(
        JSON.parse(asked.stdout).requests[0].findings,
        JSON.parse((await call('validate', '--format', 'json')).stdout).requests[0].findings,
      );
      assert.equal(asked.status, 0, asked.stdout);
      assert.equal(await stored(), 0);
    });
  });

  it('asks about a loose file too, by the context named', async () => {
    await onScene(async ({ scratch, run: call, stored }) => {
      scratch.write('jane.yaml', clientRequest());
      const { status, stderr, stdout } = await call(...live, '--context', 'planter', 'jane.yaml');
      assert.equal(stderr, '');
      assert.equal(status, 0, stdout);
      assert.equal(await stored(), 0);
    });
  });

  it('says the grant that is missing and fails as an operation does', async () => {
    await onScene(async ({ scratch, run: call }) => {
      scratch.write('jane.yaml', clientRequest());
      const { status, stderr, stdout } = await call(...live, '--context', 'signer', 'jane.yaml');
      assert.equal(status, 3);
      assert.equal(stdout, '');
      assert.match(stderr, /does not let "signer" create certificatesigningrequests, not even as a dry run/);
      assert.match(stderr, /hint: bind a ClusterRole .* verbs: \[create\]/);
    });
  });

  it('asks no cluster but the one that policy names', async () => {
    await onScene(async ({ scratch, run: call }) => {
      commitPolicy(scratch, 'https://prod.example.com:6443');
      const { status, stderr } = await call(...live);
      assert.equal(status, 2);
      assert.match(stderr, /policy names https:\/\/prod\.example\.com:6443/);
    });
  });

  it('asks nobody where the policy is in error, unless told whom', async () => {
    await onScene(async ({ scratch, server, run: call }) => {
      commitPolicy(scratch, server);
      scratch.write('.github/countersign.yaml', 'version: 2\n');
      scratch.commit();
      scratch.write(clientPath, clientRequest('mira', 'laptop'));
      const { status, stderr } = await call(...live, '--base', 'HEAD');
      assert.equal(status, 2);
      assert.match(stderr, /countersign\.yaml is in error, so it does not say which cluster to ask/);
      const told = await call(...live, '--base', 'HEAD', '--context', 'submitter');
      assert.equal(told.status, 1);
    });
  });

  it('says that a file with errors was not asked about', async () => {
    await onScene(async ({ scratch, run: call }) => {
      scratch.write('jane.yaml', 'apiVersion: v1\n');
      const { status, stdout } = await call(...live, '--format', 'json', 'jane.yaml');
      assert.equal(status, 1);
      const codes = JSON.parse(stdout).requests[0].findings.map(({ code }: { code: string }) => code);
      assert.ok(codes.includes('cluster.live-unknown'), codes);
    });
  });

  it('takes no credential without --live', async () => {
    using scratch = makeScratch();
    for (const option of ['--kubeconfig', '--context']) {
      const { status, stderr } = await run(scratch.directory, ['validate', option, 'x']);
      assert.equal(status, 2);
      assert.match(stderr, /is of use only with --live/);
    }
  });

  it('says which file it looked for where there is no kubeconfig', async () => {
    using scratch = makeScratch();
    scratch.write('jane.yaml', clientRequest());
    const { status, stderr } = await run(scratch.directory, ['validate', '--live', 'jane.yaml']);
    assert.equal(status, 3);
    assert.match(stderr, /\.kube\/config cannot be read: ENOENT/);
  });
});
