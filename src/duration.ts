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
