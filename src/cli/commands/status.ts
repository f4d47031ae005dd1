import { readStatus } from '../../pipeline/status.ts';
import { type Command, type Context, formatOption } from '../command.ts';
import { branchOptions, openBranches } from '../issue-ports.ts';
import { printSteps, statusOfSteps, warnOf } from '../step-output.ts';

/** `countersign status`: what was issued, by what Git alone says. */
export const statusCommand: Command = {
  usage: 'status [--repository DIR] [--format text|json]',
  examples: [
    {
      line: 'countersign status',
      does: 'every request of the default branch, issued or not, and until when',
    },
  ],
  notes: ['Needs neither a cluster nor a credential: it reads the default branch and the results branch.'],
  positionals: { min: 0, max: 0 },
  options: { ...branchOptions, format: formatOption('text', 'json') },
  run: runStatus,
};

async function runStatus({ options, io }: Context): Promise<number> {
  const { report, findings } = await readStatus(await openBranches(options, io));
  await warnOf(findings, io);
  await printSteps(report, options.text('format'), io);
  return statusOfSteps(report);
}
