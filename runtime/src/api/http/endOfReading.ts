import { CancelledError, MetricsError } from "../../errors.js";

/** Errors after which further requests are pointless: the host is gone, or the token was refused. */
const hopeless = new WeakSet<Error>();

export function markHopeless<E extends Error>(error: E): E {
  hopeless.add(error);
  return error;
}

export function isHopeless(error: unknown): boolean {
  return error instanceof Error && hopeless.has(error);
}

/** The error to throw when `signal` is aborted: its reason if that is one of our errors. */
export function cancelledBy(signal: AbortSignal): MetricsError {
  if (signal.reason instanceof MetricsError) return signal.reason;
  return new CancelledError("Reading from the platform was cancelled.");
}
