import type { ApiError } from "../../errors.js";
import type { Log } from "../../log.js";
import { type CheckedRetry, usualAttempts } from "./retry.js";

/** Milliseconds without progress before the first report, and between reports. */
const quietAtFirst = 5000;
const betweenLines = 30_000;

/** The state of one host: when it last responded properly, and whether it was given up. */
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
  /** Why it was given up, and until when no requests are sent. */
  #gone: { error: ApiError; until: number } | undefined;

  constructor(origin: string, retry: CheckedRetry, log: Log | undefined, now: () => number) {
    this.#origin = origin;
    this.#retry = retry;
    this.#log = log;
    this.#now = now;
  }

  /** The error to fail with at once, if the host was just given up. */
  get givenUp(): ApiError | undefined {
    return this.#gone && this.#now() < this.#gone.until ? this.#gone.error : undefined;
  }

  /** The host sent a meaningful response. */
  progressed(): void {
    this.#progressAt = this.#now();
    if (this.#gone) this.#gone = undefined;
    if (this.#failingSince === undefined) return;
    this.#failingSince = undefined;
    clearTimeout(this.#timer);
  }

  /** A request failed. This is logged if it continues without any progress. */
  failed(why: string): void {
    this.#lastFailure = why;
    if (this.#failingSince !== undefined) return;
    this.#failingSince = this.#now();
    if (this.#log) this.#timer = setTimeout(() => this.#say(), quietAtFirst).unref();
  }

  /** A request that failed starts to wait for the host. Callers must call {@link leave} later. */
  wait(): void {
    this.#waiting++;
  }

  /** Such a request has ended. When none is waiting, logging stops. */
  leave(): void {
    if (--this.#waiting > 0) return;
    clearTimeout(this.#timer);
    this.#failingSince = undefined;
  }

  /** Keeps the error for subsequent requests; one attempt is made after `maxDelay`. */
  giveUp(error: ApiError): ApiError {
    this.#gone ??= { error, until: 0 };
    this.#gone.until = this.#now() + this.#retry.maxDelay;
    clearTimeout(this.#timer);
    return this.#gone.error;
  }

  /**
   * Whether a request that failed `attempt` times, first at `since`, has used up its attempts.
   * `gone` means that it failed because the host delivered nothing at all. A host name that never
   * resolved is more likely wrong than temporarily down.
   */
  verdict(attempt: number, since: number, isNameUnknown: boolean): "again" | "enough" | "gone" {
    const { attempts, giveUpAfter } = this.#retry;
    const wasReached = this.#progressAt !== Number.NEGATIVE_INFINITY;
    if (this.#gone || this.quietFor(since) >= giveUpAfter) return "gone";
    if (isNameUnknown && !wasReached && attempt >= usualAttempts) return "gone";
    const most = attempts ?? (this.#progressAt > since ? usualAttempts : Number.POSITIVE_INFINITY);
    return attempt >= most ? "enough" : "again";
  }

  /** Milliseconds since it delivered something, or since `since` if that is later. */
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
      `No response from ${this.#origin} for ${Math.round(quiet / 1000)} s (${this.#lastFailure}). Retrying for another ${Math.ceil(left / 1000)} s (METRICS_RETRY_FOR).`,
    );
    if (left > 0) this.#timer = setTimeout(() => this.#say(), betweenLines).unref();
  }
}
