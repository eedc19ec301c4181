import { createFinalURL, defaultPathSerializer } from "openapi-fetch";
import { ApiError } from "../../errors.js";
import type { paths } from "../../generated/api/paths.js";
import type { GetAnswer, GetPath, ParamsOf } from "./needs.js";
import { type PlatformClient, partsOf, transportOf } from "./PlatformClient.js";
import { parseJSON } from "./parseJSON.js";
import { serializeQuery } from "./serializeQuery.js";
import { type Answer, markHopeless, UnreadableBody } from "./transport.js";

/** What every helper that asks the platform takes besides its own options. */
export interface CallOptions {
  /** Stops reading; the helper then throws {@link CancelledError}. */
  signal?: AbortSignal | undefined;
}

/** One GET of our description, as the helpers send it. */
export type Get<P extends GetPath<paths>> = CallOptions & {
  client: PlatformClient;
  /** Operation ID, for errors. */
  operation: string;
  path: P;
} & ParamsOf<paths, P>;

/** One GET below the types: of any description, those of users' projects included. */
export interface AnyGet extends CallOptions {
  /** A client of any paths. */
  client: object;
  operation: string;
  /** Path of the API description, its parameters in braces. */
  path: string;
  params?: { path?: object | undefined; query?: object | undefined } | undefined;
}

/** Sends a GET and reads its JSON; answers other than 2xx are handed on. */
export function sendGet(get: AnyGet): Promise<Answer<unknown>> {
  const { client, operation, path, params, signal } = get;
  const { transport, queryStyles, hasMiddleware } = partsOf(client);
  if (hasMiddleware) return sendThroughMiddleware(get);
  const url = createFinalURL(path, {
    baseUrl: transport.apiURL,
    params: {
      ...(params?.path ? { path: { ...params.path } } : {}),
      ...(params?.query ? { query: { ...params.query } } : {}),
    },
    querySerializer: (query: object) => serializeQuery(queryStyles, `GET ${path}`, query),
    pathSerializer: defaultPathSerializer,
  });
  return transport.send<unknown>({
    operation,
    kind: "api",
    url,
    headers: { accept: "application/json" },
    signal,
    read: (bytes, head) => {
      if (bytes.byteLength === 0) throw new UnreadableBody("an empty answer", head);
      return parseJSON(bytes, head, operation, url);
    },
  });
}

/** The same by way of openapi-fetch, which costs more: whoever called `client.use()` expects it. */
async function sendThroughMiddleware(get: AnyGet): Promise<Answer<unknown>> {
  const { operation, path, params, signal } = get;
  // Paths of any description: openapi-fetch's types know those of one.
  const client = get.client as {
    GET(path: string, init: object): Promise<{ response: Response }>;
  };
  const { response } = await client.GET(path, { operation, params, signal, parseAs: "stream" });
  const head = { status: response.status, headers: Object.fromEntries(response.headers) };
  if (!response.ok) return { ...head, ok: false, body: new Uint8Array() };
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes.byteLength === 0) throw failedCall(get, response.status);
  return { ...head, ok: true, body: parseJSON(bytes, head, operation, response.url) };
}

/**
 * The answer of one GET.
 * @throws {ApiError} where the status is not 2xx or the answer is no object
 */
export async function getObject<P extends GetPath<paths>>(
  get: Get<P>,
): Promise<GetAnswer<paths, P>> {
  const answer = await sendGet(get);
  if (answer.ok && typeof answer.body === "object" && answer.body !== null) {
    return answer.body as GetAnswer<paths, P>;
  }
  throw failedCall(get, answer.status);
}

/** The most telling of the IDs that a path was filled with, as a message names it. */
export function namedID(ids: object | undefined): string {
  const last = Object.entries(ids ?? {}).at(-1);
  return last ? `${last[0]} ${String(last[1])}` : "all";
}

/** The error that an answer stands for, with what to do about it. */
export function failedCall(get: AnyGet, status: number): ApiError {
  const { client, operation } = get;
  const what = namedID(get.params?.path);
  const message =
    status >= 200 && status < 300
      ? `${operation} (${what}) answered ${status} with nothing in it.`
      : `${operation} (${what}) answered ${status}${meaning(status)}.`;
  const error = new ApiError(message, { operation, status, hint: hintFor(status, what) });
  const failsEveryTime = status >= 500 && transportOf(client).failsEveryTime(operation);
  return status === 401 || failsEveryTime ? markHopeless(error) : error;
}

function meaning(status: number): string {
  switch (status) {
    case 400:
      return " (bad request)";
    case 401:
      return " (token not accepted)";
    case 403:
      return " (not allowed)";
    case 404:
      return " (not found)";
    case 409:
      return " (conflict)";
    case 429:
      return " (too many requests)";
    default:
      return status >= 500 ? " (the platform failed)" : "";
  }
}

function hintFor(status: number, what: string): string {
  if (status === 401) {
    return "The token is wrong or has expired; get a new one. authToken of the config, or RESIM_AUTH_TOKEN, holds it.";
  }
  if (status === 403) return "The token does not allow this; check its account and permissions.";
  if (status === 404) return `Check that ${what} exists in that project, and that apiURL is right.`;
  if (status === 429) return "Other clients use up the platform's limit; try again later.";
  if (status >= 500) return "Try again later; if it stays, tell the platform's support.";
  if (status >= 300 && status < 400)
    return "apiURL redirects elsewhere; give the address that it redirects to.";
  return "Check the IDs given and apiURL.";
}
