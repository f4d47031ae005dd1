import { createPrivateKey } from 'node:crypto';
import { derKey, type KeyFacts, spkiSha256Of } from './leaked-der.ts';

/** A private key in a text and where it begins, in UTF-16 units. */
export interface FoundKey extends KeyFacts {
  readonly offset: number;
}

/** Encodings within encodings that are followed: a PEM file in a Secret in a base64 archive, and one more. */
const maxLayers = 4;

/** Every private key in a text, in order, those inside base64 at the place of the base64. */
export function textKeys(text: string, layer = 0): FoundKey[] {
  const found = [...pemKeys(text), ...jwkKeys(text), ...markedKeys(text)];
  const hidden = layer < maxLayers ? base64Keys(text, layer).filter((key) => !isInside(key, found)) : [];
  return [...found, ...hidden].sort((a, b) => a.offset - b.offset);
}

interface Span extends FoundKey {
  readonly end: number;
}

function isInside({ offset }: FoundKey, spans: readonly FoundKey[]): boolean {
  return spans.some((span) => 'end' in span && span.offset <= offset && offset < (span as Span).end);
}

const begin = /-----BEGIN ((?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?)-----/g;

/** PEM of every label; a label without a key behind it, as in documentation, is none. */
function pemKeys(text: string): Span[] {
  if (!text.includes('PRIVATE KEY')) return [];
  const found: Span[] = [];
  for (const match of text.matchAll(begin)) {
    const start = match.index + match[0].length;
    const { digits, length } = pemBody(text, start);
    if (digits.length < 24) continue;
    const facts = derKey(Buffer.from(digits, 'base64'));
    const kind = match[1] ?? '';
    found.push({ kind, spkiSha256: facts?.spkiSha256 ?? null, offset: match.index, end: start + length });
  }
  return found;
}

/** Longest key looked at; an RSA key of 16384 bits has some 12,500 digits. */
const maxBody = 32_768;

/** The base64 digits after a BEGIN line, whatever quotes, marks and escaped line breaks stand around the lines. */
function pemBody(text: string, start: number): { readonly digits: string; readonly length: number } {
  const stop = text.indexOf('-----', start);
  const length = Math.min(stop === -1 ? text.length - start : stop - start, maxBody);
  const written = text.slice(start, start + length).split(/\n|\\[nr]/);
  // A diff marks every line with a plus, which is a digit of base64 too.
  const lines = written.slice(1).every((line) => line.startsWith('+'))
    ? written.map((line) => line.slice(1))
    : written;
  const digits = lines.filter((line) => !/^[\s"'>|#*]*[A-Za-z][\w-]*: /.test(line)).map(stripMarks);
  const foreign = digits.findIndex((line) => !/^[A-Za-z0-9+/=]*$/.test(line));
  return { digits: (foreign === -1 ? digits : digits.slice(0, foreign)).join(''), length };
}

const marksAround = new Set(' \t\r"\',>|#*\\');

/** A line without the quotes and marks around it; loops, since a pattern would be quadratic on hostile text. */
function stripMarks(line: string): string {
  let start = 0;
  let end = line.length;
  while (start < end && marksAround.has(line.charAt(start))) start++;
  while (end > start && marksAround.has(line.charAt(end - 1))) end--;
  return line.slice(start, end);
}

const jwkObject = /\{[^{}]{0,16384}?"kty"[^{}]{0,16384}\}/g;

/** JSON Web Keys with their private part (RFC 7518 section 6: `d`). */
function jwkKeys(text: string): Span[] {
  if (!text.includes('"kty"')) return [];
  const found: Span[] = [];
  for (const match of text.matchAll(jwkObject)) {
    const facts = jwkKey(match[0]);
    if (facts !== null) found.push({ ...facts, offset: match.index, end: match.index + match[0].length });
  }
  return found;
}

function jwkKey(json: string): KeyFacts | null {
  if (!/"d"\s*:\s*"[\w-]{16,}/.test(json)) return null;
  try {
    const key = createPrivateKey({ key: JSON.parse(json), format: 'jwk' });
    return { kind: 'JWK', spkiSha256: spkiSha256Of(key) };
  } catch {
    return { kind: 'JWK', spkiSha256: null };
  }
}

const marks: readonly (readonly [RegExp, string])[] = [
  [/PuTTY-User-Key-File-\d:/g, 'PuTTY'],
  [/AGE-SECRET-KEY-1[0-9A-Z]{50,}/g, 'age'],
];

function markedKeys(text: string): FoundKey[] {
  if (!/PuTTY-User-Key-File|AGE-SECRET-KEY-1/.test(text)) return [];
  return marks.flatMap(([mark, kind]) =>
    [...text.matchAll(mark)].map(({ index }) => ({ kind, spkiSha256: null, offset: index })),
  );
}

/** Runs of base64 or base64url long enough for the shortest key, over lines of any indentation. */
const run = /[A-Za-z0-9+/_-]{32,}={0,2}(?:[ \t\r]*\n[ \t]*[A-Za-z0-9+/_-]{4,}={0,2})*/g;

function base64Keys(text: string, layer: number): FoundKey[] {
  const found: FoundKey[] = [];
  for (const match of text.matchAll(run)) {
    const bytes = Buffer.from(match[0], 'base64');
    const binary = derKey(bytes);
    const keys = binary === null ? textKeys(bytes.toString('latin1'), layer + 1) : [binary];
    for (const { kind, spkiSha256 } of keys) found.push({ kind, spkiSha256, offset: match.index });
  }
  return found;
}
