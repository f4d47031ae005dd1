import { fstatSync, readFileSync, statSync, writeSync } from 'node:fs';
import { devNull } from 'node:os';

/** One way out of the process. Writes are complete when the call returns. */
export interface Writer {
  write(text: string): void;
  readonly isTty: boolean;
}

/** What a command may know of the process it runs in; tests pass their own. */
export interface Terminal {
  /** Results, and nothing else. */
  readonly stdout: Writer;
  /** Errors, hints and progress. */
  readonly stderr: Writer;
  /** All of standard input; `-` as a file name means this. */
  readonly readStdin: () => Uint8Array;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute path. */
  readonly cwd: string;
  /** Whether ANSI colour may be written to stdout: a terminal, and `NO_COLOR` is unset (no-color.org). */
  readonly colour: boolean;
  /** Width of the terminal in columns, 80 where it is unknown. */
  readonly columns: number;
  readonly now: () => Date;
}

/** The reader of our output went away (`countersign … | head`); the entry ends the run in silence. */
export class BrokenPipe extends Error {
  override readonly name = 'BrokenPipe';
}

/**
 * The real process. Writing goes by file descriptor, since `process.stdout` alone costs some 3 ms at start
 * (it loads streams and sockets), and `node:tty` is loaded only where a character device makes it worth asking.
 */
export async function processTerminal(): Promise<Terminal> {
  const [stdout, stderr] = [await openWriter(1), await openWriter(2)];
  const env = process.env;
  return {
    stdout,
    stderr,
    readStdin: () => readFileSync(0),
    env,
    cwd: process.cwd(),
    colour: stdout.isTty && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
    columns: stdout.isTty ? process.stdout.columns : 80,
    now: () => new Date(),
  };
}

async function openWriter(descriptor: number): Promise<Writer> {
  return { write: (text) => writeAll(descriptor, text), isTty: await isTerminal(descriptor) };
}

async function isTerminal(descriptor: number): Promise<boolean> {
  try {
    const stat = fstatSync(descriptor);
    // `> /dev/null` is a character device as well, and the most common one in scripts.
    if (!stat.isCharacterDevice() || stat.rdev === statSync(devNull).rdev) return false;
  } catch {
    return false;
  }
  return (await import('node:tty')).isatty(descriptor);
}

function writeAll(descriptor: number, text: string): void {
  let rest: Uint8Array = Buffer.from(text);
  while (rest.length > 0) rest = rest.subarray(writeSome(descriptor, rest));
}

/** A pipe that another program made non-blocking answers EAGAIN while it is full: wait a little, then go on. */
function writeSome(descriptor: number, bytes: Uint8Array): number {
  try {
    return writeSync(descriptor, bytes);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EPIPE') throw new BrokenPipe('the reader of our output is gone', { cause: error });
    if (code !== 'EAGAIN') throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    return 0;
  }
}
