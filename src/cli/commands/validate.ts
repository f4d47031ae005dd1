import { exitStatus } from '../../errors.ts';
import { validate } from '../../pipeline/validate.ts';
import type { Report } from '../../report.ts';
import { usageError } from '../args.ts';
import { type ListedScope, listScope, readScope } from '../change-scope.ts';
import { type Command, type Context, formatOption, type Options } from '../command.ts';
import { formatReport } from '../format-report.ts';

/** `countersign validate [PATH…]`. */
export const validateCommand: Command = {
  usage: 'validate [PATH…] [--base REV] [--head REV] [--live] [--format text|json|markdown]',
  examples: [
    {
      line: 'countersign validate web-api.yaml',
      does: 'would a cluster issue this? needs no repository and no policy',
    },
    { line: 'countersign validate', does: 'check what your branch and work tree change under requests/' },
    {
      line: 'countersign validate --base origin/main --head HEAD',
      does: 'check commits only, as the pull request does',
    },
    { line: 'kubectl get csr web-api -o yaml | countersign validate -', does: 'read standard input' },
  ],
  notes: [
    'PATH is a file or a folder. Under requests/ of a repository it is judged by the',
    'policy at the base; anywhere else only by what a cluster would do.',
    'With --live the cluster itself is asked too, by a dry run that leaves nothing',
    'there; the credential needs the right to create certificatesigningrequests.',
  ],
  positionals: { min: 0, max: Number.POSITIVE_INFINITY },
  options: {
    base: {
      type: 'string',
      value: 'REV',
      summary: 'compare with REV (default: where this branch left origin/HEAD, else HEAD)',
    },
    head: { type: 'string', value: 'REV', summary: 'judge the commit REV (default: the work tree)' },
    live: { type: 'boolean', summary: 'also ask the cluster: webhooks and policies show only there' },
    kubeconfig: {
      type: 'string',
      value: 'FILE',
      summary: 'with --live: credentials (default: KUBECONFIG, else ~/.kube/config)',
    },
    context: { type: 'string', value: 'NAME', summary: 'with --live: the context of the kubeconfig to use' },
    format: formatOption('text', 'json', 'markdown'),
  },
  run: runValidate,
};

async function runValidate({ options, positionals, io }: Context): Promise<number> {
  const words = { names: positionals, base: options.text('base'), head: options.text('head') };
  const listed = listScope(words, io);
  warnOfLeft(listed, io);
  const format = options.text('format') ?? 'text';
  if (isLarge(listed) && !options.flag('live')) {
    refuseWithoutLive(options);
    return await (await import('../validate-large.ts')).validateLarge(listed, format, io);
  }
  const scope = readScope(listed);
  const predicted = validate({ ...scope, author: null, now: io.now() });
  if (!options.flag('live')) refuseWithoutLive(options);
  const report = options.flag('live') ? await askLive(predicted, scope, options, io) : predicted;
  io.stdout.write(await formatReport(report, format, io));
  return report.verdict === 'pass' ? exitStatus.clean : exitStatus.blocked;
}

/** Files beyond which reading all of them at once costs more memory than reading a few at a time costs time. */
const largeChange = 500;

/** Whether a change is judged in parts; files outside Git are few, and come without one. */
function isLarge({ listed, files }: ListedScope): boolean {
  if (listed === null || files.length > 0) return false;
  return listed.files.files.length + listed.files.others.length > largeChange;
}

/** A search that was cut off is said to be: silence would be taken for "no key here". */
function warnOfLeft({ listed }: ListedScope, io: Context['io']): void {
  const left = listed?.files.listing.left ?? 0;
  if (left === 0) return;
  io.stderr.write(
    `countersign: warning: ${left} untracked file${left === 1 ? '' : 's'} outside requests/ not searched for private keys\n`,
  );
  io.stderr.write('countersign: hint: name what Git should leave alone in .gitignore\n');
}

/** A credential that is given and not used is a slip: the user believes that the cluster was asked. */
function refuseWithoutLive(options: Options): void {
  const idle = ['kubeconfig', 'context'].find((name) => options.text(name) !== null);
  if (idle !== undefined) throw usageError(`--${idle} is of use only with --live`, 'validate');
}

/** Asking loads a cluster client, which plain validating never pays for. */
async function askLive(...words: Parameters<typeof import('../live.ts').askClusters>): Promise<Report> {
  const { askClusters } = await import('../live.ts');
  return askClusters(...words);
}
