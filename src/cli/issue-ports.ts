import { readFileSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../adapters/clock.ts';
import { gitRepository } from '../adapters/git-objects.ts';
import { fetchTip } from '../adapters/git-remote.ts';
import { gitResults } from '../adapters/git-results.ts';
import { signingKeyFromFile, takeKeyFromEnvironment } from '../adapters/key.ts';
import { localForge } from '../adapters/local-forge.ts';
import { progressLog } from '../adapters/log.ts';
import type { Terminal } from '../adapters/terminal.ts';
import type { Evidence } from '../approval/evidence.ts';
import { findEvidence } from '../approval/find.ts';
import { parseLocalEvidence } from '../approval/local.ts';
import { CountersignError } from '../errors.ts';
import type { Cluster, ClusterOrder, Forge, IssuePorts, SigningKey } from '../pipeline/ports.ts';
import { policyPath, readPolicy } from '../pipeline/tip.ts';
import type { Policy } from '../policy/policy.ts';
import { usageError } from './args.ts';
import type { OptionSpec, Options } from './command.ts';
import { sayable } from './speech.ts';

/** Options that every command has which looks at the default branch and the results branch. */
export const branchOptions = {
  repository: { type: 'string', value: 'DIR', summary: 'a clone of the repository (default: this folder)' },
  remote: { type: 'string', value: 'NAME', summary: 'its remote, by name, path or URL (default: origin)' },
} as const satisfies Record<string, OptionSpec>;

/** Options of those that look at reviews and clusters as well. */
export const worldOptions = {
  ...branchOptions,
  evidence: {
    type: 'string',
    value: 'FILE',
    summary: 'what was reviewed and merged, for the embedded cluster only',
  },
  kubeconfig: {
    type: 'string',
    value: 'FILE',
    summary: 'credentials, one context for each power (default: KUBECONFIG)',
  },
} as const satisfies Record<string, OptionSpec>;

/** Why the commands that issue need a file today. */
export const evidenceNotes: readonly string[] = [
  'FILE says what was reviewed and merged; the pull requests of a forge cannot be read yet.',
  'It counts for the embedded cluster only: countersign demo --dir DIR leaves one at DIR/evidence.json.',
];

type BranchPorts = Pick<IssuePorts, 'repository' | 'forge' | 'results' | 'clock'>;

/** The ports of `status`: Git alone. */
export async function openBranches(options: Options, io: Terminal): Promise<BranchPorts> {
  const { ports } = await openGit(options, io, () => ({ evidence: null, findings: [] }));
  return ports;
}

/** The ports of `plan` and `issue`. `keys` says whether signing keys are taken from files and the environment. */
export async function openWorld(
  command: string,
  options: Options,
  io: Terminal,
  keys: boolean,
): Promise<IssuePorts> {
  const all = readEvidence(options.text('evidence'), io);
  const { ports, policy } = await openGit(options, io, (entry) => findEvidence(all, entry));
  const given = keys ? takeKeys(command, options, policy, io) : { authorities: new Map(), recorder: null };
  return {
    ...ports,
    ...given,
    cluster: clusterOpener(kubeconfigOf(options, io), io),
    log: progressOf(io),
  };
}

/** Progress holds names of files and words of clusters, which nobody has looked at yet. */
function progressOf(io: Terminal): IssuePorts['log'] {
  const log = progressLog(io.stderr);
  return { info: (line) => log.info(sayable(line)) };
}

type Finder = Parameters<typeof localForge>[0]['find'];

/** The policy here says only where results go and which variable holds which key; the pipeline reads its own. */
async function openGit(
  options: Options,
  io: Terminal,
  find: Finder,
): Promise<{ readonly ports: BranchPorts; readonly policy: Policy }> {
  const directory = path.resolve(io.cwd, options.text('repository') ?? '.');
  const remote = options.text('remote') ?? 'origin';
  const repository = gitRepository(directory);
  const { commit } = await fetchTip(directory, remote);
  const policy = await readPolicy(repository, commit);
  if (policy === null)
    throw new CountersignError(
      'not-set-up',
      `there is no usable policy at ${policyPath} on the default branch`,
      {
        hint: `countersign validate ${policyPath} says what is wrong with it`,
      },
    );
  const { branch } = policy.results;
  const author = { name: 'countersign', email: 'countersign@localhost' };
  const results = gitResults({ directory, remote, branch, author, now: io.now });
  const forge: Forge = localForge({ directory, remote, find });
  return { ports: { repository, forge, results, clock: systemClock }, policy };
}

function readEvidence(file: string | null, io: Terminal): readonly Evidence[] {
  if (file === null)
    throw new CountersignError('not-yet', 'pull requests of a forge cannot be read yet', {
      hint: 'give --evidence FILE; such evidence counts for the embedded cluster only (countersign demo shows it)',
    });
  const { evidence, findings } = parseLocalEvidence(readText(path.resolve(io.cwd, file)), file);
  const worst = findings.find(({ severity }) => severity === 'error');
  if (worst === undefined) return evidence;
  throw new CountersignError('evidence-unavailable', `${file}:${worst.line ?? 1}: ${worst.message}`, {
    ...(worst.hint === null ? {} : { hint: worst.hint }),
  });
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CountersignError('file-unreadable', `${file} cannot be read: ${code}`);
  }
}

