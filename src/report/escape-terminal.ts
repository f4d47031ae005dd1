import { visible } from './visible.ts';

/** Untrusted text for a terminal: one line, no escape sequence, nothing hidden or re-ordered. */
export function plain(text: string, limit = 1000): string {
  return visible(text, limit);
}

/** Untrusted text as a command-line word that a shell takes literally (`countersign show 'a b'`). */
export function shellWord(text: string): string {
  if (/^[A-Za-z0-9_./:@%+,-]+$/.test(text) && !text.startsWith('-')) return text;
  return `'${visible(text).replaceAll("'", "'\\''")}'`;
}
