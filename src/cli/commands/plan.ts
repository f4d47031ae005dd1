import { exitStatus } from '../../errors.ts';
import { planIssue } from '../../pipeline/issue.ts';
import { type Command, type Context, formatOption } from '../command.ts';
import { evidenceNotes, openWorld, worldOptions } from '../issue-ports.ts';
import { printSteps, statusOfSteps, warnOf } from '../step-output.ts';

/** `countersign plan`: what `issue` would do next, by looking only. */
export const planCommand: Command = {
  usage: 'plan --evidence FILE [--kubeconfig FILE] [--format text|json]',
  examples: [
    {
      line: 'countersign plan --evidence evidence.json --kubeconfig kubeconfig',
      does: 'the next step of every request on the default branch',
    },
  ],
  notes: [
    ...evidenceNotes,
    'It looks at the default branch, the results branch, the reviews and the clusters, and writes nothing.',
  ],
  positionals: { min: 0, max: 0 },
  options: { ...worldOptions, format: formatOption('text', 'json') },
  run: runPlan,
};

async function runPlan({ options, io }: Context): Promise<number> {
  const { report, findings, failed } = await planIssue(await openWorld('plan', options, io, false));
  await warnOf(findings, io);
  await printSteps(report, options.text('format'), io);
  return failed ? exitStatus.failed : statusOfSteps(report);
}
