import { readNamedFiles } from '../../adapters/files.ts';
import { exitStatus } from '../../errors.ts';
import { formatJson } from '../../report/json.ts';
import { formatShown } from '../../report/shown.ts';
import { usageError } from '../args.ts';
import { readStandardInput } from '../change-scope.ts';
import { type Command, type Context, formatOption } from '../command.ts';
import { decodeShown } from '../shown-file.ts';

/** `countersign show FILE`. */
export const showCommand: Command = {
  usage: 'show FILE [--format text|json]',
  examples: [
    { line: 'countersign show web-api.csr', does: 'who would this certificate be for, with which key?' },
    { line: 'countersign show tls.crt', does: 'who is it for, who signed it, until when?' },
    {
      line: 'kubectl get csr web-api -o yaml | countersign show -',
      does: 'the same for what a cluster holds',
    },
  ],
  notes: ['FILE is a request in YAML, a CSR or a certificate, in PEM or DER; - is standard input.'],
  positionals: { min: 1, max: 1 },
  options: { format: formatOption('text', 'json') },
  run: showFile,
};

async function showFile({ options, positionals, io }: Context): Promise<number> {
  const [name = '-'] = positionals;
  const [file] = name === '-' ? [readStandardInput(io)] : readNamedFiles(io.cwd, name);
  if (file === undefined) throw usageError(`there is nothing to show in ${JSON.stringify(name)}`, 'show');
  const shown = decodeShown(file);
  const { colour, columns } = io;
  const text =
    options.text('format') === 'json'
      ? formatJson(shown)
      : formatShown(shown, { colour, columns, now: io.now() });
  io.stdout.write(text);
  return exitStatus.clean;
}
