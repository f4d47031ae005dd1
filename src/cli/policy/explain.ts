import path from 'node:path';
import { readNamedFiles } from '../../adapters/files.ts';
import { exitStatus } from '../../errors.ts';
import type { SourceFile } from '../../model.ts';
import { explainRequest } from '../../policy/explain.ts';
import { formatJson } from '../../report/json.ts';
import { requestsFolder } from '../../request/path.ts';
import { readRequest } from '../../request/read.ts';
import { parseYamlFile } from '../../yaml.ts';
import { usageError } from '../args.ts';
import { readStandardInput } from '../change-scope.ts';
import type { Context } from '../command.ts';
import { loadWorkPolicy, readWorkPolicy } from '../work-policy.ts';
import { describeExplanation } from './explain-json.ts';
import { formatExplanation } from './explain-text.ts';

/** `countersign policy explain FILE`: which rule, and each value with what allows it, by the work tree's policy. */
export async function runExplain({ options, positionals: [name = '-'], io }: Context): Promise<number> {
  const { root, policy } = loadWorkPolicy(io.cwd);
  const at = options.text('at') ?? placeOf(root, path.resolve(io.cwd, name));
  const [found] = name === '-' ? [readStandardInput(io)] : readNamedFiles(io.cwd, name);
  if (found === undefined)
    throw usageError(`policy explain takes one file, and ${name} is a folder`, 'policy');
  const file: SourceFile = { ...found, path: at };
  const reading = readRequest(file, { layout: true });
  const explanation = explainRequest(policy, reading, options.text('author'));
  const described = describeExplanation({
    policy,
    reading,
    explanation,
    yaml: parseYamlFile(readWorkPolicy(root).file),
  });
  const text = options.text('format') === 'json' ? formatJson(described) : formatExplanation(described, io);
  io.stdout.write(text);
  return explanation.allowed ? exitStatus.clean : exitStatus.blocked;
}

/** Where a file lies decides which rule is its own. */
function placeOf(root: string, file: string): string {
  const relative = path.relative(root, file).split(path.sep).join('/');
  if (relative.startsWith(requestsFolder)) return relative;
  throw usageError(
    `${path.basename(file)} does not lie below ${requestsFolder}: say where it would with --at PATH`,
    'policy',
  );
}
