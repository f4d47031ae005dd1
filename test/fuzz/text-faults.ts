/** Faults of the text itself: lines, indentation, single signs. */
import type { Random } from './random.ts';

const signs = [
  ...[
    '\t',
    ' ',
    '  ',
    '\n',
    '\r',
    '\r\n',
    '\n\n',
    ':',
    ': ',
    '- ',
    '-',
    '#',
    ' #',
    '"',
    "'",
    '|',
    '>',
    '[',
    ']',
    '{',
    '}',
    ',',
    '&a ',
    '*a',
    '!',
    '!!str ',
    '!!int ',
    '? ',
    '%',
    '@',
    '`',
    '<<: ',
    '---',
    '\n---\n',
    '\n...\n',
    '=',
  ],
  ...[
    '\0',
    '\x07',
    '\x1b',
    '\x7f',
    '\x85',
    '\xa0',
    '\u2028',
    '\u2029',
    '\ufeff',
    '\u200b',
    '\u202e',
    '\ufffe',
    'é',
    '\u{1f600}',
    '\\',
    '/',
    '~',
    '.',
    '_',
    '0',
    '1',
    'x',
    'e',
    '+',
  ],
];

/** Changes a text in one place. */
export function breakText(text: string, random: Random): string {
  return random.chance(0.5) ? breakLine(text, random) : breakSign(text, random);
}

function breakSign(text: string, random: Random): string {
  const at = placeIn(text, random);
  const sign = random.pick(signs);
  switch (random.below(4)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1);
    case 1:
      return text.slice(0, at) + sign + text.slice(at + 1);
    default:
      return text.slice(0, at) + sign + text.slice(at);
  }
}

/** Any place, but seldom inside the long base64 of a request. */
function placeIn(text: string, random: Random): number {
  for (let tries = 0; tries < 4; tries++) {
    const at = random.below(text.length + 1);
    if (!/^[A-Za-z0-9+/]{24}$/.test(text.slice(Math.max(at - 12, 0), at + 12))) return at;
  }
  return random.below(text.length + 1);
}

function breakLine(text: string, random: Random): string {
  const lines = text.split('\n');
  const at = random.below(lines.length);
  const line = lines[at] ?? '';
  switch (random.below(9)) {
    case 0:
      lines.splice(at, 1);
      break;
    case 1:
      lines.splice(random.below(lines.length), 0, line);
      break;
    case 2:
      lines.splice(random.below(lines.length), 0, ...lines.splice(at, 1));
      break;
    case 3:
      lines[at] = ' '.repeat(random.pick([1, 2, 4])) + line;
      break;
    case 4:
      lines[at] = line.replace(/^ {1,2}/, '');
      break;
    case 5:
      lines[at] = line.replace(/^ +/, random.pick(['\t', ' \t', '']));
      break;
    case 6:
      lines[at] =
        line + random.pick([' ', '\t', ' # x', '#x', ':', ' :', ',', ' x', '"', '\r', '\\', ' |', ' - a']);
      break;
    case 7:
      lines.splice(
        at,
        0,
        random.pick([
          '# x',
          '',
          ' ',
          '\t',
          '  - a',
          'x: y',
          '---',
          '...',
          '- a',
          'x',
          '  x: y',
          '    x: y',
          '%YAML 1.1',
          '? x',
          ': y',
          '<<: *a',
          '}',
          '"',
        ]),
      );
      break;
    default:
      return lines.slice(0, at).join('\n');
  }
  return lines.join('\n');
}
