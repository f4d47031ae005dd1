/** Writes scalars as YAML: every style, and oddities. */
import type { Random } from './random.ts';

/** How a text is written. `odd` is the chance at each place of something that few people write. */
export interface Style {
  readonly random: Random;
  readonly step: number;
  readonly newline: string;
  readonly odd: number;
  /** Whether list items stand below their key or in its column. */
  readonly hanging: boolean;
  readonly flow: number;
}

/** A number, a truth value or nothing, as written by people of all kinds. */
export function plainLiteral(value: number | boolean | null, { random, odd }: Style): string {
  if (!random.chance(odd)) return Object.is(value, -0) ? '-0' : String(value);
  if (value === null) return random.pick(['', '~', 'Null', 'NULL', 'nULL', '!!null ""', '!!null', 'null']);
  if (typeof value === 'boolean')
    return random.pick(
      value
        ? ['True', 'TRUE', 'yes', 'on', 'y', '!!bool true', '!!bool "yes"']
        : ['False', 'no', 'off', 'N', '!!bool no'],
    );
  const hex = Math.abs(value) < 2 ** 53 && Number.isInteger(value) ? Math.abs(value) : 3600;
  return random.pick([
    `+${hex}`,
    `0x${hex.toString(16)}`,
    `0o${hex.toString(8)}`,
    `0${hex.toString(8)}`,
    `0b${hex.toString(2)}`,
    `${hex}.`,
    `${hex}.0`,
    `${hex}e0`,
    `${hex / 100}e2`,
    `${hex}_0`,
    `!!int "${hex}"`,
    `!!float ${hex}`,
    `!!int ${hex}`,
    `"${hex}"`,
    `00${hex}`,
    `${hex}:00`,
    ` ${hex} `,
    `!!str ${hex}`,
    `&n ${hex}`,
    `-${hex}`,
    `.${hex}`,
  ]);
}

/** A text in any style that can hold it. */
export function scalar(text: string, style: Style, inFlow: boolean, isKey: boolean, depth = 0): string {
  const { random, odd } = style;
  if (random.chance(odd / 3)) return oddScalar(text, random);
  const kind = random.below(10);
  const plain = isPlain(text, inFlow);
  if (kind < 5 && plain) return text;
  if (kind < 7 && isPrintable(text)) return `'${text.replaceAll("'", "''")}'`;
  if (!isKey && !inFlow && kind === 9 && isBlockable(text)) return blockScalar(text, style, depth);
  return doubleQuoted(text, random, odd);
}

function oddScalar(text: string, random: Random): string {
  return random.pick([
    text,
    `!!str ${text}`,
    `! ${text}`,
    `!x ${text}`,
    `!!binary ${text}`,
    `!!binary "${Buffer.from(text).toString('base64')}"`,
    `&a ${text}`,
    `*a`,
    `&a "${text}"`,
    `"${text}`,
    `'${text}`,
    `@${text}`,
    `%${text}`,
    `\`${text}`,
    `!<tag:yaml.org,2002:str> ${text}`,
    `${text} `,
    `${text}:`,
    `${text}: `,
    `${text} #`,
    `- ${text}`,
    `? ${text}`,
    `[${text}]`,
    `{${text}}`,
    `"${text}"x`,
    `${text}\n   ${text}`,
    '|',
    '>',
    '<<',
    '=',
    '',
  ]);
}

/** Whether every reader takes the text for this very string when it stands bare. */
function isPlain(text: string, inFlow: boolean): boolean {
  if (!/^[A-Za-z][A-Za-z0-9 ./@*+=_:-]*$/.test(text) || /[ :]$/.test(text) || /: | #/.test(text))
    return false;
  if (/^(?:y|n|yes|no|on|off|true|false|null|nan|inf)$/i.test(text)) return false;
  return !inFlow || !/:/.test(text);
}

const isPrintable = (text: string) => /^[\x20-\x7e\xa0-\xac\u00ae-\u0fff\u3000-\ud7ff]*$/.test(text);
const isBlockable = (text: string) =>
  text !== '' && isPrintable(text.replaceAll('\n', '')) && !/^\s/.test(text);

function blockScalar(text: string, style: Style, depth: number): string {
  const { random } = style;
  const folded = random.chance(0.4) && !/\n/.test(text);
  const chomp = random.pick(['-', '-', '', '+']);
  const indent = random.chance(style.odd) ? random.pick(['1', '2', '9', '0', '10']) : '';
  const pad = ' '.repeat((depth + 1) * style.step + 1);
  const body = text.split('\n').map((line) => (line === '' ? '' : pad + line));
  const wrapped =
    random.chance(0.3) && /^[A-Za-z0-9+/=]{80,}$/.test(text)
      ? (text.match(/.{1,76}/g) ?? []).map((line) => pad + line)
      : body;
  return `${folded ? '>' : '|'}${indent}${chomp}${style.newline}${wrapped.join(style.newline)}`;
}

/** JSON is nearly YAML; a few characters may be written as escapes of YAML's own. */
function doubleQuoted(text: string, random: Random, odd: number): string {
  const json = JSON.stringify(text).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  if (!random.chance(odd)) return json;
  const at = 1 + random.below(json.length - 1);
  const written = random.pick([
    '\\/',
    '\\x41',
    '\\u0041',
    '\\U00000041',
    '\\e',
    '\\a',
    '\\0',
    '\\N',
    '\\_',
    '\\L',
    '\\P',
    '\\ ',
    '\\\t',
    "\\'",
    '\\z',
    '\\ud800',
    '\\ud83d\\ude00',
    '\\U00110000',
    '\\\n   ',
    '\n  ',
    '\n\n',
    '\t',
    '\\x4',
    '\\',
  ]);
  return json.slice(0, at) + written + json.slice(at);
}
