import type { Position } from '../finding.ts';

/** Offsets to lines and columns of one text. Lines end at LF, CR LF or a lone CR, as YAML counts them. */
export interface Lines {
  /** `offset` counts UTF-16 units from 0; places beyond the text are its end. */
  readonly position: (offset: number) => Position;
  /** The text of a line (from 1) without its break; empty where there is no such line. */
  readonly text: (line: number) => string;
  /** Offset of a position; beyond the end of a line, its end. */
  readonly offset: (position: Position) => number;
}

/** Indexes the lines of a text. */
export function indexLines(text: string): Lines {
  const starts = lineStarts(text);
  const lineEnd = (index: number) => {
    let end = starts[index + 1] ?? text.length;
    while (end > (starts[index] ?? 0) && isBreak(text.charCodeAt(end - 1))) end--;
    return end;
  };
  return {
    position: (offset) => {
      const line = lineOf(starts, offset);
      return { line: line + 1, column: Math.min(offset, text.length) - (starts[line] ?? 0) + 1 };
    },
    text: (line) => {
      const start = starts[line - 1];
      return start === undefined ? '' : text.slice(start, lineEnd(line - 1));
    },
    offset: ({ line, column }) => Math.min((starts[line - 1] ?? text.length) + column - 1, text.length),
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  const breaks = text.includes('\r') ? /\r\n?|\n/g : null;
  if (breaks !== null) {
    for (const found of text.matchAll(breaks)) starts.push(found.index + found[0].length);
    return starts;
  }
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Index of the last start at or before `offset`. */
function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function isBreak(code: number): boolean {
  return code === 10 || code === 13;
}
