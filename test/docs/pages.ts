/** The pages of `docs/`, as far as tests read them. */
import { readFileSync } from 'node:fs';

export const readPage = (name: string): string =>
  readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

/** One code's part of `docs/findings.md`. */
export interface FindingPage {
  readonly code: string;
  /** Everything below the heading, lines as written. */
  readonly lines: readonly string[];
  /** What the tool says in the example; an ellipsis stands for any text. */
  readonly says: string;
}

/** The parts of `docs/findings.md` with a code for a heading, in the order of the page. */
export function readFindingPages(): readonly FindingPage[] {
  return readPage('findings.md')
    .split(/^(?=### )/m)
    .slice(1)
    .map((part) => {
      const [heading = '', ...rest] = part.split('\n');
      const end = rest.findIndex((line) => line.startsWith('## '));
      const lines = (end === -1 ? rest : rest.slice(0, end)).filter((line) => line !== '');
      const says = /^ {2}(`+) ?(.*?) ?\1$/.exec(lines.at(-1) ?? '')?.[2] ?? '';
      return { code: /^### `(.*)`$/.exec(heading)?.[1] ?? heading, lines, says };
    });
}

/** Whether a message is what a page quotes. */
export function isQuoted(message: string, says: string): boolean {
  const pieces = says.split('…').map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${pieces.join('.*')}$`, 's').test(message);
}
