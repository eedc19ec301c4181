/** Does all of the work, at most `limit` pieces at a time; results in the order of the entries. */
export async function inParallel<T, R>(
  entries: readonly T[],
  limit: number,
  work: (entry: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const queue = entries.entries();
  const workers = Array.from({ length: Math.min(limit, entries.length) }, async () => {
    for (const [index, entry] of queue) results[index] = await work(entry);
  });
  await Promise.all(workers);
  return results;
}
