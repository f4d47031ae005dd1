/** Calls under way at once for one cluster: beyond this an API server only queues. */
export const defaultWidth = 32;

/**
 * Runs `work` over all items, at most `width` at once, and keeps their order. After a first rejection nothing
 * more is started and the whole rejects; work that may fail alone says so in its result.
 */
export async function mapParallel<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  width: number = defaultWidth,
): Promise<readonly R[]> {
  const results: R[] = [];
  const queue = items.entries();
  let failed = false;
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) {
      if (failed) return;
      results[index] = await work(item).catch((error: unknown) => {
        failed = true;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return results;
}
