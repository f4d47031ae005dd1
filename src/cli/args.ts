import { parseArgs } from 'node:util';
import { CountersignError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import type { Command, OptionSpec, Options } from './command.ts';

/** A command line, understood. */
export interface ParsedArguments {
  readonly options: Options;
  readonly positionals: readonly string[];
  /** `--help` was given; nothing else was checked. */
  readonly help: boolean;
}

type Value = string | boolean;

interface OptionToken {
  readonly name: string;
  /** As typed, `--base` or `-b`. */
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

const helpOption: OptionSpec = { type: 'boolean', short: 'h', summary: 'show this help' };

/** Reads the arguments after a command's name; throws CountersignError `usage` with what was meant, perhaps. */
export function parseArguments(name: string, command: Command, argv: readonly string[]): ParsedArguments {
  const specs: Readonly<Record<string, OptionSpec>> = { ...command.options, help: helpOption };
  // Not strict: the words of our own errors say which option was meant and where to read on.
  const { tokens, positionals } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(Object.entries(specs).map(([key, spec]) => [key, parserOption(spec)])),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const given = new Map<string, Value[]>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    given.set(token.name, [...(given.get(token.name) ?? []), readOption(name, specs, token)]);
  }
  const help = given.has('help');
  if (!help) checkCount(name, command, positionals);
  return { options: asOptions(specs, given), positionals, help };
}

function parserOption(spec: OptionSpec): { type: 'string' | 'boolean'; short?: string; multiple: true } {
  return { type: spec.type, multiple: true, ...(spec.short === undefined ? {} : { short: spec.short }) };
}

function readOption(command: string, specs: Readonly<Record<string, OptionSpec>>, token: OptionToken): Value {
  const spec = Object.hasOwn(specs, token.name) ? specs[token.name] : undefined;
  if (spec === undefined) throw unknownOption(command, specs, token);
  if (spec.type === 'boolean') {
    if (token.value === undefined) return true;
    throw usageError(`${token.rawName} takes no value`, command);
  }
  const { value } = token;
  if (value === undefined)
    throw usageError(`${token.rawName} needs a value (${spec.value ?? 'TEXT'})`, command);
  if (token.inlineValue === false && value.length > 1 && value.startsWith('-')) {
    const hint = `write ${token.rawName}=${value} if that is what you mean`;
    throw new CountersignError('usage', `${token.rawName} needs a value, and ${value} looks like an option`, {
      hint,
    });
  }
  return checkChoice(spec, token.rawName, value);
}

function checkChoice(spec: OptionSpec, rawName: string, value: string): string {
  if (spec.choices === undefined || spec.choices.includes(value)) return value;
  const meant = nearest(value, spec.choices);
  throw new CountersignError(
    'usage',
    `${rawName} is one of ${spec.choices.join(', ')}, not ${JSON.stringify(value)}`,
    {
      ...(meant === null ? {} : { hint: `did you mean ${rawName} ${meant}?` }),
    },
  );
}

function unknownOption(
  command: string,
  specs: Readonly<Record<string, OptionSpec>>,
  token: OptionToken,
): Error {
  const meant = nearest(token.name, Object.keys(specs));
  const message = `${command} has no option ${token.rawName}`;
  if (meant === null) return usageError(message, command);
  return new CountersignError('usage', message, { hint: `did you mean --${meant}?` });
}

function checkCount(name: string, command: Command, positionals: readonly string[]): void {
  const { min, max } = command.positionals;
  if (positionals.length < min)
    throw usageError(`${name} needs ${min === 1 ? 'an argument' : `${min} arguments`}`, name);
  if (positionals.length > max) {
    const extra = JSON.stringify(positionals[max]);
    throw usageError(
      max === 0 ? `${name} takes no arguments, and ${extra} is one` : `${name} cannot use ${extra}`,
      name,
    );
  }
}

/** A usage error whose hint leads to the command's help. */
export function usageError(message: string, command: string): CountersignError {
  return new CountersignError('usage', message, {
    hint: `countersign ${command} --help shows what it takes`,
  });
}

function asOptions(
  specs: Readonly<Record<string, OptionSpec>>,
  given: ReadonlyMap<string, readonly Value[]>,
): Options {
  const values = (name: string): readonly Value[] => {
    if (!Object.hasOwn(specs, name)) throw new Error(`option ${name} is not declared`);
    return given.get(name) ?? [];
  };
  return {
    text: (name) => (values(name).at(-1) as string | undefined) ?? null,
    flag: (name) => values(name).length > 0,
    list: (name) => values(name) as readonly string[],
  };
}
