import type { Dispatcher } from "undici";
import { ApiError, MetricsError } from "../../errors.js";
import type { Log } from "../../log.js";
import { Connections } from "./connections.js";
import { decodeBody } from "./decodeBody.js";
import { cancelledBy, markHopeless } from "./endOfReading.js";
import {
  BadAnswer,
  type ExchangeRequest,
  exchange,
  headerOf,
  type Received,
  TooLarge,
} from "./exchange.js";
import {
  faultOfTLS,
  hintForTLS,
  hintOf,
  isRedirect,
  isUnreachable,
  RefusedByProxy,
  refusalOfProxy,
  tlsCodeOf,
  UnreadableBody,
} from "./failures.js";
import { Host } from "./hosts.js";
import { lengthOf } from "./lengthOf.js";
import { Route } from "./openConnections.js";
import type { Env } from "./proxyFor.js";
import { codeOf, messageOf, redactedCause, redactText, redactURL } from "./redact.js";
import { RequestBudget, type RequestBudgetLimits, type RequestKind } from "./requestBudget.js";
import {
  type CheckedRetry,
  isTransientStatus,
  pause,
  retryAfterMilliseconds,
  retryDelay,
  usualAttempts,
} from "./retry.js";
import { splitURL } from "./splitURL.js";
import {
  type Answer,
  gaining,
  isLengthKnown,
  isPlainAndWhole,
  type TransportRequest,
} from "./transportRequest.js";

export interface TransportOptions {
  limits: RequestBudgetLimits;
  retry: CheckedRetry;
  /** Milliseconds to wait for the response headers, or for another byte of the body. */
  timeout: number;
  /** Milliseconds to open a connection. */
  connectTimeout: number;
  /** Maximum size of a response in bytes, by kind; decoded. */
  maxBytes: Readonly<Record<RequestKind, number>>;
  /** Sends the requests instead of our own connections. */
  dispatcher?: Dispatcher | undefined;
  /** Contains the addresses of the proxies. */
  env: Env;
  /** Base URL of the API: the token is only sent there. */
  apiURL: string;
  authToken: string;
  log?: Log | undefined;
}

/** After this many failures of one operation in a row, its remaining requests are not sent. */
const hopelessFailures = 16;

const noHeaders: Readonly<Record<string, string>> = {};

/** Firewalls in front of an API may refuse clients without a user agent. */
const ownHeaders: Readonly<Record<string, string>> = {
  "user-agent": "metrics-project-runtime",
  "accept-encoding": "gzip, deflate, br",
};

