import type { Terminal } from '../../adapters/terminal.ts';

/** Tells the story: numbered acts, what was typed, what was said. */
export interface Narrator {
  act(title: string): void;
  say(line: string): void;
  command(line: string): void;
  /** Somebody else's words, indented. */
  quote(text: string): void;
  /** Progress, as it comes. */
  aside(text: string): void;
}

export function createNarrator({ stdout, colour }: Terminal): Narrator {
  const paint = (code: string, text: string): string => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  let acts = 0;
  const write = (line: string): void => stdout.write(`${line}\n`);
  return {
    act: (title) => {
      acts += 1;
      write(`${acts > 1 ? '\n' : ''}${paint('1', `${acts}. ${title}`)}`);
    },
    say: (line) => write(`   ${line}`),
    command: (line) => write(`   ${paint('36', `$ ${line}`)}`),
    quote: (text) => {
      for (const line of text.trimEnd().split('\n')) write(line === '' ? '' : `     ${line}`);
    },
    aside: (text) => {
      for (const line of text.split('\n').filter(Boolean)) write(`     ${paint('2', line)}`);
    },
  };
}
