/**
 * Does all of the work, at most `limit` pieces at a time; results in the order of the entries. After
 * a failure no other piece is begun, and those under way come to their end first.
 *
 * @throws what the first piece that failed threw
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