function kubeconfigOf(options: Options, io: Terminal): string | null {
  const file = options.text('kubeconfig') ?? io.env['KUBECONFIG'] ?? null;
  return file === null || file === '' ? null : path.resolve(io.cwd, file);
}

/** Opens each credential once; the SDK is loaded at the first. */
function clusterOpener(kubeconfig: string | null, io: Terminal): IssuePorts['cluster'] {
  const opened = new Map<string, Promise<Cluster>>();
  return (order) => {
    const key = JSON.stringify(order);
    const cluster = opened.get(key) ?? openCluster(order, kubeconfig, io);
    opened.set(key, cluster);
    return cluster;
  };
}

async function openCluster(order: ClusterOrder, kubeconfig: string | null, io: Terminal): Promise<Cluster> {
  if (order.access === 'oidc')
    throw new CountersignError(
      'not-yet',
      `access by OIDC (cluster ${order.name}) is known but not built yet`,
      {
        hint: 'use access: kubeconfig',
      },
    );
  const source = order.access === 'incluster' ? 'incluster' : kubeconfig;
  if (source === null)
    throw new CountersignError('usage', `no credentials for cluster ${order.name} are given`, {
      hint: 'give --kubeconfig FILE or set KUBECONFIG',
    });
  const { connectCluster } = await import('../adapters/kubernetes.ts');
  const contexts = [order.user, `${order.name}-${order.power}`, order.name].filter((name) => name !== null);
  return await connectCluster({
    kubeconfig: source,
    contexts,
    server: order.server,
    ca: order.ca,
    environment: io.env,
  });
}

interface Keys {
  readonly authorities: ReadonlyMap<string, SigningKey>;
  readonly recorder: SigningKey | null;
}

/** Keys come from files named on the command line or from variables; both are the caller's word, never policy's. */
function takeKeys(command: string, options: Options, policy: Policy, io: Terminal): Keys {
  const environment = io.env as Record<string, string | undefined>;
  const authorities = new Map<string, SigningKey>();
  for (const [name, { key }] of Object.entries(policy.authorities)) {
    const taken = key.kind === 'env' ? takeKeyFromEnvironment(environment, key.env) : null;
    if (taken !== null) authorities.set(name, taken);
  }
  for (const word of options.list('authority-key')) {
    const [, name, file] = /^([^=]+)=(.+)$/.exec(word) ?? [];
    if (name === undefined || file === undefined)
      // Not said again: it may be the key itself.
      throw usageError('--authority-key takes NAME=FILE', command);
    authorities.set(name, signingKeyFromFile(path.resolve(io.cwd, file)));
  }
  const variable = policy.records.keyEnv ?? 'COUNTERSIGN_RECORD_KEY';
  return { authorities, recorder: takeKeyFromEnvironment(environment, variable) };
}