/** Sends requests within the budget, and retries those that may succeed later. */
export class Transport {
  readonly budget: RequestBudget;
  readonly #options: TransportOptions;
  readonly #apiOrigin: string;
  readonly #hosts = new Map<string, Host>();
  /** Number of requests in a row that failed for good, by operation. */
  readonly #failuresInARow = new Map<string, number>();
  #preparing: Promise<void> | undefined;
  #route: Route | undefined;
  #connections: Connections | undefined;

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#apiOrigin = new URL(options.apiURL).origin;
    this.budget = new RequestBudget(options.limits);
  }

  /** Secrets that must not appear in any message. */
  get secrets(): readonly string[] {
    return [this.#options.authToken];
  }

  /** Base URL of the API, without a trailing slash. */
  get apiURL(): string {
    return this.#options.apiURL;
  }

  /** How requests are retried. */
  get retry(): CheckedRetry {
    return this.#options.retry;
  }

  get log(): Log | undefined {
    return this.#options.log;
  }

  async send<T = Uint8Array>(request: TransportRequest<T>): Promise<Answer<T>> {
    const { retry } = this.#options;
    const { signal } = request;
    const method = request.method ?? "GET";
    const repeatable = method !== "POST" && method !== "PATCH";
    const host = this.#hostOf(splitURL(request.url).origin);
    const gone = host.givenUp;
    if (gone) throw gone;
    let unreadable = 0;
    let since: number | undefined;
    let hasGained = false;
    const note = () => {
      hasGained = true;
    };
    const tried = request.sink ? { ...request, sink: gaining(request.sink, note) } : request;
    try {
      for (let attempt = 1; ; attempt++) {
        hasGained = false;
        let retryAfter: number | undefined;
        let failure: string;
        try {
          // Inlined: another async function per request shows in the bench.
          const place = this.budget.acquire(request.kind, signal);
          if (place) await place;
          let answer: Answer<T>;
          try {
            answer = await this.#sendOnce(tried, method);
          } finally {
            this.budget.release(request.kind);
          }
          const mayRepeat = repeatable || answer.status === 429 || answer.status === 503;
          const isTransient = isTransientStatus(answer.status);
          if (!isTransient) host.progressed();
          if (!isTransient || !mayRepeat) return answer;
          failure = `it returned ${answer.status}`;
          const verdict = host.verdict(attempt, since ?? performance.now(), false);
          if (verdict === "enough") return answer;
          if (verdict === "gone") {
            throw this.#gone(host, request, since, failure, { status: answer.status });
          }
          retryAfter = retryAfterMilliseconds(headerOf(answer, "retry-after"), Date.now());
        } catch (error) {
          if (signal?.aborted) throw cancelledBy(signal);
          if (hasGained) {
            // A long file may need many connections: each one that delivers more of it is progress.
            host.progressed();
            attempt = 1;
            unreadable = 0;
          }
          const isUnreadable = error instanceof UnreadableBody || error instanceof BadAnswer;
          if (error instanceof MetricsError && !isUnreadable) throw error;
          const final = this.#finalFailure(error, request);
          if (final) throw host.giveUp(final);
          if (isUnreadable) unreadable++;
          const mostUnreadable = error instanceof UnreadableBody ? error.tries : usualAttempts;
          failure = redactText(messageOf(error), this.secrets);
          const verdict = host.verdict(
            attempt,
            since ?? performance.now(),
            codeOf(error) === "ENOTFOUND",
          );
          const isEnough = verdict === "enough" || unreadable >= mostUnreadable;
          if (error instanceof TooLarge || !repeatable || isEnough) {
            throw this.#gaveUp(error, request, attempt);
          }
          if (verdict === "gone") {
            throw this.#gone(host, request, since, failure, { cause: error });
          }
        }
        if (since === undefined) {
          since = performance.now();
          host.wait();
        }
        host.failed(failure);
        const delay = retryDelay(attempt + 1, retry, retryAfter);
        this.log?.debug(
          `${request.operation}: ${redactURL(request.url)}: ${failure}; attempt ${attempt + 1} in ${Math.round(delay)} ms`,
        );
        await pause(delay, signal);
      }
    } finally {
      if (since !== undefined) host.leave();
    }
  }

  /**
   * Records that another request of `operation` failed for good. True if so many failed in a row
   * that the next one will fail, too.
   */
  failsEveryTime(operation: string): boolean {
    const failures = (this.#failuresInARow.get(operation) ?? 0) + 1;
    this.#failuresInARow.set(operation, failures);
    return failures >= hopelessFailures;
  }

  #hostOf(origin: string): Host {
    let host = this.#hosts.get(origin);
    if (!host) {
      const { retry, log } = this.#options;
      host = new Host(origin, retry, log, () => performance.now());
      this.#hosts.set(origin, host);
    }
    return host;
  }

  async #sendOnce<T>(request: TransportRequest<T>, method: string): Promise<Answer<T>> {
    const { timeout, authToken, maxBytes } = this.#options;
    const connections = this.#connections ?? (await this.#connect());
    let { origin, path } = splitURL(request.url);
    const given =
      typeof request.headers === "function" ? request.headers() : (request.headers ?? noHeaders);
    const isOurs = request.kind === "api" && origin === this.#apiOrigin;
    const headers = isOurs
      ? { ...ownHeaders, ...given, authorization: `Bearer ${authToken}` }
      : given;
    const { signal, sink, body = null } = request;
    for (let redirects = 0; ; redirects++) {
      // Not a spread: that takes a tenth of the time of a small object (bench `fetch throughput`).
      const asked: ExchangeRequest = {
        origin,
        path,
        method,
        headers,
        body: typeof body === "function" ? body() : body,
        signal,
        timeout,
        maxBytes: sink ? Number.POSITIVE_INFINITY : maxBytes[request.kind],
        sink,
      };
      const received = await exchange(connections, asked);
      const { status, headers: answered, bytes } = received;
      if (!isTransientStatus(status)) this.#failuresInARow.delete(request.operation);
      if (status === 407) throw new RefusedByProxy(407);
      if (status >= 200 && status < 300) {
        const isWhole = sink !== undefined || isPlainAndWhole(request, received);
        const read = isWhole ? bytes : await this.#completed(request, received, asked);
        const body = request.read && !sink ? request.read(read, received) : (read as T);
        return { status, headers: answered, ok: true, body };
      }
      const location = headerOf(received, "location");
      // Object stores redirect to the region of a bucket; the API does not redirect.
      if (request.kind !== "download" || !isRedirect(status) || !location || redirects >= 3) {
        return { status, headers: answered, ok: false, body: bytes };
      }
      ({ origin, path } = splitURL(new URL(location, origin + path).href));
    }
  }

  /** All bytes of a 2xx, decoded. If HTTP does not state their length, it is requested. */
  async #completed(
    request: TransportRequest<unknown>,
    received: Received,
    asked: ExchangeRequest,
  ): Promise<Uint8Array> {
    const connections = await this.#connect();
    const { bytes } = await decodeBody(received, asked.maxBytes);
    if (isLengthKnown(request, received)) return bytes;
    const length = await lengthOf(received, (how) =>
      exchange(connections, { ...asked, ...how, body: null }),
    );
    if (length === undefined) {
      throw new UnreadableBody(
        "its length is unknown: neither the response nor a request for it states one. It may be truncated",
        undefined,
        "Look for a proxy in between that removes Content-Length and does not pass on Range.",
      );
    }
    const count = length.isDecoded ? bytes.byteLength : received.bytes.byteLength;
    if (count !== length.bytes)
      throw new BadAnswer(`${count} of ${length.bytes} bytes were received`);
    return bytes;
  }

  async #connect(): Promise<Connections> {
    const { dispatcher, connectTimeout, env } = this.#options;
    // Concurrent callers share one import and its connections.
    this.#preparing ??= Route.prepare({ dispatcher, connectTimeout, env }).then((route) => {
      this.#route = route;
      this.#connections = new Connections(route);
    });
    await this.#preparing;
    return this.#connections as Connections;
  }

  /** The error for a failure that no retry fixes: a certificate, a proxy that refuses. */
  #finalFailure(error: unknown, request: TransportRequest<unknown>): ApiError | undefined {
    const { origin } = splitURL(request.url);
    const proxy = this.#route?.proxyOf(origin);
    const fault = faultOfTLS(error);
    if (fault !== undefined) {
      const by = proxy ? `, through the proxy ${proxy.host}` : "";
      const detail = redactText(messageOf(error), this.secrets);
      return this.#hostFailure(request, `${origin} cannot be trusted${by}: ${fault} (${detail}).`, {
        hint: hintForTLS(tlsCodeOf(error)),
        cause: error,
      });
    }
    const refusal = error instanceof RefusedByProxy ? error.status : refusalOfProxy(error);
    if (refusal === undefined || proxy === undefined || refusal >= 500) return undefined;
    if (refusal !== 407 && this.#route?.avoidTunnel(origin)) return undefined;
    return this.#hostFailure(
      request,
      refusal === 407
        ? `The proxy ${proxy.host} requires a user and a password (407).`
        : `The proxy ${proxy.host} does not let requests through to ${origin} (${refusal}).`,
      {
        status: refusal,
        hint: "Set the proxy with HTTPS_PROXY and HTTP_PROXY as http://user:password@host:port. NO_PROXY lists hosts that are requested directly.",
        cause: error,
      },
    );
  }

  /** The error for a host that delivered nothing for too long. */
  #gone(
    host: Host,
    request: TransportRequest<unknown>,
    since: number | undefined,
    why: string,
    { status, cause }: { status?: number; cause?: unknown },
  ): ApiError {
    const { origin } = splitURL(request.url);
    const proxy = this.#route?.proxyOf(origin);
    const by = proxy ? `, through the proxy ${proxy.host}` : "";
    const quiet = host.quietFor(since ?? performance.now()) / 1000;
    const tried = quiet < 0.05 ? "" : ` for ${Number(quiet.toPrecision(2))} s`;
    const message = `${request.operation} failed: no progress from ${origin}${tried}${by}: ${why}`;
    const hint = hintOf(cause, new URL(request.url), request.kind === "api");
    return host.giveUp(this.#hostFailure(request, message, { status, hint, cause }));
  }

  #hostFailure(
    request: TransportRequest<unknown>,
    message: string,
    more: { hint: string; status?: number | undefined; cause?: unknown },
  ): ApiError {
    const error = new ApiError(message, {
      ...{ operation: request.operation, hint: more.hint, status: more.status },
      ...(more.cause === undefined ? {} : { cause: redactedCause(more.cause, this.secrets) }),
    });
    // Without the API, nothing can be read. Other hosts of files may still work.
    return request.kind === "api" ? markHopeless(error) : error;
  }

  #gaveUp(error: unknown, request: TransportRequest<unknown>, attempts: number): ApiError {
    const reason = redactText(messageOf(error), this.secrets);
    const tries = attempts === 1 ? "" : ` after ${attempts} attempts`;
    const failed = new ApiError(
      `${request.operation} failed${tries}: ${redactURL(request.url)}: ${reason}`,
      {
        operation: request.operation,
        hint: hintOf(error, new URL(request.url), request.kind === "api"),
        cause: redactedCause(error, this.secrets),
      },
    );
    const gone = request.kind === "api" && isUnreachable(error);
    return this.failsEveryTime(request.operation) || gone ? markHopeless(failed) : failed;
  }
}
