import { exitStatus } from '../../errors.ts';
import { type IssueSettings, issue } from '../../pipeline/issue.ts';
import type { IssuePorts } from '../../pipeline/ports.ts';
import { usageError } from '../args.ts';
import { type Command, type Context, formatOption } from '../command.ts';
import { evidenceNotes, openWorld, worldOptions } from '../issue-ports.ts';
import { printSteps, statusOfSteps, warnOf } from '../step-output.ts';

const phases = ['all', 'submit', 'approve', 'sign', 'collect'] as const;

/** `countersign issue`: closes the gap between what the default branch asks for and what was issued. */
export const issueCommand: Command = {
  usage: 'issue --evidence FILE [--phase PHASE] [--kubeconfig FILE] [--authority-key NAME=FILE]…',
  examples: [
    {
      line: 'countersign issue --evidence evidence.json --kubeconfig kubeconfig',
      does: 'submit, approve, sign, collect and record all that was merged',
    },
    {
      line: 'countersign issue --evidence evidence.json --kubeconfig approver.yaml --phase approve',
      does: 'one power alone, with its own credential',
    },
  ],
  notes: [
    ...evidenceNotes,
    'Works on the tip of the default branch as the remote names it now. Running it twice',
    'changes nothing; a run that died is continued by the next.',
    'The key that signs records is taken from the variable that records.key.env of policy',
    'names (COUNTERSIGN_RECORD_KEY).',
  ],
  positionals: { min: 0, max: 0 },
  options: {
    ...worldOptions,
    phase: {
      type: 'string',
      value: 'PHASE',
      choices: phases,
      summary: `one of ${phases.join(', ')} (default: all)`,
    },
    'authority-key': {
      type: 'string',
      value: 'NAME=FILE',
      multiple: true,
      summary: 'the private key of an authority of ours',
    },
    wait: {
      type: 'string',
      value: 'SECONDS',
      summary: "how long to wait for the cluster's signers (default: 60)",
    },
    format: formatOption('text', 'json'),
  },
  run: (context) => runIssue(context),
};

/** `adapt` lets the demo say what it alone knows of the clusters; the command line has no way to. */
export async function runIssue(
  { options, io }: Context,
  adapt: (ports: IssuePorts) => IssuePorts = (ports) => ports,
): Promise<number> {
  const waitSeconds = parseWait(options.text('wait') ?? '60');
  const phase = (options.text('phase') ?? 'all') as IssueSettings['phase'];
  const ports = adapt(await openWorld('issue', options, io, true));
  const { default: manifest } = await import('../../../package.json', { with: { type: 'json' } });
  const settings = { phase, waitSeconds, run: runAddress(io.env), toolVersion: manifest.version };
  const { report, failed, findings } = await issue(ports, settings);
  await warnOf(findings, io);
  await printSteps(report, options.text('format'), io);
  return failed ? exitStatus.failed : statusOfSteps(report);
}

function parseWait(text: string): number {
  const seconds = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (seconds <= 3600) return seconds;
  throw usageError(`--wait is a number of seconds up to 3600, not ${JSON.stringify(text)}`, 'issue');
}

/** Where GitHub shows this run; null elsewhere. For the record alone, it decides nothing. */
function runAddress(env: Readonly<Record<string, string | undefined>>): string | null {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
  return server && repository && run ? `${server}/${repository}/actions/runs/${run}` : null;
}
