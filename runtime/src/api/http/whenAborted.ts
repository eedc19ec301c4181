/** What ends early when a signal is aborted. */
export interface Abortable {
  abort(reason: Error): void;
}

const waiting = new WeakMap<AbortSignal, Set<Abortable>>();

/**
 * Aborts `work` when `signal` is, until it is forgotten. However many wait, the signal has one
 * listener: a signal's own list is searched for each that is added.
 */
export function whenAborted(signal: AbortSignal, work: Abortable): void {
  let all = waiting.get(signal);
  if (!all) {
    const created = new Set<Abortable>();
    const abortAll = () => {
      for (const each of [...created]) each.abort(reasonOf(signal));
      created.clear();
    };
    signal.addEventListener("abort", abortAll, { once: true });
    waiting.set(signal, created);
    all = created;
  }
  all.add(work);
}

/** Ends what {@link whenAborted} began. */
export function forget(signal: AbortSignal, work: Abortable): void {
  waiting.get(signal)?.delete(work);
}

/** Why a signal was aborted, as an error. */
export function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error("aborted");
}
