/** PEM and base64 around a request: headers, text, several blocks, line ends, labels, truncation. */
import type { Random } from './random.ts';

const labels = [
  'CERTIFICATE REQUEST',
  'CERTIFICATE REQUEST',
  'CERTIFICATE REQUEST',
  'NEW CERTIFICATE REQUEST',
  'CERTIFICATE',
  'certificate request',
  ' CERTIFICATE REQUEST',
  'CERTIFICATE REQUEST ',
  'CERTIFICATE  REQUEST',
  'PRIVATE KEY',
  '',
  '-',
  'A-----',
];
const headers = [
  'A: b',
  'Proc-Type: 4,ENCRYPTED',
  'DEK-Info: AES-128-CBC,00',
  'a:b',
  ':',
  ': x',
  'A:',
  'A : b',
  ' A: b',
  'A: b\n c',
  'x',
  'A: -----END CERTIFICATE REQUEST-----',
];
const between = [
  '',
  '\n',
  'text\n',
  'text',
  '\r\n',
  ' ',
  '\t',
  '-----\n',
  '-----BEGIN\n',
  '-----BEGIN -----\n',
  '-----BEGIN A-----\n',
  '-----END CERTIFICATE REQUEST-----\n',
  '-----END A-----\n',
  '-----BEGIN CERTIFICATE REQUEST-----\n',
  '-----BEGIN A-----\nAAAA\n-----END A-----\n',
  '\n-----BEGIN A-----\n!\n-----END A-----\n',
  '-----BEGIN A-----\n-----END A-----\n',
  '\0',
  '\ufeff',
];

/** A block like openssl's. */
export function pemOf(der: Uint8Array, label = 'CERTIFICATE REQUEST'): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

function oddBlock(der: Uint8Array, random: Random): string {
  const label = random.pick(labels);
  const width = random.pick([64, 64, 64, 76, 10, 1, 4, 10_000]);
  const base64 = Buffer.from(der).toString('base64');
  const lines = base64.match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
  const heads = random.chance(0.3) ? random.several(1, 2, () => random.pick(headers)) : [];
  const blank = heads.length > 0 && random.chance(0.8) ? [''] : [];
  const begin = `-----BEGIN ${label}-----${random.chance(0.1) ? random.pick([' ', '\t', 'x', ' x', '-', '\r', '\v']) : ''}`;
  const endLabel = random.chance(0.93) ? label : random.pick(labels);
  const end = `${random.chance(0.05) ? random.pick([' ', 'x', '\t']) : ''}-----END ${endLabel}-----${random.chance(0.1) ? random.pick([' ', '\t', 'x', ' x', '-', '\r']) : ''}`;
  const newline = random.chance(0.85) ? '\n' : random.pick(['\r\n', '\r', '\n\n', ' \n', '\t\n']);
  return [begin, ...heads, ...blank, ...lines, end].join(newline) + (random.chance(0.85) ? '\n' : '');
}

function mutateText(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const sign = random.pick([...'\n\r\t -=A+/:!é', '\0', '----', '-----', '-----BEGIN ', '-----END ']);
  switch (random.below(4)) {
    case 0:
      return text.slice(0, at) + sign + text.slice(at);
    case 1:
      return text.slice(0, at) + text.slice(at + 1 + random.below(6));
    case 2:
      return text.slice(0, at) + sign + text.slice(at + 1);
    default:
      return random.chance(0.3)
        ? text.slice(0, at)
        : text.slice(0, at) + text.slice(Math.max(at - random.below(40), 0));
  }
}

/** PEM text of one or more blocks, most of them holding `der`. */
export function oddPem(der: Uint8Array, random: Random): string {
  const parts = random.several(1, random.pick([1, 1, 1, 2, 3]), () => {
    const before = random.chance(0.2) ? random.pick(between) : '';
    return before + (random.chance(0.6) ? pemOf(der) : oddBlock(der, random));
  });
  let text = parts.join('') + (random.chance(0.2) ? random.pick(between) : '');
  if (random.chance(0.35)) for (const _ of random.several(1, 3, () => 0)) text = mutateText(text, random);
  return text;
}

/** Base64 as `spec.request` might hold it. */
export function oddBase64(octets: Uint8Array, random: Random): string {
  const base64 = Buffer.from(octets).toString('base64');
  if (random.chance(0.55)) return base64;
  const at = random.below(base64.length + 1);
  switch (random.below(9)) {
    case 0:
      return base64.replace(
        new RegExp(`(.{${random.pick([1, 4, 60, 64, 76])}})`, 'g'),
        `$1${random.pick(['\n', '\r\n', '\r', ' '])}`,
      );
    case 1:
      return (
        base64.slice(0, at) +
        random.pick(['\n', '\r', ' ', '\t', '=', '==', '-', '_', 'A', '+', 'é', '\0', '\u2028']) +
        base64.slice(at)
      );
    case 2:
      return base64.replace(/=+$/, '');
    case 3:
      return base64 + random.pick(['=', '==', 'A', 'AA', 'AAA', 'AAAA', '\n', ' ', '\n\n', '=\n', 'QQ==']);
    case 4:
      return base64.slice(0, at);
    case 5:
      return base64.replace(/=+$/, (pad) => pad.split('').join(random.pick(['\n', '\r\n', ' ', 'A'])));
    case 6:
      return random.pick([
        '',
        '=',
        '==',
        '====',
        'A',
        'AA',
        'AA=',
        'AA==',
        'AB==',
        'AAA=',
        'AAB=',
        'AA=A',
        'A===',
        '\n',
        'AA=\n=',
      ]);
    case 7:
      return random.pick([
        Buffer.from(base64).toString('base64'),
        Buffer.from(octets).toString('latin1'),
        base64.replaceAll('+', '-').replaceAll('/', '_'),
      ]);
    default:
      return random.pick(['\n', ' ', '\t', '\ufeff']) + base64;
  }
}
