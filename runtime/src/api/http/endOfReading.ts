import { CancelledError, MetricsError } from "../../errors.js";

/** Errors after which asking for anything else is pointless: the host is gone, the token refused. */
const hopeless = new WeakSet<Error>();

export function markHopeless<E extends Error>(error: E): E {
  hopeless.add(error);
  return error;
}

export function isHopeless(error: unknown): boolean {
  return error instanceof Error && hopeless.has(error);
}

/** What to throw when `signal` is aborted: its own reason where that is an error of ours. */
export function cancelledBy(signal: AbortSignal): MetricsError {
  if (signal.reason instanceof MetricsError) return signal.reason;
  return new CancelledError("Reading from the platform was cancelled.");
}
