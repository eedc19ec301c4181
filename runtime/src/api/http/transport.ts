import type { Dispatcher } from "undici";
import { ApiError, CancelledError, MetricsError } from "../../errors.js";
import type { Log } from "../../log.js";
import { Connections } from "./connections.js";
import { type AnswerHead, exchange, splitURL } from "./exchange.js";
import { codeOf, messageOf, redactedCause, redactText, redactURL } from "./redact.js";
import { RequestBudget, type RequestBudgetLimits, type RequestKind } from "./requestBudget.js";
import {
  isTransientStatus,
  type RetryOptions,
  retryAfterMilliseconds,
  retryDelay,
  wait,
} from "./retry.js";

/** One request, to be repeated until it is answered for good. */
export interface TransportRequest<T = Uint8Array> {
  /** Operation ID, or `download`; it stands in errors. */
  operation: string;
  kind: RequestKind;
  url: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  signal?: AbortSignal | undefined;
  /** Makes something of the bytes of a 2xx; a throw of {@link UnreadableBody} counts as a failed try. */
  read?: (bytes: Uint8Array, head: AnswerHead) => T;
}

/** An answer that is worth no further try: 2xx with what was read, or anything else with its bytes. */
export type Answer<T = Uint8Array> = AnswerHead &
  ({ ok: true; body: T } | { ok: false; body: Uint8Array });

export interface TransportOptions {
  limits: RequestBudgetLimits;
  retry: Required<RetryOptions>;
  /** Milliseconds without an answer's headers, or without a further byte of its body. */
  timeout: number;
  /** Milliseconds to open a connection. */
  connectTimeout: number;
  /** Sends instead of a pool of our own. */
  dispatcher?: Dispatcher | undefined;
  /** Base of the API: the token goes nowhere else. */
  apiURL: string;
  authToken: string;
  log?: Log | undefined;
}

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

/** Tries of an answer that came whole and makes no sense: it is broken for good, or was by a bad proxy. */
const maxUnreadable = 3;

/** Requests of one operation that fail for good, none between succeeding, before the rest is not tried. */
const hopelessFailures = 16;

const noHeaders: Readonly<Record<string, string>> = {};

/** Firewalls before an API may refuse who does not say who they are. */
const ownHeaders: Readonly<Record<string, string>> = { "user-agent": "metrics-project-runtime" };

