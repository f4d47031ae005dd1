import type { Log } from '../pipeline/ports.ts';

interface LineWriter {
  write(text: string): void;
  readonly isTty: boolean;
}

/** Progress for people: one line each on a terminal, nothing into a pipe or a file. */
export function progressLog(writer: LineWriter): Log {
  return { info: (line) => (writer.isTty ? writer.write(`${line}\n`) : undefined) };
}
