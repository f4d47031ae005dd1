import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Terminal } from '../../adapters/terminal.ts';
import { exitStatus } from '../../errors.ts';
import type { IssuePorts } from '../../pipeline/ports.ts';
import type { Report, StepReport } from '../../report.ts';
import { applySuggestions } from '../../request/suggestion.ts';
import { parseArguments } from '../args.ts';
import type { Command, Context } from '../command.ts';
import { issueCommand, runIssue } from '../commands/issue.ts';
import { newCommand } from '../commands/new.ts';
import { validateCommand } from '../commands/validate.ts';
import { copyExamples, guidePath, writeGuideRequest } from './examples.ts';
import type { Narrator } from './narrator.ts';
import { writeEvidence } from './review.ts';
import { commitAll, mergeBranch, pushBranch, type Stage, startBranch } from './stage.ts';
import type { Secrets } from './trust.ts';

const author = 'ada';
const approver = 'mira-k';
const branch = 'certificates-for-shop-and-billing';
const title = 'Certificates for shop, billing and Ada';

/** The people and the machine of the story, and what they run. */
export interface Cast {
  readonly stage: Stage;
  readonly secrets: Secrets;
  readonly narrator: Narrator;
  readonly io: Terminal;
  /** Whether the cluster is a real one, which would not take local evidence. */
  readonly isReal: boolean;
}

/** What a command printed and how it ended. */
interface Ran {
  readonly status: number;
  readonly stdout: string;
}

/** Runs one of our own commands in the repository, as a person there would; nothing is faked. */
async function run(cast: Cast, name: string, command: Command, argv: readonly string[]): Promise<Ran> {
  const chunks: string[] = [];
  const { stage, secrets, io, narrator } = cast;
  const status = await command.run({
    ...parseArguments(name, command, argv),
    io: {
      ...io,
      cwd: stage.repository,
      env: { ...io.env, XDG_DATA_HOME: stage.data, COUNTERSIGN_RECORD_KEY: secrets.recordKey },
      stdout: { write: (text) => void chunks.push(text), isTty: false },
      stderr: { write: narrator.aside, isTty: false },
    },
  });
  return { status, stdout: chunks.join('') };
}

/**
 * Local evidence counts for the embedded cluster. Here it counts for a real one as well: this very process started
 * it, and it ends with the demo. No option or variable of the product says so.
 */
function withOwnCluster(ports: IssuePorts): IssuePorts {
  const cluster: IssuePorts['cluster'] = async (order) => ({
    ...(await ports.cluster(order)),
    isEmbedded: async () => true,
  });
  return { ...ports, cluster };
}

/** Ada's pull request: examples made by other tools, one made by `new`, and one copied from a guide. */
export async function ask(cast: Cast): Promise<void> {
  const { stage, narrator } = cast;
  await startBranch(stage, branch);
  const examples = copyExamples(stage.repository);
  writeGuideRequest(stage.repository);
  narrator.say(`${examples.length} requests with CSRs from openssl, cfssl, keytool and Go`);
  narrator.command('countersign new service shop/search -c demo');
  const reason = 'search speaks TLS';
  const argv = ['service', 'shop/search', '-c', 'demo', '--reason', reason];
  const made = await run(cast, 'new', newCommand, argv);
  expect(made.status === exitStatus.clean, 'new makes a request');
  narrator.say(`and one copied from a guide: ${guidePath}`);
  await commitAll(stage, author, title);
  await pushBranch(stage, branch);
}

/** The check refuses the guide's request and says the fix; the fix is taken, and the check passes. */
export async function checkAndMend(cast: Cast): Promise<string> {
  const { stage, narrator } = cast;
  narrator.command('countersign validate');
  const refused = await validate(cast);
  expect(refused.verdict === 'fail', "the guide's request is refused");
  const shown = await run(cast, 'validate', validateCommand, [guidePath]);
  narrator.quote(shown.stdout);
  mend(stage, refused);
  const head = await commitAll(stage, author, 'Take the suggestions of the check');
  await pushBranch(stage, branch);
  narrator.command('countersign validate');
  const passed = await validate(cast);
  expect(passed.verdict === 'pass', 'the mended request passes');
  narrator.say(`PASS  ${passed.requests.length} requests, nothing to refuse`);
  return head;
}

async function validate(cast: Cast): Promise<Report> {
  const { stdout } = await run(cast, 'validate', validateCommand, ['--format', 'json']);
  return JSON.parse(stdout) as Report;
}

function mend({ repository }: Stage, report: Report): void {
  for (const { file, findings } of report.requests.filter(({ verdict }) => verdict === 'fail')) {
    const at = path.join(repository, file);
    writeFileSync(at, applySuggestions(readFileSync(at, 'utf8'), findings));
  }
}

/** An owner approves the very bytes and merges; the forge's memory of it is a local file here. */
export async function approveAndMerge(cast: Cast, reviewed: string, now: Date): Promise<string> {
  const { stage, narrator } = cast;
  const merge = await mergeBranch(stage, branch, approver, `Merge pull request #1: ${title}`);
  narrator.say(`${approver} approved ${reviewed.slice(0, 10)} and merged it as ${merge.slice(0, 10)}`);
  return await writeEvidence(stage, { number: 1, title, author, approver, reviewed, merge, at: now });
}

/** One run of the job after the merge; returns its steps. */
export async function issue(cast: Cast, evidence: string): Promise<StepReport> {
  const { secrets, narrator } = cast;
  const command = cast.isReal
    ? { ...issueCommand, run: (context: Context) => runIssue(context, withOwnCluster) }
    : issueCommand;
  narrator.command('countersign issue');
  const { status, stdout } = await run(cast, 'issue', command, [
    ...['--evidence', evidence],
    ...['--kubeconfig', secrets.kubeconfig],
    ...['--authority-key', `serving=${secrets.servingKey}`],
    ...['--format', 'json'],
  ]);
  expect(status === exitStatus.clean, 'everything is issued');
  const report = JSON.parse(stdout) as StepReport;
  tellSteps(narrator, report);
  return report;
}

/** How many requests took each step. */
function tellSteps(narrator: Narrator, { steps }: StepReport): void {
  const counts = new Map<string, number>();
  for (const { action } of steps) counts.set(action, (counts.get(action) ?? 0) + 1);
  for (const [action, count] of counts) narrator.aside(`${action.padEnd(8)} ${count} of the requests`);
}

/** The demo checks itself: where the product misbehaves it ends as a bug, never with a fine-looking story. */
export function expect(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`the demo expected that ${what}`);
}
