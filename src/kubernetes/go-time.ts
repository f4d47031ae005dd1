import { goQuote } from './go-text.ts';

/** A time as the API server writes it (`2026-11-22T15:00:00Z`), or Go's complaint about the text. */
export type GoTime =
  | { readonly text: string; readonly fault: null }
  | { readonly text: null; readonly fault: string };

/** Pieces of RFC 3339 by the names that Go's layouts give them. */
const pieces: readonly (readonly [string, RegExp])[] = [
  ['2006', /^\d{4}/],
  ['-', /^-/],
  ['01', /^\d\d/],
  ['-', /^-/],
  ['02', /^\d\d/],
  ['T', /^T/],
  ['15', /^\d\d?/],
  [':', /^:/],
  ['04', /^\d\d/],
  [':', /^:/],
  ['05', /^\d\d(?:[.,]\d+)?/],
  ['Z07:00', /^(?:Z|[+-]\d\d:\d\d)/],
];

/** Parses a `metav1.Time` as `time.Parse(time.RFC3339, …)` does, fractions cut off. */
export function parseGoTime(value: string): GoTime {
  const found: Record<string, string> = {};
  let rest = value;
  for (const [name, pattern] of pieces) {
    const piece = pattern.exec(rest)?.[0];
    if (piece === undefined) {
      const layout = goQuote('2006-01-02T15:04:05Z07:00');
      return refuse(
        `parsing time ${goQuote(value)} as ${layout}: cannot parse ${goQuote(rest)} as ${goQuote(name)}`,
      );
    }
    found[name] = piece;
    rest = rest.slice(piece.length);
  }
  if (rest !== '') return refuse(`parsing time ${goQuote(value)}: extra text: ${goQuote(rest)}`);
  const numbers = ['2006', '01', '02', '15', '04', '05'].map((name) =>
    Number.parseInt(found[name] ?? '0', 10),
  );
  const [zoneHours = 0, zoneMinutes = 0] = (found['Z07:00'] ?? '').slice(1).split(':').map(Number);
  const outside = outOfRange(numbers, zoneHours, zoneMinutes);
  if (outside !== null) return refuse(`parsing time ${goQuote(value)}: ${outside} out of range`);
  const offset = (zoneHours * 60 + zoneMinutes) * ((found['Z07:00'] ?? '').startsWith('-') ? -1 : 1);
  return { text: formatUtc(numbers, offset), fault: null };
}

function refuse(fault: string): GoTime {
  return { text: null, fault };
}

function outOfRange(numbers: readonly number[], zoneHours: number, zoneMinutes: number): string | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = numbers;
  const days = utc([year, month + 1, 0, 0, 0, 0]).getUTCDate();
  const checks: readonly (readonly [string, boolean])[] = [
    ['month', month < 1 || month > 12],
    ['hour', hour > 23],
    ['minute', minute > 59],
    ['second', second > 59],
    ['time zone offset hour', zoneHours > 24],
    ['time zone offset minute', zoneMinutes > 60],
    ['day', day < 1 || day > days],
  ];
  return checks.find(([, outside]) => outside)?.[0] ?? null;
}

/** Years below 100 are years, which `Date.UTC` does not think. */
function utc(numbers: readonly number[]): Date {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = numbers;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  return date;
}

function formatUtc(numbers: readonly number[], offsetMinutes: number): string {
  const date = utc(numbers);
  date.setUTCMinutes(date.getUTCMinutes() - offsetMinutes);
  return `${date.toISOString().slice(0, -5)}Z`;
}
