import type { Terminal } from '../../adapters/terminal.ts';
import { exitStatus } from '../../errors.ts';
import { validate } from '../../pipeline/validate.ts';
import type { Report } from '../../report.ts';
import { readScope } from '../change-scope.ts';
import { type Command, type Context, formatOption } from '../command.ts';

/** `countersign validate [PATH…]`. */
export const validateCommand: Command = {
  usage: 'validate [PATH…] [--base REV] [--head REV] [--format text|json|markdown]',
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
  ],
  positionals: { min: 0, max: Number.POSITIVE_INFINITY },
  options: {
    base: {
      type: 'string',
      value: 'REV',
      summary: 'compare with REV (default: where this branch left origin/HEAD, else HEAD)',
    },
    head: { type: 'string', value: 'REV', summary: 'judge the commit REV (default: the work tree)' },
    format: formatOption('text', 'json', 'markdown'),
  },
  run: runValidate,
};

async function runValidate({ options, positionals, io }: Context): Promise<number> {
  const words = { names: positionals, base: options.text('base'), head: options.text('head') };
  const report = validate({ ...readScope(words, io), author: null, now: io.now() });
  io.stdout.write(await formatReport(report, options.text('format') ?? 'text', io));
  return report.verdict === 'pass' ? exitStatus.clean : exitStatus.blocked;
}

/** Each rendering is loaded only where it is asked for. */
async function formatReport(report: Report, format: string, io: Terminal): Promise<string> {
  if (format === 'json') return (await import('../../report/json.ts')).formatJson(report);
  if (format === 'markdown') {
    return (await import('../../report/markdown.ts')).formatMarkdown(report, { now: io.now() });
  }
  const { formatText } = await import('../../report/text.ts');
  return formatText(report, { colour: io.colour, columns: io.columns, now: io.now() });
}
