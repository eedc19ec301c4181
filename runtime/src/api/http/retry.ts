import { ConfigError } from "../../errors.js";
import { cancelledBy } from "./endOfReading.js";
import { type Abortable, forget, whenAborted } from "./whenAborted.js";

/** How often and how long requests are retried. */
export interface RetryOptions {
  /**
   * Milliseconds without any progress of a host after which its requests fail. A shorter outage only costs
   * time.
   * @default METRICS_RETRY_FOR, else 600000
   */
  giveUpAfter?: number;
  /**
   * Attempts per request, including the first one. Default: 10 while the host responds to other requests, and
   * unlimited while it responds to none. A number given here applies in both cases.
   */
  attempts?: number;
  /**
   * Maximum delay before the second attempt, in milliseconds. It doubles for every further attempt. The actual
   * delay is random, between half and all of it, so that many clients do not return at once.
   * @default 100
   */
  minDelay?: number;
  /**
   * Upper limit of the delay in milliseconds, except for delays that the server requests.
   * @default 30000
   */
  maxDelay?: number;
  /**
   * Upper limit of the delay for a server's Retry-After, in milliseconds. Longer ones are shortened to this.
   * @default 60000
   */
  maxRetryAfter?: number;
}

/** Attempts per request while its host responds to others. */
export const usualAttempts = 10;

/** The options with defaults; `attempts` only if it was given. */
export type CheckedRetry = Required<Omit<RetryOptions, "attempts">> & {
  attempts: number | undefined;
};

/**
 * Fills in the defaults of the options.
 * @param env may contain METRICS_RETRY_FOR
 * @throws {ConfigError} if one is out of range, such as zero attempts
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
    throw new ConfigError(`retry.attempts must be an integer of at least 1, got ${attempts}.`);
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
 * METRICS_RETRY_FOR in milliseconds. Its value is a number of seconds, or has a unit (`90s`, `10m`, `1h`).
 * Default: ten minutes.
 * @throws {ConfigError} if it is invalid
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
      hint: "Use for example 600, 90s, 10m or 1h; the maximum is 24 days.",
    },
  );
}

/** Statuses that mean "not now" rather than "no". */
const transientStatuses = new Set([408, 425, 429, 500, 502, 503, 504]);

export function isTransientStatus(status: number): boolean {
  return transientStatuses.has(status) || (status >= 520 && status <= 599);
}

/** Delay of a Retry-After header (seconds or an HTTP date) in milliseconds; undefined if it is invalid. */
export function retryAfterMilliseconds(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  const text = value.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** The delay before attempt number `next` (2, 3, …), in milliseconds. */
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

/** Waits. Throws the error of a cancelled reader if the signal is aborted. */
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
