/** Durations as people write and read them. Days are 86,400 seconds; there are no weeks, months or years. */

const units: readonly (readonly [number, string])[] = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
];

/** Seconds in words, exact: 129600 is `1 day 12 hours`. Days are 86,400 seconds. */
export function formatDuration(seconds: number): string {
  const parts: string[] = [];
  let rest = Math.abs(seconds);
  for (const [size, word] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${word}${count === 1 ? '' : 's'}`);
  }
  return parts.join(' ') || '0 seconds';
}

const factors: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400 };

/** Reads `90d`, `8h`, `30m` as seconds; null where the text is no such duration. */
export function parseDuration(text: string): number | null {
  const match = /^([1-9][0-9]{0,6})([mhd])$/.exec(text);
  return match ? Number(match[1]) * (factors[match[2] ?? ''] ?? 0) : null;
}

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };
const durationPart = /([1-9][0-9]{0,9}|0) ?(seconds?|sec|s|minutes?|min|m|hours?|h|days?|d|weeks?|w) ?/y;

/** Seconds of `600s`, of Go's `8760h0m0s`, of `30 days`; null for any other text, months and years above all. */
export function meantDuration(text: string): number | null {
  let seconds = 0;
  let at = 0;
  while (at < text.length) {
    durationPart.lastIndex = at;
    const [part, count, unit] = durationPart.exec(text) ?? [];
    if (part === undefined) return null;
    seconds += Number(count) * (unitSeconds[unit?.charAt(0) ?? ''] ?? 0);
    at += part.length;
  }
  return seconds === 0 ? null : seconds;
}

/** Seconds as `parseDuration` reads them, in the largest unit that is exact: `90d`; null where none is. */
export function shortDuration(seconds: number): string | null {
  const unit = ['d', 'h', 'm'].find((one) => seconds % (factors[one] ?? 1) === 0);
  return unit === undefined ? null : `${seconds / (factors[unit] ?? 1)}${unit}`;
}
