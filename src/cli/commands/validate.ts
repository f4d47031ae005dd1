import { CountersignError } from '../../errors.ts';
import type { Command, Context } from '../command.ts';

/** `countersign validate`. */
export const validateCommand: Command = {
  usage: 'show FILE',
  examples: [
    { line: 'countersign show web-api.csr', does: 'who would this certificate be for, with which key?' },
    {
      line: 'kubectl get csr web-api -o yaml | countersign show -',
      does: 'the same for what a cluster holds',
    },
  ],
  positionals: { min: 0, max: 1000 },
  options: {},
  run: validateChange,
};

async function validateChange(context: Context): Promise<number> {
  throw new CountersignError('not-yet', `cannot show ${JSON.stringify(context.positionals[0])}`);
}
