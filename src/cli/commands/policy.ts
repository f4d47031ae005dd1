import { CountersignError } from '../../errors.ts';
import { nearest } from '../../nearest.ts';
import { usageError } from '../args.ts';
import { type Command, type Context, formatOption } from '../command.ts';

/** What may follow `policy`: how many arguments it takes, its own options, and how it is loaded. */
interface Subcommand {
  readonly arguments: number;
  readonly options: readonly string[];
  readonly load: () => Promise<(context: Context) => Promise<number>>;
}

const subcommands: Readonly<Record<string, Subcommand>> = {
  lint: {
    arguments: 0,
    options: [],
    load: async () => (await import('../policy/lint.ts')).runLint,
  },
  explain: {
    arguments: 1,
    options: ['at', 'author'],
    load: async () => (await import('../policy/explain.ts')).runExplain,
  },
  test: {
    arguments: 0,
    options: [],
    load: async () => (await import('../policy/test.ts')).runTest,
  },
  impact: {
    arguments: 0,
    options: ['base', 'head', 'repository', 'remote'],
    load: async () => (await import('../policy/impact.ts')).runImpact,
  },
};

/** `countersign policy lint|explain|test|impact`. */
export const policyCommand: Command = {
  usage: 'policy lint|explain FILE|test|impact [--format text|json]',
  examples: [
    { line: 'countersign policy lint', does: 'what is wrong with the policy, or worth a second look' },
    {
      line: 'countersign policy explain requests/prod/shop/cart.yaml',
      does: 'which rule judges it, and what allows or refuses each value',
    },
    {
      line: 'countersign policy test',
      does: 'whether the policy still says what .github/countersign.test.yaml expects',
    },
    {
      line: 'countersign policy impact',
      does: 'what your change of the policy would do to what was issued and what waits',
    },
  ],
  notes: [
    'lint, explain and test read the policy of the work tree; what is validated and',
    'issued is judged by that of the default branch.',
  ],
  positionals: { min: 1, max: 2 },
  options: {
    at: {
      type: 'string',
      value: 'PATH',
      summary: 'explain: as if FILE lay at PATH, below requests/',
    },
    author: { type: 'string', value: 'LOGIN', summary: 'explain: the author of the pull request' },
    base: {
      type: 'string',
      value: 'REV',
      summary: 'impact: the old policy (default: the default branch)',
    },
    head: {
      type: 'string',
      value: 'REV',
      summary: 'impact: the new policy (default: the work tree)',
    },
    repository: {
      type: 'string',
      value: 'DIR',
      summary: 'impact: a clone (default: this folder)',
    },
    remote: {
      type: 'string',
      value: 'NAME',
      summary: 'impact: its remote (default: origin)',
    },
    format: formatOption('text', 'json'),
  },
  run: runPolicy,
};

async function runPolicy({ options, positionals, io }: Context): Promise<number> {
  const [name = '', ...rest] = positionals;
  const subcommand = Object.hasOwn(subcommands, name) ? subcommands[name] : undefined;
  if (subcommand === undefined) throw unknown(name);
  if (rest.length !== subcommand.arguments) {
    const words = subcommand.arguments === 0 ? 'takes no further argument' : 'needs one file';
    throw usageError(`policy ${name} ${words}`, 'policy');
  }
  checkOptions(name, subcommand, options);
  const run = await subcommand.load();
  return await run({ options, positionals: rest, io });
}

/** An option of another subcommand would be passed over in silence. */
function checkOptions(name: string, { options: own }: Subcommand, options: Context['options']): void {
  const all = Object.values(subcommands).flatMap((each) => each.options);
  const foreign = all.find((option) => !own.includes(option) && options.text(option) !== null);
  if (foreign !== undefined) throw usageError(`policy ${name} has no option --${foreign}`, 'policy');
}

function unknown(name: string): CountersignError {
  const meant = nearest(name, Object.keys(subcommands));
  return new CountersignError('usage', `there is no command policy ${JSON.stringify(name)}`, {
    hint:
      meant === null
        ? `it is one of ${Object.keys(subcommands).join(', ')}`
        : `did you mean policy ${meant}?`,
  });
}
