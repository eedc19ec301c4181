import { setMaxListeners } from "node:events";

/** A controller that can be aborted separately, and is also aborted with `signal` until it is released. */
export interface LinkedController extends Disposable {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}

export function linkedController(signal: AbortSignal | undefined): LinkedController {
  const own = new AbortController();
  // Every running request listens to it: that is not a leak.
  setMaxListeners(0, own.signal);
  const forward = () => own.abort(signal?.reason);
  if (signal?.aborted) forward();
  signal?.addEventListener("abort", forward, { once: true });
  return {
    signal: own.signal,
    abort: (reason) => own.abort(reason),
    [Symbol.dispose]: () => signal?.removeEventListener("abort", forward),
  };
}
