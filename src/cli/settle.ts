import { BrokenPipe, type Terminal, type Writer } from '../adapters/terminal.ts';
import { exitStatus, exitStatusOf, isCountersignError } from '../errors.ts';
import { sayable, sayableLines } from './speech.ts';

const reportAt = 'https://github.com/countersign/countersign/issues/new';

/**
 * Runs a command to its exit status and never rejects: what went wrong is said on stderr, and a reader that went
 * away (`| head`) is no fault.
 */
export async function settle(io: Terminal, run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof BrokenPipe) return exitStatus.clean;
    return reportFailure(error, io.stderr);
  }
}

function reportFailure(error: unknown, stderr: Writer): number {
  if (isCountersignError(error)) {
    stderr.write(`countersign: error: ${sayable(error.message)}\n`);
    if (error.hint !== null) stderr.write(`countersign: hint: ${sayable(error.hint)}\n`);
  } else {
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
    stderr.write(`countersign: error: a bug of ours: ${sayableLines(trace)}\n`);
    stderr.write(`countersign: hint: please report it with the lines above at ${reportAt}\n`);
  }
  return exitStatusOf(error);
}
