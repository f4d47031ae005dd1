/** What probably went wrong on a line the parser stopped at, as a hint; undefined where it is anybody's guess. */
export function syntaxHint(line: string): string | undefined {
  return guesses.find(([pattern]) => pattern.test(line))?.[1];
}

const guesses: readonly (readonly [RegExp, string])[] = [
  [/^(<{7}|={7}|>{7})/, 'Resolve the merge conflict: Git left its markers here.'],
  [/^[ ]*\t/, 'Indent with spaces; YAML forbids tabs there.'],
  [/:[ ]+[@`%]/, 'Quote the value: YAML reserves its first character.'],
  [/[{$]\{|\$\(/, 'Fill in the template before committing the file; this looks like a placeholder.'],
  [/:[ ]+[^'"#][^#]*:(?:[ ]|$)/, 'Quote the value: it holds a colon followed by a space.'],
  [/:[ ]*["'][^"']*$/, 'Close the quote.'],
  [/-----(BEGIN|END) /, 'Indent every line of the block by two spaces more than its key.'],
  [/^[A-Za-z][\w./-]*:\S/, 'Put a space after the colon.'],
];
