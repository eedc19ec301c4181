/**
 * Processes all entries, at most `limit` at a time; results are in the order of the entries. After
 * a failure, no other entry is started, and the running ones finish first.
 *
 * @throws the error of the first entry that failed
 */
export async function inParallel<T, R>(
  entries: readonly T[],
  limit: number,
  work: (entry: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const queue = entries.entries();
  let failure: { error: unknown } | undefined;
  const workers = Array.from({ length: Math.min(limit, entries.length) }, async () => {
    for (const [index, entry] of queue) {
      if (failure) return;
      try {
        results[index] = await work(entry);
      } catch (error) {
        failure ??= { error };
      }
    }
  });
  await Promise.all(workers);
  if (failure) throw failure.error;
  return results;
}
