import createClient from "openapi-fetch";
import type { Dispatcher } from "undici";
import { ConfigError } from "../../errors.js";
import type { paths as ownPaths } from "../../generated/api/paths.js";
import { queryStyles as ownQueryStyles } from "../../generated/api/query-styles.js";
import type { Log } from "../../log.js";
import type { AnswerHead } from "./exchange.js";
import { type PlatformClient, rememberParts } from "./PlatformClient.js";
import { parseJSON } from "./parseJSON.js";
import { redactAddress, redactURL } from "./redact.js";
import { checkedRetry, type RetryOptions } from "./retry.js";
import { type QueryStyles, serializeQuery } from "./serializeQuery.js";
import { Transport } from "./transport.js";

export interface PlatformClientOptions {
  /** Base URL of the API including its version, with or without a trailing slash. */
  apiURL: string;
  /** Bearer token, without the word "Bearer". Only sent to the host of `apiURL`, and only in API calls. */
  authToken: string;
  /**
   * Maximum number of concurrent requests, API calls and downloads together.
   * @default 128
   */
  concurrency?: number;
  /**
   * How many of them may be API calls.
   * @default 32, or `concurrency` if that is less
   */
  apiConcurrency?: number;
  /** How failed requests are retried: 429, 5xx, lost connections, timeouts. */
  retry?: RetryOptions | undefined;
  /**
   * Maximum size of an API response in bytes, decompressed.
   * @default 67108864 (64 MiB)
   */
  maxAnswerBytes?: number;
  /**
   * Maximum size of a downloaded object (a metric, metrics data) in bytes, decompressed.
   * @default 1073741824 (1 GiB)
   */
  maxObjectBytes?: number;
  /**
   * Milliseconds to wait for the first byte of a response, or for another byte, before the request is
   * retried. After that time, a response must deliver at least 1 KiB per second.
   * @default 30000
   */
  timeout?: number;
  /**
   * Milliseconds to open a connection.
   * @default 10000
   */
  connectTimeout?: number;
  /**
   * Sends the requests, for example an undici Agent with its own certificates. Default: `concurrency`
   * connections that use the proxies in the environment.
   */
  dispatcher?: Dispatcher | undefined;
  /**
   * Environment variables: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY (in lower case, too), and
   * METRICS_RETRY_FOR.
   * @default process.env
   */
  env?: Readonly<Record<string, string | undefined>> | undefined;
  /** How array-valued query parameters are encoded: `queryStyles` of a project's generated client. */
  queryStyles?: QueryStyles | undefined;
  /** Logs every retry at level debug. */
  log?: Log;
}

/** Maximum delay of a timer in milliseconds: 24 days. */
const maxTimer = 2 ** 31 - 1;

const methods = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"] as const;

/**
 * Creates a client of the platform's API. It retries requests that may succeed later, limits concurrent requests,
 * and never shows the token.
 *
 * `Paths` are the API types that `metrics-project generate` wrote for a project. Default: those of this package.
 * @throws {ConfigError} if apiURL is not an http(s) URL, the token is empty, or a number is out of range
 */
export function createPlatformClient<Paths extends {} = ownPaths>(
  options: PlatformClientOptions,
): PlatformClient<Paths> {
  const apiURL = checkedURL(options.apiURL);
  const env = options.env ?? process.env;
  const total = positive("concurrency", options.concurrency ?? 128);
  const transport = new Transport({
    apiURL,
    authToken: checkedToken(options.authToken),
    limits: {
      total,
      api: Math.min(total, positive("apiConcurrency", options.apiConcurrency ?? 32)),
    },
    retry: checkedRetry(options.retry, env),
    env,
    maxBytes: {
      api: positive("maxAnswerBytes", options.maxAnswerBytes ?? 64 * 2 ** 20),
      download: positive("maxObjectBytes", options.maxObjectBytes ?? 2 ** 30),
    },
    timeout: milliseconds("timeout", options.timeout ?? 30_000),
    connectTimeout: milliseconds("connectTimeout", options.connectTimeout ?? 10_000),
    dispatcher: options.dispatcher,
    log: options.log,
  });
  const styles = options.queryStyles ?? ownQueryStyles;
  const client = createClient<Paths>({
    baseUrl: apiURL,
    fetch: (request) => sendRequest(transport, request),
  });
  let hasMiddleware = false;
  const { use } = client;
  client.use = (...middleware) => {
    use(...middleware);
    hasMiddleware = true;
  };
  for (const method of methods) {
    wrapMethod(client, method, ([path, init]) => [path, initFor(styles, method, path, init)]);
  }
  wrapMethod(client, "request", ([method, path, init]) => [
    ...[method, path],
    initFor(styles, String(method).toUpperCase(), path, init),
  ]);
  rememberParts(client, {
    transport,
    queryStyles: styles,
    get hasMiddleware() {
      return hasMiddleware;
    },
  });
  return client;
}

