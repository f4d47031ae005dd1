/**
 * A map by names that people write. It inherits nothing, so that a cluster or signer called `constructor` is one
 * that is not there, and not a function of the language.
 */
export function tableOf<Value>(entries: Iterable<readonly [string, Value]>): Record<string, Value> {
  const table = Object.create(null) as Record<string, Value>;
  for (const [key, value] of entries) table[key] = value;
  return table;
}
