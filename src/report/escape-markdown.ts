import { visible } from './visible.ts';

/**
 * Untrusted text for GitHub's Markdown. Inside code nothing pings, links, renders or closes anything, so that is
 * the only place it is put (reference: GFM section 6.1; mentions and references are inert in code).
 */
export function codeSpan(text: string, limit?: number): string {
  const shown = visible(text, limit);
  if (shown.trim() === '') return '` `';
  const fence = '`'.repeat(longestRun(shown) + 1);
  const padded = /^`|`$|^ .* $/.test(shown) ? ` ${shown} ` : shown;
  return `${fence}${padded}${fence}`;
}

/** A fenced block of lines, each made visible and kept on its line. */
export function codeBlock(language: 'diff' | 'text', lines: readonly string[]): string {
  const shown = lines.map((line) => visible(line));
  const fence = '`'.repeat(Math.max(3, longestRun(shown.join('\n')) + 1));
  return [`${fence}${language}`, ...shown, fence].join('\n');
}

/** No sentence of ours is longer; quoted values are cut much earlier. */
const maxProse = 20_000;

/** A word of plain prose: letters, an apostrophe or a hyphen inside, punctuation around. */
const plainWord = /^\(?[A-Za-z]+(?:['’-][A-Za-z]+)*[).,;:!?]*$/;
const plainNumber = /^\(?\d{1,12}[).,;:%]*$/;

/**
 * A sentence of ours that may quote a file. What stands in double quotes becomes code, and so does every other
 * word that is not plainly a word: a name, a path, an address, anything Markdown or GitHub would act on.
 */
export function prose(text: string): string {
  const parts = text.slice(0, maxProse).split(/("(?:[^"\\]|\\[\s\S])*")/);
  return parts
    .map((part, index) => (index % 2 === 1 ? codeSpan(part.slice(1, -1)) : prosePart(part)))
    .join('');
}

function prosePart(text: string): string {
  return visible(text, 1000).replace(/\S+/g, (word) => (isPlain(word) ? word : codeWord(word)));
}

function isPlain(word: string): boolean {
  return plainWord.test(word) || plainNumber.test(word);
}

/** Keeps the punctuation of our sentence outside the code. */
function codeWord(word: string): string {
  const [, open = '', core = '', close = ''] = /^(\(?)(.*?)([).,;:]*)$/s.exec(word) ?? [];
  return core === '' ? word : `${open}${codeSpan(core)}${close}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
