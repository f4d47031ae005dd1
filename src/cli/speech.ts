import { visible } from '../report/visible.ts';

/** Most characters of one message. */
const limit = 1000;

/** A private key in PEM, to its end or to that of the text. */
const privateKey = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?:-----)?|$)/g;

/**
 * An error's words as they may be said: on one line, with nothing hidden, and without the private key that somebody
 * gave where a name or a file was due (`--authority-key "$KEY"`): what a job prints, everybody may read.
 */
export function sayable(text: string): string {
  return visible(withoutKeys(text), limit);
}

/** The same for text of many lines. */
export function sayableLines(text: string): string {
  return withoutKeys(text)
    .split('\n')
    .map((line) => visible(line, limit))
    .join('\n');
}

function withoutKeys(text: string): string {
  return text.replace(privateKey, '(a private key)');
}
