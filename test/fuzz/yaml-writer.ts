/** Writes a document as YAML in any of the ways that people and tools write it. */
import type { JsonValue } from '../../src/model.ts';
import type { Random } from './random.ts';
import { plainLiteral, type Style, scalar } from './yaml-scalars.ts';

/** A whole text; with `odd` 0 every reader should read it alike. */
export function writeYaml(document: JsonValue, random: Random, odd: number): string {
  const style: Style = {
    random,
    step: random.pick([2, 2, 2, 4, 1, 3, 8]),
    newline: random.chance(0.93) ? '\n' : '\r\n',
    odd,
    hanging: random.chance(0.7),
    flow: random.pick([0, 0, 0.1, 0.5, 1]),
  };
  const lines = blockLines(document, style, 0);
  const head = opening(style);
  // kubectl takes what begins with a brace for JSON; behind a marker it is YAML to everyone.
  if (lines[0]?.startsWith('{') && head.length === 0 && random.chance(0.8)) head.push('---');
  const text = [...head, ...lines, ...closing(style)].join(style.newline);
  return text + (random.chance(0.9) ? style.newline : '');
}

function opening({ random, odd }: Style): string[] {
  const lines: string[] = [];
  if (random.chance(odd))
    lines.push(
      random.pick([
        '%YAML 1.1',
        '%YAML 1.2',
        '%TAG ! tag:x,2000:',
        '# comment',
        '',
        '   ',
        '\t',
        '...',
        '---\n---',
      ]),
    );
  if (random.chance(0.2))
    lines.push(
      random.chance(odd)
        ? random.pick(['--- # c', '---  ', '--- ', '--- !!map', '--- |', '--- a: b', '---\t', '--- &a'])
        : '---',
    );
  if (random.chance(0.1)) lines.push('# a comment', '');
  return lines;
}

function closing({ random, odd }: Style): string[] {
  if (random.chance(odd))
    return [
      random.pick([
        '...',
        '---',
        '... # c',
        '---\na: b',
        '...\n---\nb',
        '# end',
        '  # end',
        '...\nx',
        '--- ""',
        ' ',
        '\t',
        '}',
        '- a',
        'x',
        'x: y',
        '\0',
        '--- {}\n---',
        '\ufeff',
      ]),
    ];
  return random.chance(0.05) ? ['# end'] : [];
}

function blockLines(value: JsonValue, style: Style, depth: number): string[] {
  if (
    typeof value !== 'object' ||
    value === null ||
    isEmpty(value) ||
    style.random.chance(style.flow * 0.3)
  ) {
    return [indented(inline(value, style, depth, false), style, depth)];
  }
  return Array.isArray(value)
    ? listLines(value, style, depth)
    : mapLines(value as Record<string, JsonValue>, style, depth);
}

const isEmpty = (value: object) => Object.keys(value).length === 0;

function mapLines(map: Readonly<Record<string, JsonValue>>, style: Style, depth: number): string[] {
  const { random, odd } = style;
  let entries = Object.entries(map);
  if (random.chance(0.15)) entries = entries.toReversed();
  if (entries.length > 0 && random.chance(odd / 2)) entries.push(random.pick(entries));
  return entries.flatMap(([key, value]) => [
    ...comments(style, depth),
    ...entryLines(key, value, style, depth),
  ]);
}

function entryLines(key: string, value: JsonValue, style: Style, depth: number): string[] {
  const { random, odd } = style;
  const name = scalar(key, style, false, true);
  const separator = random.chance(odd)
    ? random.pick([' : ', ':', ':\t', ':  ', ': &a ', ': !!str ', ': # c\n      ', ' :'])
    : ': ';
  if (random.chance(odd / 4))
    return [
      indented(`? ${name}`, style, depth),
      indented(`: ${inline(value, style, depth, false)}`, style, depth),
    ];
  const isBlock =
    typeof value === 'object' && value !== null && !isEmpty(value) && !random.chance(style.flow);
  if (!isBlock)
    return [
      indented(`${name}${separator}${inline(value, style, depth, false)}${remark(style)}`, style, depth),
    ];
  const deeper = Array.isArray(value) && !style.hanging ? depth : depth + 1;
  return [
    indented(`${name}${separator.trimEnd() || ':'}${remark(style)}`, style, depth),
    ...blockLines(value, style, deeper),
  ];
}

function listLines(list: readonly JsonValue[], style: Style, depth: number): string[] {
  return list.flatMap((item) => {
    const dash = style.random.chance(style.odd)
      ? style.random.pick(['-  ', '-\t', '-', '- - ', '-\n    '])
      : '- ';
    return [indented(`${dash}${inline(item, style, depth, false)}${remark(style)}`, style, depth)];
  });
}

function indented(text: string, { random, step, odd }: Style, depth: number): string {
  const width = depth * step + (random.chance(odd / 8) ? random.pick([-1, 1, 2]) : 0);
  return (random.chance(odd / 16) ? '\t' : ' ').repeat(Math.max(width, 0)) + text;
}

function comments(style: Style, depth: number): string[] {
  if (!style.random.chance(0.04)) return [];
  return [
    style.random.pick([
      '',
      '# note',
      indented('# note', style, depth),
      `${' '.repeat(9)}# note: x`,
      '#',
      '  ',
    ]),
  ];
}

function remark({ random, odd }: Style): string {
  if (random.chance(0.04)) return ' # note';
  return random.chance(odd / 4) ? random.pick(['#x', ' #', '\t# x', '  ', '\t', ' # "', ' #\t']) : '';
}

/** A value on one line (or folded over more, in flow style). */
function inline(value: JsonValue, style: Style, depth: number, inFlow: boolean): string {
  const { random } = style;
  if (typeof value === 'string') return scalar(value, style, inFlow, false, depth);
  if (typeof value !== 'object' || value === null) return plainLiteral(value, style);
  const gap = random.pick([
    '',
    ' ',
    ' ',
    random.chance(style.odd) ? `\n${' '.repeat((depth + 1) * style.step)}` : ' ',
  ]);
  const comma = random.chance(style.odd / 4)
    ? random.pick([' ,', ',,', ', , ', ' '])
    : random.pick([', ', ', ', random.chance(style.odd) ? ',' : ', ']);
  const trailing = random.chance(style.odd / 2) ? ',' : '';
  if (Array.isArray(value))
    return `[${gap}${value.map((item) => inline(item, style, depth, true)).join(comma)}${trailing}${gap}]`;
  const entries = Object.entries(value).map(([key, item]) => {
    const colon = random.chance(style.odd / 2) ? random.pick([':', ' : ', ' :', ': ']) : ': ';
    return `${scalar(key, style, true, true)}${colon}${inline(item, style, depth, true)}`;
  });
  return `{${gap}${entries.join(comma)}${trailing}${gap}}`;
}
