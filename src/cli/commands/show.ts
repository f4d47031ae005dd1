import { existsSync } from 'node:fs';
import path from 'node:path';
import { readNamedFiles } from '../../adapters/files.ts';
import { CountersignError, exitStatus } from '../../errors.ts';
import type { SourceFile } from '../../model.ts';
import { formatJson } from '../../report/json.ts';
import { formatShown } from '../../report/shown.ts';
import { usageError } from '../args.ts';
import { readStandardInput } from '../change-scope.ts';
import { type Command, type Context, formatOption } from '../command.ts';
import { decodeShown } from '../shown-file.ts';

/** `countersign show FILE|NAME`. */
export const showCommand: Command = {
  usage: 'show FILE|NAME [--format text|json]',
  examples: [
    { line: 'countersign show web-api.csr', does: 'who would this certificate be for, with which key?' },
    { line: 'countersign show tls.crt', does: 'who is it for, who signed it, until when?' },
    { line: 'countersign show shop/cart', does: 'the same for what was issued' },
    {
      line: 'kubectl get csr web-api -o yaml | countersign show -',
      does: 'the same for what a cluster holds',
    },
  ],
  notes: [
    'FILE is a request in YAML, a CSR or a certificate, in PEM or DER; - is standard input.',
    'NAME is cluster/namespace/name of what was issued, or any unique tail of it.',
  ],
  positionals: { min: 1, max: 1 },
  options: {
    repository: {
      type: 'string',
      value: 'DIR',
      summary: 'for NAME: a clone of the repository (default: this folder)',
    },
    remote: { type: 'string', value: 'NAME', summary: 'for NAME: its remote (default: origin)' },
    format: formatOption('text', 'json'),
  },
  run: showFile,
};

async function showFile({ options, positionals, io }: Context): Promise<number> {
  const [name = '-'] = positionals;
  const file = name === '-' ? readStandardInput(io) : await findFile(name, options, io);
  const shown = decodeShown(file);
  const { colour, columns } = io;
  const text =
    options.text('format') === 'json'
      ? formatJson(shown)
      : formatShown(shown, { colour, columns, now: io.now() });
  io.stdout.write(text);
  return exitStatus.clean;
}

/** A file of that name, else the certificate that was issued under it. */
async function findFile(name: string, options: Context['options'], io: Context['io']): Promise<SourceFile> {
  if (existsSync(path.resolve(io.cwd, name))) {
    const [file] = readNamedFiles(io.cwd, name);
    if (file !== undefined) return file;
    throw usageError(`there is nothing to show in ${JSON.stringify(name)}`, 'show');
  }
  if (!/^[a-z0-9_][a-z0-9._/-]*$/.test(name) || /\.(ya?ml|csr|crt|pem|der)$/.test(name)) {
    throw new CountersignError('file-unreadable', `cannot read ${name}: there is no such file`);
  }
  const { openBranches } = await import('../issue-ports.ts');
  const { findIssued } = await import('../issued-file.ts');
  return await findIssued(await openBranches(options, io), name);
}
