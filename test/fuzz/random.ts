/** Chances from a seed: the same seed gives the same case on every machine. */
export interface Random {
  /** A whole number from 0 up to, not including, `bound`. */
  readonly below: (bound: number) => number;
  readonly pick: <T>(list: readonly T[]) => T;
  /** True with this probability. */
  readonly chance: (probability: number) => boolean;
  /** Between `least` and `most` things. */
  readonly several: <T>(least: number, most: number, make: () => T) => T[];
  readonly octets: (length: number) => Uint8Array;
}

/** A small generator of numbers (mulberry32). */
export function randomOf(seed: number): Random {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (bound: number) => Math.floor(next() * bound);
  return {
    below,
    pick: (list) => {
      if (list.length === 0) throw new Error('nothing to pick from');
      return list[below(list.length)] as (typeof list)[number];
    },
    chance: (probability) => next() < probability,
    several: (least, most, make) => Array.from({ length: least + below(most - least + 1) }, make),
    octets: (length) => Uint8Array.from({ length }, () => below(256)),
  };
}

/** The seed of the case at `index` of a run; that of the first case is the run's own, so that one can be replayed. */
export function caseSeed(seed: number, index: number): number {
  return (seed + Math.imul(index, 0x9e3779b1)) >>> 0;
}
