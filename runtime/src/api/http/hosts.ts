import type { ApiError } from "../../errors.js";
import type { Log } from "../../log.js";
import { type CheckedRetry, usualAttempts } from "./retry.js";

/** Milliseconds without progress, before it is said the first time and between saying so. */
const quietAtFirst = 5000;
const betweenLines = 30_000;

/** What is known of one host: when it last answered as it should, and whether it was given up. */
export class Host {
  readonly #origin: string;
  readonly #retry: CheckedRetry;
  readonly #log: Log | undefined;
  readonly #now: () => number;
  #progressAt = Number.NEGATIVE_INFINITY;
  #failingSince: number | undefined;
  #lastFailure = "";
  #waiting = 0;
  #timer: NodeJS.Timeout | undefined;
  /** Why it was given up, and until when it is not even asked. */
  #gone: { error: ApiError; until: number } | undefined;

  constructor(origin: string, retry: CheckedRetry, log: Log | undefined, now: () => number) {
    this.#origin = origin;
    this.#retry = retry;
    this.#log = log;
    this.#now = now;
  }

  /** The error to fail with at once, where the host was given up just now. */
  get givenUp(): ApiError | undefined {
    return this.#gone && this.#now() < this.#gone.until ? this.#gone.error : undefined;
  }

  /** It answered something that counts. */
  progressed(): void {
    this.#progressAt = this.#now();
    if (this.#gone) this.#gone = undefined;
    if (this.#failingSince === undefined) return;
    this.#failingSince = undefined;
    clearTimeout(this.#timer);
  }

  /** A request to it failed. It is said on the log when that goes on, without any progress. */
  failed(why: string): void {
    this.#lastFailure = why;
    if (this.#failingSince !== undefined) return;
    this.#failingSince = this.#now();
    if (this.#log) this.#timer = setTimeout(() => this.#say(), quietAtFirst).unref();
  }

  /** A request that failed before begins to wait for it. Whoever calls this calls {@link leave}. */
  wait(): void {
    this.#waiting++;
  }

  /** Such a request has ended. When none waits any longer, nothing more is said. */
  leave(): void {
    if (--this.#waiting > 0) return;
    clearTimeout(this.#timer);
    this.#failingSince = undefined;
  }

  /** Keeps the error for those who ask next; one try is made when `maxDelay` is over. */
  giveUp(error: ApiError): ApiError {
    this.#gone ??= { error, until: 0 };
    this.#gone.until = this.#now() + this.#retry.maxDelay;
    clearTimeout(this.#timer);
    return this.#gone.error;
  }

  /**
   * Whether a request that failed `attempt` times, for the first time at `since`, has had its tries;
   * and whether that is because the host brought nothing at all. A name that never led anywhere is
   * more likely wrong than gone for a while.
   */
  verdict(attempt: number, since: number, isNameUnknown: boolean): "again" | "enough" | "gone" {
    const { attempts, giveUpAfter } = this.#retry;
    const wasReached = this.#progressAt !== Number.NEGATIVE_INFINITY;
    if (this.#gone || this.quietFor(since) >= giveUpAfter) return "gone";
    if (isNameUnknown && !wasReached && attempt >= usualAttempts) return "gone";
    const most = attempts ?? (this.#progressAt > since ? usualAttempts : Number.POSITIVE_INFINITY);
    return attempt >= most ? "enough" : "again";
  }

  /** Milliseconds since it brought something, or since `since` where that is later. */
  quietFor(since: number): number {
    return this.#now() - Math.max(since, this.#progressAt);
  }

  #say(): void {
    const { giveUpAfter } = this.#retry;
    const since = this.#failingSince;
    if (since === undefined) return;
    const quiet = this.#now() - since;
    const left = Math.max(0, giveUpAfter - quiet);
    this.#log?.warn(
      `No answer from ${this.#origin} for ${Math.round(quiet / 1000)} s (${this.#lastFailure}); trying for another ${Math.ceil(left / 1000)} s (METRICS_RETRY_FOR).`,
    );
    if (left > 0) this.#timer = setTimeout(() => this.#say(), betweenLines).unref();
  }
}
