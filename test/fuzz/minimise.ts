/** Makes a failing text or octet string as short as it can while it still fails (delta debugging). */

/** Whether a candidate still shows the disagreement. */
export type StillFails<T> = (candidate: T) => Promise<boolean>;

/** Removes ever smaller runs of parts until none can be left out. */
async function reduce<T>(
  parts: readonly T[],
  fails: StillFails<readonly T[]>,
  budget: { left: number },
): Promise<readonly T[]> {
  let kept = parts;
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < kept.length && budget.left > 0; ) {
      const without = [...kept.slice(0, at), ...kept.slice(at + size)];
      budget.left--;
      if (await fails(without)) kept = without;
      else at += size;
    }
  }
  return kept;
}

/** Lines first, then single signs of a text that has become short. */
export async function minimiseText(text: string, fails: StillFails<string>, tries = 800): Promise<string> {
  const budget = { left: tries };
  const lines = await reduce(text.split('\n'), (some) => fails(some.join('\n')), budget);
  const short = lines.join('\n');
  const signs = await reduce([...short], (some) => fails(some.join('')), budget);
  return signs.join('');
}
