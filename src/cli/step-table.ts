import { plain } from '../report/escape-terminal.ts';
import type { ReportedStep, StepReport } from '../report.ts';

/** Width of the longest action that is common. */
const longestAction = 'nothing'.length;

/** Steps for a person: one line each, and the cure below what stands still. */
export function formatSteps({ steps }: StepReport): string {
  if (steps.length === 0) return 'There are no requests.\n';
  const width = Math.max(...steps.map(({ name }) => plain(name).length));
  return `${steps.flatMap((step) => formatStep(step, width)).join('\n')}\n`;
}

const standing: ReadonlySet<string> = new Set(['wait', 'refuse', 'lost']);

function formatStep({ action, name, reason, hint }: ReportedStep, width: number): readonly string[] {
  const head = `${action.padEnd(longestAction)}  ${plain(name).padEnd(width)}`;
  const line = reason === null ? head.trimEnd() : `${head}  ${plain(reason)}`;
  return hint !== null && standing.has(action)
    ? [line, `${' '.repeat(longestAction + 2)}hint: ${plain(hint)}`]
    : [line];
}
