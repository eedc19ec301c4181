import { ConfigError } from "../../errors.js";
import { type Abortable, forget, whenAborted } from "./whenAborted.js";

/** How often, and how patiently, a request that may succeed later is tried again. */
export interface RetryOptions {
  /**
   * Tries of one request, the first one included.
   * @default 10
   */
  attempts?: number;
  /**
   * Longest wait before the second try, in milliseconds. Every further try doubles it; the wait is
   * drawn at random between half of that and all of it, so that many clients do not return at once.
   * @default 100
   */
  minDelay?: number;
  /**
   * No wait is longer than this, in milliseconds, but for one that the server asks for.
   * @default 5000
   */
  maxDelay?: number;
  /**
   * Longest wait that a server's Retry-After is granted, in milliseconds. Where it asks for more,
   * the wait is cut to this.
   * @default 60000
   */
  maxRetryAfter?: number;
}

/**
 * The options with their defaults.
 * @throws {ConfigError} where one makes no sense, such as no tries at all
 */
export function checkedRetry(options: RetryOptions = {}): Required<RetryOptions> {
  const retry = { ...defaultRetry, ...options };
  for (const [name, value] of Object.entries(retry)) {
    const least = name === "attempts" ? 1 : 0;
    if (value >= least && value < 2 ** 31 && (Number.isInteger(value) || least === 0)) continue;
    throw new ConfigError(
      `retry.${name} must be a ${least === 1 ? "whole number from 1 on" : "number of milliseconds"}, and is ${value}.`,
    );
  }
  return retry;
}

export const defaultRetry: Required<RetryOptions> = {
  attempts: 10,
  minDelay: 100,
  maxDelay: 5000,
  maxRetryAfter: 60_000,
};

/** Answers that say "not now" rather than "no". */
const transientStatuses = new Set([408, 425, 429, 500, 502, 503, 504]);

export function isTransientStatus(status: number): boolean {
  return transientStatuses.has(status) || (status >= 520 && status <= 599);
}

/** Milliseconds that a Retry-After header asks for: seconds or an HTTP date. Undefined if unreadable. */
export function retryAfterMilliseconds(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  const text = value.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** The wait before try number `next` (2, 3, …), in milliseconds. */
export function retryDelay(
  next: number,
  retry: Required<RetryOptions>,
  retryAfter: number | undefined,
  random: () => number = Math.random,
): number {
  const ceiling = Math.min(retry.maxDelay, retry.minDelay * 2 ** (next - 2));
  const jittered = ceiling * (0.5 + 0.5 * random());
  if (retryAfter === undefined) return jittered;
  return Math.max(Math.min(retryAfter, retry.maxRetryAfter), jittered);
}

/** Waits, or fails as soon as the signal is aborted. */
export async function wait(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const waiter: Abortable = {
      abort(reason) {
        clearTimeout(timer);
        reject(reason);
      },
    };
    const timer = setTimeout(() => {
      if (signal) forget(signal, waiter);
      resolve();
    }, milliseconds);
    if (signal) whenAborted(signal, waiter);
  });
}
