import { ApiError } from "../errors.js";
import { transportOf } from "./PlatformClient.js";
import { markHopeless } from "./transport.js";

/** What every helper that asks the platform takes besides its own options. */
export interface CallOptions {
  /** Stops reading; the helper then throws {@link CancelledError}. */
  signal?: AbortSignal | undefined;
}

type Call = Promise<{ data?: unknown; error?: unknown; response: Response }>;
type DataOf<C extends Call> = NonNullable<Extract<Awaited<C>, { error?: never }>["data"]>;

/**
 * The answer of one API call.
 * @throws {ApiError} where the status is not 2xx or the answer is empty
 */
export async function answerOf<C extends Call>(
  client: object,
  operation: string,
  what: string,
  call: C,
): Promise<DataOf<C>> {
  const { data, response } = await call;
  if (response.ok && data !== undefined && data !== null) return data as DataOf<C>;
  throw failedCall(client, operation, what, response);
}

/** Options of a call of ours: its name for errors, and its signal without the cost of a copy. */
export function extras(operation: string, signal: AbortSignal | undefined) {
  return { operation, ...(signal ? { cancel: signal } : {}) };
}

/** The error that an answer stands for, with what to do about it. */
export function failedCall(
  client: object,
  operation: string,
  what: string,
  response: Response,
): ApiError {
  const { status } = response;
  const message = response.ok
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
