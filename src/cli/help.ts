import { type Command, type CommandGroup, commandGroups, type OptionSpec } from './command.ts';
import { commands } from './commands.ts';

const overviewExamples = [
  ['countersign validate request.yaml', 'would a cluster issue it? works anywhere'],
  ['countersign validate', 'check what this branch asks for'],
  ['countersign show web-api.csr', 'who is this CSR or certificate for?'],
] as const;

/** The page of `countersign --help`: examples first, then the commands in their groups. */
export function formatOverview(): string {
  const lines = ['Certificates for Kubernetes by pull request: the merge is the approval.', '', 'Examples'];
  lines.push(...formatColumns(overviewExamples));
  for (const [group, title] of Object.entries(commandGroups)) {
    const rows = commandRows(group as CommandGroup);
    if (rows.length > 0) lines.push('', title, ...formatColumns(rows));
  }
  lines.push('', 'countersign COMMAND --help says more about each.');
  return `${lines.join('\n')}\n`;
}

function commandRows(group: CommandGroup): (readonly [string, string])[] {
  return Object.entries(commands)
    .filter(([, entry]) => entry.group === group)
    .map(([name, entry]) => [name, entry.summary] as const);
}

/** The page of one command. */
export function formatCommandHelp(name: string, command: Command): string {
  const lines = [`countersign ${name}: ${commands[name]?.summary ?? ''}`, '', 'Examples'];
  for (const example of command.examples) lines.push(`  ${example.line}`, `      ${example.does}`);
  lines.push('', 'Usage', `  countersign ${command.usage}`, '', 'Options');
  lines.push(...formatColumns([...optionRows(command.options), ['-h, --help', 'show this help']]));
  if (command.notes !== undefined) lines.push('', ...command.notes);
  lines.push(
    '',
    'Exit status: 0 clean, 1 findings block, 2 wrong usage, 3 an operation failed, 70 a bug of ours.',
  );
  return `${lines.join('\n')}\n`;
}

function optionRows(options: Readonly<Record<string, OptionSpec>>): (readonly [string, string])[] {
  return Object.entries(options).map(([name, spec]) => {
    const short = spec.short === undefined ? '' : `-${spec.short}, `;
    const value = spec.type === 'string' ? ` ${spec.value ?? 'TEXT'}` : '';
    return [`${short}--${name}${value}`, spec.summary] as const;
  });
}

/** Two columns; a left side too long for its column pushes the right one to the next line. */
function formatColumns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.min(34, Math.max(...rows.map(([left]) => left.length)));
  return rows.flatMap(([left, right]) =>
    left.length > width
      ? [`  ${left}`, `  ${' '.repeat(width)}  ${right}`]
      : [`  ${left.padEnd(width)}  ${right}`],
  );
}
