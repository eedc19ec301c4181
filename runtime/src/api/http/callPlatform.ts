import { createFinalURL, defaultPathSerializer } from "openapi-fetch";
import { ApiError } from "../../errors.js";
import { canonicalUUID } from "../../facts.js";
import type { paths } from "../../generated/api/paths.js";
import { type AnswerPath, answers } from "./answers.js";
import { faultOf, isObject, shown } from "./checkFields.js";
import { markHopeless } from "./endOfReading.js";
import type { AnswerHead } from "./exchange.js";
import { UnreadableBody } from "./failures.js";
import type { GetAnswer, GetPath, ParamsOf } from "./needs.js";
import { type PlatformClient, partsOf, transportOf } from "./PlatformClient.js";
import { parseJSON } from "./parseJSON.js";
import { pause, retryDelay } from "./retry.js";
import { serializeQuery } from "./serializeQuery.js";
import type { Answer } from "./transportRequest.js";

/** Common options of all helpers that call the platform. */
export interface CallOptions {
  /** Stops reading; the helper then throws {@link CancelledError}. */
  signal?: AbortSignal | undefined;
}

/** A GET of our API description, as the helpers send it. */
export type Get<P extends GetPath<paths>> = CallOptions & {
  client: PlatformClient;
  path: P;
} & ParamsOf<paths, P>;

/** An untyped GET: of any API description, including those of users' projects. */
export interface AnyGet extends CallOptions {
  /** A client of any paths. */
  client: object;
  /** Operation ID, for errors. */
  operation: string;
  /** Path of the API description, its parameters in braces. */
  path: string;
  params?: { path?: object | undefined; query?: object | undefined } | undefined;
}

/** Converts the JSON of a response. Throwing {@link UnreadableBody} counts as a failed attempt. */
type ReadJSON<T> = (body: unknown, head: AnswerHead) => T;

/** Sends a GET and reads its JSON; returns responses other than 2xx unchanged. */
export function sendGet<T>(get: AnyGet, read: ReadJSON<T>): Promise<Answer<T>> {
  const { client, operation, path, params, signal } = get;
  const { transport, queryStyles, hasMiddleware } = partsOf(client);
  if (hasMiddleware) return sendThroughMiddleware(get, read);
  const url = createFinalURL(path, {
    baseUrl: transport.apiURL,
    params: {
      ...(params?.path ? { path: { ...params.path } } : {}),
      ...(params?.query ? { query: { ...params.query } } : {}),
    },
    querySerializer: (query: object) => serializeQuery(queryStyles, `GET ${path}`, query),
    pathSerializer: defaultPathSerializer,
  });
  return transport.send<T>({
    operation,
    kind: "api",
    url,
    headers: { accept: "application/json" },
    signal,
    read: (bytes, head) => read(readJSON(bytes, head), head),
  });
}

function readJSON(bytes: Uint8Array, head: AnswerHead): unknown {
  if (bytes.byteLength === 0) throw new UnreadableBody("the response is empty");
  return parseJSON(bytes, head);
}

/** The same through openapi-fetch. It is slower, but callers of `client.use()` expect it. */
async function sendThroughMiddleware<T>(get: AnyGet, read: ReadJSON<T>): Promise<Answer<T>> {
  const { operation, path, params, signal } = get;
  // The paths may be of any API description, but openapi-fetch's types are for one.
  const client = get.client as {
    GET(path: string, init: object): Promise<{ response: Response }>;
  };
  for (let attempt = 1; ; attempt++) {
    const { response } = await client.GET(path, { operation, params, signal, parseAs: "stream" });
    const head = { status: response.status, headers: Object.fromEntries(response.headers) };
    if (!response.ok) return { ...head, ok: false, body: new Uint8Array() };
    const bytes = new Uint8Array(await response.arrayBuffer());
    try {
      return {
        ...head,
        ok: true,
        body: read(readJSON(bytes, head), head),
      };
    } catch (error) {
      if (!(error instanceof UnreadableBody)) throw error;
      if (attempt >= error.tries) {
        throw new ApiError(`${operation} failed after ${attempt} attempts: ${error.message}`, {
          operation,
          status: head.status,
          ...(error.hint === undefined ? {} : { hint: error.hint }),
        });
      }
    }
    const { retry } = partsOf(get.client).transport;
    await pause(retryDelay(attempt + 1, retry, undefined), signal);
  }
}

/**
 * The checked response of a GET: it has the fields that readers rely on, and is for the requested object.
 * @throws {ApiError} if the status is not 2xx, or the response does not match the API description
 */
export async function getObject<P extends AnswerPath>(get: Get<P>): Promise<GetAnswer<paths, P>> {
  const call: AnyGet = { ...get, operation: answers[get.path].operation };
  const answer = await sendGet(call, (body, head) => checkedAnswer(get.path, call, body, head));
  if (answer.ok) return answer.body as GetAnswer<paths, P>;
  throw failedCall(call, answer.status);
}

/** @throws {UnreadableBody} if the response of a GET is not for the requested object */
export function checkedAnswer(
  path: AnswerPath,
  { client, params }: AnyGet,
  body: unknown,
  head: AnswerHead,
): unknown {
  const { fields, id } = answers[path];
  const [field, parameter] = id;
  let fault = faultOf(body, fields, "the response");
  if (fault === undefined && isObject(body)) {
    const asked = idIn(params?.path, parameter);
    const came = canonicalUUID(String(body[field]));
    if (asked !== undefined && asked !== came) {
      fault = `${field} of the response must be ${asked}, got ${shown(body[field])}`;
    }
  }
  if (fault === undefined) return body;
  throw unlikeDescription(fault, client, head);
}

/** An ID of a path in the form used for comparison; undefined if it has none. */
export function idIn(ids: object | undefined, name: string): string | undefined {
  const { [name]: value } = { ...ids } as Record<string, unknown>;
  return typeof value === "string" ? canonicalUUID(value) : undefined;
}

/** The error for a response that does not match the API description; it counts as a failed attempt. */
export function unlikeDescription(fault: string, client: object, head: AnswerHead): UnreadableBody {
  return new UnreadableBody(
    `the response does not match the API description: ${fault}`,
    head,
    `Either something in between responds instead of the platform, or apiURL (${transportOf(client).apiURL}) is not the API of this client.`,
  );
}

/** The most specific ID in a path, for messages. */
export function namedID(ids: object | undefined): string {
  const last = Object.entries(ids ?? {}).at(-1);
  return last ? `${last[0]} ${String(last[1])}` : "all";
}

/** The error for a response, with what to do next. */
export function failedCall(get: AnyGet, status: number): ApiError {
  const { client, operation } = get;
  const what = namedID(get.params?.path);
  const message =
    status >= 200 && status < 300
      ? `${operation} (${what}) returned ${status} with an empty body.`
      : `${operation} (${what}) returned ${status}${meaning(status)}.`;
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
    return "The token is wrong or has expired: get a new one. It comes from authToken in the config, SIGNALFLAG_AUTH_TOKEN or RESIM_AUTH_TOKEN.";
  }
  if (status === 403) return "The token does not allow this: check its account and permissions.";
  if (status === 404)
    return `Check that ${what} exists in that project, and that apiURL is correct.`;
  if (status === 429) return "Other clients use up the platform's rate limit. Retry later.";
  if (status >= 500) return "Retry later. If the error persists, contact the platform's support.";
  if (status >= 300 && status < 400)
    return "apiURL redirects to another URL: set apiURL to that URL.";
  return "Check the IDs and apiURL.";
}
