import { linkedController } from "./linkedController.js";

/**
 * Runs `work` for each item, at most `limit` at once, and returns the results in order. The first failure stops
 * running work, and is thrown when that has ended.
 */
export async function sideBySide<T, R>(
  items: readonly T[],
  signal: AbortSignal | undefined,
  work: (item: T, signal: AbortSignal) => Promise<R>,
  limit = 32,
): Promise<R[]> {
  using stop = linkedController(signal);
  const results: R[] = new Array(items.length);
  let next = 0;
  let failure: { error: unknown } | undefined;
  const worker = async () => {
    while (next < items.length && !failure) {
      const i = next++;
      try {
        results[i] = await work(items[i] as T, stop.signal);
      } catch (error) {
        failure ??= { error };
        stop.abort();
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  if (failure) throw failure.error;
  return results;
}
