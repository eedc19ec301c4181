import { ConfigError } from "../../errors.js";
import { cancelledBy } from "./endOfReading.js";
import { type Abortable, forget, whenAborted } from "./whenAborted.js";

/** How often, and how patiently, a request that may succeed later is tried again. */
export interface RetryOptions {
  /**
   * Milliseconds without any progress of a host, after which what is asked of it fails. An outage that
   * is shorter costs time and nothing else.
   * @default METRICS_RETRY_FOR, else 600000
   */
  giveUpAfter?: number;
  /**
   * Tries of one request, the first one included. By default that is 10 while the host answers other
   * requests, and without limit while it answers none; a number given here holds in either case.
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
   * @default 30000
   */
  maxDelay?: number;
  /**
   * Longest wait that a server's Retry-After is granted, in milliseconds. Where it asks for more,
   * the wait is cut to this.
   * @default 60000
   */
  maxRetryAfter?: number;
}

/** Tries of one request while its host answers others. */
export const usualAttempts = 10;

/** The options with their defaults; `attempts` only where it was given. */
export type CheckedRetry = Required<Omit<RetryOptions, "attempts">> & {
  attempts: number | undefined;
};

/**
 * The options with their defaults.
 * @param env holds METRICS_RETRY_FOR
 * @throws {ConfigError} where one makes no sense, such as no tries at all
 */
export function checkedRetry(
  options: RetryOptions = {},
  env: Readonly<Record<string, string | undefined>> = {},
): CheckedRetry {
  const { attempts, ...times } = options;
  for (const [name, value] of Object.entries(times)) {
    if (value === undefined || (value >= 0 && value < 2 ** 31)) continue;
    throw new ConfigError(`retry.${name} must be a number of milliseconds, got ${value}.`);
  }
  if (attempts !== undefined && !(Number.isInteger(attempts) && attempts >= 1)) {
    throw new ConfigError(`retry.attempts must be a whole number from 1 on, got ${attempts}.`);
  }
  return { ...defaultRetry, giveUpAfter: retryFor(env), ...times, attempts };
}

export const defaultRetry: CheckedRetry = {
  attempts: undefined,
  giveUpAfter: 600_000,
  minDelay: 100,
  maxDelay: 30_000,
  maxRetryAfter: 60_000,
};

const units: Readonly<Record<string, number>> = {
  ms: 1,
  "": 1000,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/**
 * What METRICS_RETRY_FOR says, in milliseconds: a number of seconds, or one with a unit (`90s`, `10m`,
 * `1h`). Unset or empty: ten minutes.
 * @throws {ConfigError} where it is no such time
 */
function retryFor(env: Readonly<Record<string, string | undefined>>): number {
  const text = env.METRICS_RETRY_FOR?.trim();
  if (text === undefined || text === "") return defaultRetry.giveUpAfter;
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)?$/i.exec(text) ?? [];
  const milliseconds = Number(number) * (units[unit.toLowerCase()] ?? Number.NaN);
  if (milliseconds < 2 ** 31) return milliseconds;
  throw new ConfigError(
    `METRICS_RETRY_FOR must be a number of seconds, got ${JSON.stringify(text)}.`,
    {
      hint: "600, 90s, 10m and 1h are such times; the longest is 24 days.",
    },
  );
}

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
  retry: CheckedRetry,
  retryAfter: number | undefined,
  random: () => number = Math.random,
): number {
  const ceiling = Math.min(retry.maxDelay, retry.minDelay * 2 ** (next - 2));
  const jittered = ceiling * (0.5 + 0.5 * random());
  if (retryAfter === undefined) return jittered;
  return Math.max(Math.min(retryAfter, retry.maxRetryAfter), jittered);
}

/** Waits, or throws what a reader throws whose signal is aborted. */
export async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await wait(milliseconds, signal);
  } catch (error) {
    throw signal?.aborted ? cancelledBy(signal) : error;
  }
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
