import { CountersignError } from '../../errors.ts';
import type { Command, Context } from '../command.ts';

/** `countersign show FILE`. */
export const showCommand: Command = {
  usage: 'show FILE',
  examples: [
    { line: 'countersign show web-api.csr', does: 'who would this certificate be for, with which key?' },
    {
      line: 'kubectl get csr web-api -o yaml | countersign show -',
      does: 'the same for what a cluster holds',
    },
  ],
  positionals: { min: 1, max: 1 },
  options: {},
  run: showFile,
};

async function showFile(context: Context): Promise<number> {
  throw new CountersignError('not-yet', `cannot show ${JSON.stringify(context.positionals[0])}`);
}