/** Changes the arguments of a method. A proxy keeps the type of its target; a function would need a cast. */
function wrapMethod<Name extends string, Method extends CallableFunction>(
  client: Record<Name, Method>,
  name: Name,
  change: (args: unknown[]) => unknown[],
): void {
  client[name] = new Proxy(client[name], {
    apply: (method, self, args: unknown[]) => Reflect.apply(method, self, change(args)),
  });
}

function initFor(styles: QueryStyles, method: string, path: unknown, init: unknown): object {
  const operation = `${method} ${path}`;
  return {
    // Ends up on the Request, and from there in errors.
    operation,
    querySerializer: (query: object) => serializeQuery(styles, operation, query),
    ...(typeof init === "object" ? init : {}),
  };
}

async function sendRequest(transport: Transport, request: Request): Promise<Response> {
  const { operation = request.method } = request as Request & { operation?: string };
  const answer = await transport.send<Response>({
    operation,
    kind: "api",
    url: request.url,
    method: request.method,
    headers: Object.fromEntries(request.headers),
    ...(request.body ? { body: new Uint8Array(await request.arrayBuffer()) } : {}),
    signal: request.signal,
    read: (bytes, head) => responseOf(bytes, head, parseJSON(bytes, head)),
  });
  if (answer.ok) return answer.body;
  return responseOf(answer.body, answer, undefined);
}

/**
 * A Response whose JSON was already read, so that a truncated one counted as a failed attempt. Not a class:
 * referencing Response at import costs startup time.
 */
function responseOf(bytes: Uint8Array, head: AnswerHead, parsed: unknown): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(head.headers)) {
    for (const one of Array.isArray(value) ? value : [value ?? ""]) headers.append(name, one);
  }
  headers.set("content-length", String(bytes.byteLength));
  const bodyless = head.status === 204 || head.status === 205 || head.status === 304;
  const body = bodyless ? null : (bytes as Uint8Array<ArrayBuffer>);
  const response = new Response(body, { status: head.status, headers });
  if (parsed !== undefined) {
    Object.defineProperty(response, "json", { value: () => Promise.resolve(parsed) });
  }
  return response;
}

function checkedURL(apiURL: string): string {
  const url = URL.canParse(apiURL) ? new URL(apiURL) : undefined;
  if (url?.protocol !== "https:" && url?.protocol !== "http:") {
    throw new ConfigError(
      `apiURL is not an http or https URL: ${JSON.stringify(redactAddress(apiURL))}`,
      {
        hint: "Use the base URL of the API including its version, for example https://api.resim.ai/v1.",
      },
    );
  }
  if (url.search || url.hash || url.username || url.password) {
    throw new ConfigError(
      `apiURL must be a base URL without other parts, got ${redactURL(apiURL)}`,
      {
        hint: "Remove user, query string and fragment; the token belongs in authToken.",
      },
    );
  }
  return url.href.replace(/\/+$/, "");
}

function checkedToken(token: string): string {
  const trimmed = token.trim();
  if (!/^[\x21-\x7e]+$/.test(trimmed)) {
    throw new ConfigError(
      trimmed === ""
        ? "authToken is empty."
        : "authToken contains whitespace or other characters that are invalid in a token.",
      { hint: 'Use only the token, without the word "Bearer" and without line breaks.' },
    );
  }
  return trimmed;
}

function positive(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 1) return value;
  throw new ConfigError(`${name} must be an integer of at least 1, got ${value}.`);
}

function milliseconds(name: string, value: number): number {
  if (value >= 1 && value <= maxTimer) return value;
  throw new ConfigError(
    `${name} must be a number of milliseconds from 1 to ${maxTimer}, got ${value}.`,
  );
}
