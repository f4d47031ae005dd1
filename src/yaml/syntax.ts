/** What probably went wrong where the parser stopped: by its own reason where that is sure, else by the line. */
export function syntaxHint(line: string, reason: string): string {
  return find(sure, reason) ?? find(byLine, line) ?? find(byReason, reason) ?? fallback;
}

type Guesses = readonly (readonly [RegExp, string])[];

function find(guesses: Guesses, text: string): string | undefined {
  return guesses.find(([pattern]) => pattern.test(text))?.[1];
}

const sure: Guesses = [
  [/within a flow collection/, 'Close the bracket or brace: ] or }.'],
  [/within a (single|double) quoted scalar/, 'Close the quote.'],
  [/escape/, 'Double the backslash, or write the text in single quotes.'],
];

const byLine: Guesses = [
  [/^(<{7}|={7}|>{7})/, 'Resolve the merge conflict: Git left its markers here.'],
  [/^[ ]*\t/, 'Indent with spaces; YAML forbids tabs there.'],
  [/:[ ]+[@`%]/, 'Quote the value: YAML reserves its first character.'],
  [/[{$]\{|\$\(/, 'Fill in the template before committing the file; this looks like a placeholder.'],
  [/:[ ]+[^'"#][^#]*:(?:[ ]|$)/, 'Quote the value: it holds a colon followed by a space.'],
  [/:[ ]*["'][^"']*$/, 'Close the quote.'],
  [/-----(BEGIN|END) /, 'Indent every line of the block by two spaces more than its key.'],
  [/^[A-Za-z][\w./-]*:\S/, 'Put a space after the colon.'],
];

const byReason: Guesses = [
  [
    /multiline key/,
    'Indent the lines of a block by two spaces more than its key; or a colon is missing above.',
  ],
  [
    /deficient indentation/,
    'Close the quote or the bracket that is open above; or indent this line further.',
  ],
  [
    /indentation of a mapping/,
    'Begin the keys of one map, and the dashes of one list, in the same column; look at the line above as well.',
  ],
  [
    /end of the stream or a document separator/,
    'Begin this line in the column of the keys above, and do not mix a list, a map and text at one level.',
  ],
  [/line break is expected/, 'Write nothing behind | or > on its line.'],
];

const fallback = 'Compare this line and the one above with a request that works: countersign new writes one.';
