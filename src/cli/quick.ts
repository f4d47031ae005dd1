/**
 * `validate` by itself, the command that people and hooks wait for: built into one file with the code cache of
 * `scripts/build-quick.ts`, so that starting it costs little more than starting Node (decision 8).
 */
import { processTerminal, type Terminal } from '../adapters/terminal.ts';
import { parseArguments } from './args.ts';
import { validateCommand } from './commands/validate.ts';
import { settle } from './settle.ts';

/** Runs `validate` with the arguments after its name; the exit status is what the whole command line would give. */
export async function runQuick(argv: readonly string[], given?: Terminal): Promise<number> {
  const io = given ?? (await processTerminal());
  return await settle(io, async () => {
    const { options, positionals } = parseArguments('validate', validateCommand, argv);
    return await validateCommand.run({ options, positionals, io });
  });
}
