const registries = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls `stop` when `signal` is aborted, until the function that it returns is called. However many
 * wait, the signal has one listener: a signal's own list is searched for each that is added.
 */
export function onAbort(signal: AbortSignal, stop: () => void): () => void {
  let stops = registries.get(signal);
  if (!stops) {
    const created = new Set<() => void>();
    signal.addEventListener(
      "abort",
      () => {
        for (const each of [...created]) each();
      },
      { once: true },
    );
    registries.set(signal, created);
    stops = created;
  }
  const all = stops.add(stop);
  return () => {
    all.delete(stop);
  };
}
