import type { Terminal } from '../adapters/terminal.ts';

/** The groups of the help page, in their order (design section 5). */
export const commandGroups = {
  ask: 'Ask for a certificate',
  use: 'Use what was issued',
  run: 'Run the pipeline',
  account: 'Account for what was done',
} as const;

export type CommandGroup = keyof typeof commandGroups;

/** One option of a command, for parsing and for its help page. */
export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly summary: string;
  /** One letter. */
  readonly short?: string;
  /** May be given more than once (`Options.list`). */
  readonly multiple?: boolean;
  /** What stands for the value in help: `REV`, `FILE`. */
  readonly value?: string;
  /** The only values there are; anything else is wrong usage. */
  readonly choices?: readonly string[];
}

/** Parsed options. Asking for one that the command does not declare is a bug of ours. */
export interface Options {
  /** The value of a string option, or null. */
  text(name: string): string | null;
  /** Whether a boolean option is set. */
  flag(name: string): boolean;
  /** Every value of a `multiple` option, in order. */
  list(name: string): readonly string[];
}

/** All that a command gets. */
export interface Context {
  readonly options: Options;
  readonly positionals: readonly string[];
  readonly io: Terminal;
}

/**
 * One command. `run` resolves to the exit status (`errors.ts`), throws CountersignError where an operation fails,
 * and anything else only for a bug of ours.
 */
export interface Command {
  /** Without the program's name: `validate [PATH…] [--base REV]`. */
  readonly usage: string;
  /** Two or three whole command lines, each with what it does; they come first in help. */
  readonly examples: readonly { readonly line: string; readonly does: string }[];
  /** What a reader should know that examples and options do not say; lines of at most 78 columns. */
  readonly notes?: readonly string[];
  readonly positionals: { readonly min: number; readonly max: number };
  readonly options: Readonly<Record<string, OptionSpec>>;
  run(context: Context): Promise<number>;
}

/** `--format` with the renderings a command knows; the first is the default. */
export function formatOption(...formats: readonly string[]): OptionSpec {
  return {
    type: 'string',
    value: formats.join('|'),
    choices: formats,
    summary: `how to print the result (default: ${formats[0]})`,
  };
}
