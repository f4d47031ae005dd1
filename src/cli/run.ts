import type { Terminal } from '../adapters/terminal.ts';
import { CountersignError, exitStatus } from '../errors.ts';
import { nearest } from '../nearest.ts';
import { parseArguments } from './args.ts';
import { commands } from './commands.ts';
import { settle } from './settle.ts';

/**
 * Runs one command line and returns its exit status (design section 5). Never rejects: what went wrong is said on
 * stderr, and a reader that went away (`| head`) is no fault.
 */
export async function runCommandLine(argv: readonly string[], io: Terminal): Promise<number> {
  return await settle(io, () => dispatch(argv, io));
}

async function dispatch(argv: readonly string[], io: Terminal): Promise<number> {
  const [first, ...rest] = argv;
  if (first === undefined || first === '--help' || first === '-h') return showOverview(io);
  if (first === 'help') return rest[0] === undefined ? showOverview(io) : showHelp(rest[0], io);
  if (first === '--version' || first === 'version') return showVersion(io);
  const command = await loadCommand(first);
  const { options, positionals, help } = parseArguments(first, command, rest);
  return help ? showHelp(first, io) : await command.run({ options, positionals, io });
}

async function loadCommand(name: string): ReturnType<NonNullable<(typeof commands)[string]>['load']> {
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (entry !== undefined) return await entry.load();
  const meant = nearest(name, Object.keys(commands));
  const what = name.startsWith('-') ? 'option' : 'command';
  throw new CountersignError('usage', `there is no ${what} ${JSON.stringify(name)}`, {
    hint: meant === null ? 'countersign --help lists the commands' : `did you mean countersign ${meant}?`,
  });
}

async function showOverview(io: Terminal): Promise<number> {
  io.stdout.write((await import('./help.ts')).formatOverview());
  return exitStatus.clean;
}

async function showHelp(name: string, io: Terminal): Promise<number> {
  const command = await loadCommand(name);
  io.stdout.write((await import('./help.ts')).formatCommandHelp(name, command));
  return exitStatus.clean;
}

async function showVersion(io: Terminal): Promise<number> {
  const { default: manifest } = await import('../../package.json', { with: { type: 'json' } });
  io.stdout.write(`countersign ${manifest.version}\n`);
  return exitStatus.clean;
}
