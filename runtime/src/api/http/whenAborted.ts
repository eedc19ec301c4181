/** Work that ends early when a signal is aborted. */
export interface Abortable {
  abort(reason: Error): void;
}

const waiting = new WeakMap<AbortSignal, Set<Abortable>>();

/**
 * Aborts `work` with `signal` until it is removed. The signal has only one listener for all work, because adding
 * a listener searches the signal's whole list.
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

/** Undoes {@link whenAborted}. */
export function forget(signal: AbortSignal, work: Abortable): void {
  waiting.get(signal)?.delete(work);
}

/** Why a signal was aborted, as an error. */
export function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error("aborted");
}
