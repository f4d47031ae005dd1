import type { Terminal } from '../adapters/terminal.ts';
import { exitStatus } from '../errors.ts';
import type { Finding } from '../finding.ts';
import type { StepReport } from '../report.ts';

/** Prints steps as asked for; each rendering is loaded only where it is. */
export async function printSteps(report: StepReport, format: string | null, io: Terminal): Promise<void> {
  const text =
    format === 'json'
      ? (await import('../report/json.ts')).formatJson(report)
      : (await import('./step-table.ts')).formatSteps(report);
  io.stdout.write(text);
}

/** Says on stderr what belongs to no single request; untrusted text is made harmless. */
export async function warnOf(findings: readonly Finding[], io: Terminal): Promise<void> {
  if (findings.length === 0) return;
  const { plain } = await import('../report/escape-terminal.ts');
  for (const { code, message, hint } of findings) {
    io.stderr.write(`countersign: warning: ${code}: ${plain(message)}\n`);
    if (hint !== null) io.stderr.write(`countersign: hint: ${plain(hint)}\n`);
  }
}

/** Blocked where any request is refused or lost; what merely waits is no fault of anybody. */
export function statusOfSteps({ steps }: StepReport): number {
  const isBlocked = steps.some(({ action }) => action === 'refuse' || action === 'lost');
  return isBlocked ? exitStatus.blocked : exitStatus.clean;
}
