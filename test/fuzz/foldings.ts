/**
 * Texts over several lines, in every style. They stand as usages, which are none: Kubernetes quotes what it read of
 * them in its refusal, so that values are compared sign by sign.
 */
import type { Random } from './random.ts';

const words = [
  'a',
  'b c',
  'd',
  'e#f',
  'g: h',
  'i:',
  '- j',
  'k ',
  ' l',
  '"m"',
  "n'o",
  '\\p',
  '{q',
  'r]',
  '#s',
  'é',
  '?',
  '&t',
  '*u',
  '!v',
  '%w',
  '...x',
  '--- y',
  '\tz',
  '\u00a0',
  '~',
  '1',
];
const gaps = ['\n', '\n', '\n', '\n\n', '\n\n\n', ' \n', '\t\n', '\r\n', ' ', '  ', '\n \n'];
const escapes = [
  '\\n',
  '\\t',
  '\\\\',
  '\\"',
  '\\x41',
  '\\u00e9',
  '\\U0001f600',
  '\\ ',
  '\\\n',
  '\\\r\n',
  '\\\n\n',
  ' \\\n',
  '\\e',
  '\\0',
  '\\_',
  '\\N',
  '\\L',
  '\\/',
  '\\\t',
  '\\r',
  "\\'",
];

/** A manifest whose usages are texts in odd styles. */
export function foldingManifest(random: Random): string {
  const texts = random.several(1, 3, () => scalar(random));
  const newline = random.chance(0.9) ? '\n' : '\r\n';
  const inFlow = random.chance(0.2);
  const list = inFlow
    ? [
        `  usages: [${texts.join(random.pick([', ', ',\n    ', '\n    , ']))}${random.pick(['', '\n  ', ','])}]`,
      ]
    : ['  usages:', ...texts.map((text) => `${random.pick(['  -', '    -'])} ${text}`)];
  const lines = [
    'apiVersion: certificates.k8s.io/v1',
    'kind: CertificateSigningRequest',
    'metadata: {name: a}',
    'spec:',
    ...(random.chance(0.5) ? ['  signerName: a.b/c'] : []),
    ...list,
    ...(random.chance(0.4)
      ? [random.pick(['# end', '  # end', '        # end', '', '   ', '...', '  signerName: a.b/c'])]
      : []),
  ];
  return lines.join(newline) + random.pick(['', newline, newline, newline, `${newline}${newline}`]);
}

function scalar(random: Random): string {
  const kind = random.below(10);
  if (kind < 2) return folded(random, random.pick([4, 6, 3]), () => random.pick(words));
  if (kind < 4) return `'${folded(random, 6, () => random.pick(words).replaceAll("'", "''"))}'`;
  if (kind < 7) return `"${folded(random, 6, () => doubleQuoted(random))}"`;
  return block(random);
}

function doubleQuoted(random: Random): string {
  const word = random.pick(words).replace(/[\\"]/g, '\\$&');
  return random.chance(0.4) ? word + random.pick(escapes) : word;
}

/** Pieces with gaps between them; lines begin with blanks, most of them enough. */
function folded(random: Random, indent: number, piece: () => string): string {
  let text = piece();
  for (const _ of random.several(0, 4, () => 0)) {
    const gap = random.pick(gaps);
    const lead = gap.includes('\n') ? ' '.repeat(Math.max(indent + random.pick([0, 0, 0, 1, 4, -3]), 0)) : '';
    text += gap + lead + piece();
  }
  return text;
}

/** A block scalar with its header and lines of any indentation. */
function block(random: Random): string {
  const base = random.pick([5, 6, 8]);
  const explicit = random.chance(0.15) ? String(random.pick([1, 2, 3, 4, 6])) : '';
  const chomp = random.pick(['', '', '-', '+']);
  const order = random.chance(0.8) ? explicit + chomp : chomp + explicit;
  const header = random.pick(['|', '>']) + order + random.pick(['', '', '', ' ', ' # note', '\t']);
  const lines = random.several(0, 6, () => {
    const kind = random.below(10);
    if (kind < 2) return random.pick(['', '', ' ', ' '.repeat(base), ' '.repeat(base + 2), '\t']);
    const lead = ' '.repeat(base + random.pick([0, 0, 0, 0, 1, 2, -1]));
    return lead + random.pick(words) + random.pick(['', '', '', ' ', '\t']);
  });
  return [header, ...lines].join('\n');
}