/** Codes of hosts that cannot be reached at all. */
const unreachable = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Sends requests within the budget, and repeats those that may succeed later. */
export class Transport {
  readonly budget: RequestBudget;
  readonly #options: TransportOptions;
  readonly #apiOrigin: string;
  /** Per operation, how many requests in a row have failed for good. */
  readonly #failuresInARow = new Map<string, number>();
  #connections: Connections | undefined;

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#apiOrigin = new URL(options.apiURL).origin;
    this.budget = new RequestBudget(options.limits);
  }

  /** What must not appear in any message. */
  get secrets(): readonly string[] {
    return [this.#options.authToken];
  }

  /** Base of the API, without a slash at the end. */
  get apiURL(): string {
    return this.#options.apiURL;
  }

  get log(): Log | undefined {
    return this.#options.log;
  }

  async send<T = Uint8Array>(request: TransportRequest<T>): Promise<Answer<T>> {
    const { retry } = this.#options;
    const { signal, kind } = request;
    const method = request.method ?? "GET";
    const repeatable = method !== "POST" && method !== "PATCH";
    let unreadable = 0;
    for (let attempt = 1; ; attempt++) {
      let retryAfter: number | undefined;
      let failure: string;
      try {
        const place = this.budget.acquire(kind, signal);
        if (place) await place;
        try {
          const answer = await this.#sendOnce(request, method);
          const mayRepeat = repeatable || answer.status === 429 || answer.status === 503;
          if (!isTransientStatus(answer.status) || !mayRepeat || attempt >= retry.attempts) {
            return answer;
          }
          retryAfter = retryAfterMilliseconds(headerOf(answer, "retry-after"), Date.now());
          failure = `answered ${answer.status}`;
        } finally {
          this.budget.release(kind);
        }
      } catch (error) {
        if (signal?.aborted) throw cancelledBy(signal);
        if (error instanceof UnreadableBody) unreadable += error.vouchedFor ? 1 : 0;
        else if (error instanceof MetricsError) throw error;
        if (attempt >= retry.attempts || !repeatable || unreadable >= maxUnreadable) {
          throw this.#gaveUp(error, request, attempt);
        }
        failure = redactText(messageOf(error), this.secrets);
      }
      const delay = retryDelay(attempt + 1, retry, retryAfter);
      this.log?.debug(
        `${request.operation}: ${redactURL(request.url)} ${failure}; try ${attempt + 1} of ${retry.attempts} in ${Math.round(delay)} ms`,
      );
      try {
        await wait(delay, signal);
      } catch (error) {
        throw signal?.aborted ? cancelledBy(signal) : error;
      }
    }
  }

  /**
   * Takes note that `operation` failed for good once more. True where so many failed in a row that
   * the next one will, too.
   */
  failsEveryTime(operation: string): boolean {
    const failures = (this.#failuresInARow.get(operation) ?? 0) + 1;
    this.#failuresInARow.set(operation, failures);
    return failures >= hopelessFailures;
  }

  async #sendOnce<T>(request: TransportRequest<T>, method: string): Promise<Answer<T>> {
    const { timeout, authToken } = this.#options;
    this.#connections ??= await this.#connect();
    let { origin, path } = splitURL(request.url);
    const isOurs = request.kind === "api" && origin === this.#apiOrigin;
    const headers = isOurs
      ? { ...ownHeaders, ...request.headers, authorization: `Bearer ${authToken}` }
      : (request.headers ?? noHeaders);
    for (let redirects = 0; ; redirects++) {
      const received = await exchange(this.#connections, {
        origin,
        path,
        method,
        headers,
        body: request.body ?? null,
        signal: request.signal,
        timeout,
      });
      const { status, headers: answered, bytes } = received;
      if (!isTransientStatus(status)) this.#failuresInARow.delete(request.operation);
      if (status >= 200 && status < 300) {
        const body = request.read ? request.read(bytes, received) : bytes;
        return { status, headers: answered, ok: true, body: body as T };
      }
      const location = headerOf(received, "location");
      // Object stores redirect to the region that holds a bucket; the API does not.
      if (request.kind !== "download" || !isRedirect(status) || !location || redirects >= 3) {
        return { status, headers: answered, ok: false, body: bytes };
      }
      ({ origin, path } = splitURL(new URL(location, origin + path).href));
    }
  }

  async #connect(): Promise<Connections> {
    const { dispatcher, connectTimeout } = this.#options;
    if (dispatcher) return new Connections(() => dispatcher);
    // Imported here: loading undici costs more than starting Node does, and a test run sends nothing.
    // By its default export: a bundler that splits knows no other of a CommonJS package.
    const { Client, buildConnector } = (await import("undici")).default;
    // One for all, so that TLS sessions are resumed.
    const connect = buildConnector({ timeout: connectTimeout });
    // Those who waited for the import share what the first of them made.
    this.#connections ??= new Connections((origin) => new Client(origin, { connect }));
    return this.#connections;
  }

  #gaveUp(error: unknown, request: TransportRequest<unknown>, attempts: number): ApiError {
    const reason = redactText(messageOf(error), this.secrets);
    const tries = attempts === 1 ? "" : ` after ${attempts} tries`;
    const failed = new ApiError(
      `${request.operation} failed${tries}: ${redactURL(request.url)}: ${reason}`,
      {
        operation: request.operation,
        hint: hintFor(error, new URL(request.url)),
        cause: redactedCause(error, this.secrets),
      },
    );
    const gone = unreachable.has(codeOf(error) ?? "");
    return this.failsEveryTime(request.operation) || gone ? markHopeless(failed) : failed;
  }
}

/** A body that came whole, as far as HTTP can tell, and still makes no sense: worth another try. */
export class UnreadableBody extends MetricsError {
  /** HTTP told how long it is, so that it can hardly have been cut short on the way. */
  readonly vouchedFor: boolean;

  constructor(message: string, head?: AnswerHead) {
    super(message);
    this.vouchedFor = head !== undefined && isVouchedFor(head);
  }
}

/** Whether HTTP told where an answer ends. Without that, a lost connection looks like the end. */
export function isVouchedFor(head: AnswerHead): boolean {
  return (
    headerOf(head, "content-length") !== undefined ||
    headerOf(head, "transfer-encoding") !== undefined
  );
}

/** A header of an answer; the first where it was sent repeatedly. */
export function headerOf(answer: AnswerHead, name: string): string | undefined {
  const value = answer.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

function hintFor(error: unknown, url: URL): string {
  if (error instanceof UnreadableBody) {
    return "Something between here and the platform cuts answers short; try again later.";
  }
  switch (codeOf(error)) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `Check the name ${url.hostname} in the API's URL, and this machine's network.`;
    case "ECONNREFUSED":
      return `Nothing listens at ${url.host}; check the API's URL.`;
    case "UND_ERR_CONNECT_TIMEOUT":
    case "UND_ERR_HEADERS_TIMEOUT":
    case "UND_ERR_BODY_TIMEOUT":
      return "The platform did not answer in time; try again later, or raise the client's timeout.";
    default:
      return "Check this machine's network and try again later.";
  }
}
