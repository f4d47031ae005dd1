/** Durations as kubectl shows them (`apimachinery/pkg/util/duration`, HumanDuration): two units at most, coarser with size. */

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

/** Largest duration below which each pair of units is used; a single unit has no second one. */
const scales: readonly (readonly [
  below: number,
  large: readonly [number, string],
  small: readonly [number, string] | null,
])[] = [
  [2 * minute, [1, 's'], null],
  [10 * minute, [minute, 'm'], [1, 's']],
  [3 * hour, [minute, 'm'], null],
  [8 * hour, [hour, 'h'], [minute, 'm']],
  [2 * day, [hour, 'h'], null],
  [8 * day, [day, 'd'], [hour, 'h']],
  [2 * year, [day, 'd'], null],
  [8 * year, [year, 'y'], [day, 'd']],
  [Number.POSITIVE_INFINITY, [year, 'y'], null],
];

/** Whole seconds, at least 0. */
export function formatHumanDuration(seconds: number): string {
  const rounded = Math.max(0, Math.floor(seconds));
  const [, [largeSize, largeName], small] =
    scales.find(([below]) => rounded < below) ?? scales[0] ?? neverEmpty();
  const large = `${Math.floor(rounded / largeSize)}${largeName}`;
  if (small === null) return large;
  const [smallSize, smallName] = small;
  const rest = Math.floor((rounded % largeSize) / smallSize);
  return rest === 0 ? large : `${large}${rest}${smallName}`;
}

function neverEmpty(): never {
  throw new Error('there is a scale for every duration');
}
