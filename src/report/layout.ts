/** Lays text out for a terminal of so many columns. Widths count UTF-16 units: wide scripts come out narrower. */
export interface Style {
  readonly columns: number;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
}

const identity = (text: string): string => text;
const sgr = (code: number) => (text: string) => `\u001b[${code}m${text}\u001b[0m`;

/** The styles of one output; without colour every mark is plain text, and nothing is told by colour alone. */
export function createStyle(options: { readonly colour: boolean; readonly columns: number }): Style {
  const columns = Math.min(Math.max(options.columns, 40), 100);
  if (!options.colour) {
    return { columns, bold: identity, dim: identity, red: identity, green: identity, yellow: identity };
  }
  return { columns, bold: sgr(1), dim: sgr(2), red: sgr(31), green: sgr(32), yellow: sgr(33) };
}

/** Breaks a sentence at spaces into lines of at most `width`; a longer word stands on a line of its own. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** A paragraph with a hanging indent: `first` before its first line, blanks of that width before the others. */
export function paragraph(style: Style, first: string, text: string): string[] {
  const indent = ' '.repeat(first.length);
  const lines = wrap(text, style.columns - first.length);
  return lines.map((line, index) => `${index === 0 ? first : indent}${line}`.trimEnd());
}

/** Labelled lines, the labels padded to one width. */
export function labelled(style: Style, rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.flatMap(([label, text]) => paragraph(style, `  ${label.padEnd(width)}  `, text));
}
