import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { setTimeout as sleep } from "node:timers/promises";
import type { Dispatcher, fetch, Response } from "undici";
import { CommandError, usageError } from "../../../io/CommandError.js";
import { withoutCredentials } from "../../../io/withoutCredentials.js";
import type { RemoteFile } from "./RemoteFile.js";

/** Milliseconds. */
const timeouts = { connecting: 10_000, silence: 60_000 };

/** Attempts before a busy or failing server counts as such, and milliseconds between them. */
const attempts = 3;
const pause = 500;

/** Requests of files by http and https. Proxies come from HTTPS_PROXY, HTTP_PROXY and NO_PROXY. */
export class HttpFiles {
  readonly #fetch: typeof fetch;
  readonly #dispatcher: Dispatcher;

  private constructor(send: typeof fetch, dispatcher: Dispatcher) {
    this.#fetch = send;
    this.#dispatcher = dispatcher;
  }

  /** Opens no connection. */
  static async open(): Promise<HttpFiles> {
    // Loaded here: most rehearsals download nothing.
    const { EnvHttpProxyAgent, fetch } = (await import("undici")).default;
    const dispatcher = new EnvHttpProxyAgent({
      // Send plain http requests to the proxy itself: many refuse tunnels for http.
      proxyTunnel: false,
      connect: { timeout: timeouts.connecting },
      headersTimeout: timeouts.silence,
      bodyTimeout: timeouts.silence,
    });
    return new HttpFiles(fetch, dispatcher);
  }

  /**
   * Asks for the first byte of a file: presigned URLs allow no other method than GET.
   *
   * @throws CommandError with exit code 2 if there is no such file or it may not be read, otherwise with 1
   */
  async find(url: string, signal: AbortSignal): Promise<RemoteFile> {
    const shown = shownURL(url);
    const response = await this.#ask(url, 0, "0", signal);
    await response.body?.cancel();
    const bytes = lengthOf(response);
    const encoding = response.headers.get("content-encoding") ?? "identity";
    if (/^text\/html\b/i.test(response.headers.get("content-type") ?? "")) {
      throw usageError(`${shown} is a web page, not a log`);
    }
    if (encoding !== "identity" || bytes === undefined) {
      const reason = encoding === "identity" ? "" : ` (it is sent with encoding ${encoding})`;
      throw usageError(`${shown}: the server does not say how long it is${reason}`);
    }
    const version = versionOf(response);
    return {
      shown,
      bytes,
      version,
      read: (from, ended) => this.#read(url, { from, version, bytes }, ended),
    };
  }

  async #read(
    url: string,
    { from, version, bytes }: { from: number; version: string; bytes: number },
    signal: AbortSignal,
  ): Promise<Readable> {
    if (from >= bytes) return Readable.from([]);
    const response = await this.#ask(url, from, "", signal);
    if (versionOf(response) !== version) {
      await response.body?.cancel();
      throw new CommandError(`${shownURL(url)}: the file was replaced after it was found`, {
        hint: "Run the command again.",
      });
    }
    // Without support for ranges, a server sends the whole file.
    const skipped = response.status === 206 ? 0 : from;
    return Readable.from(pieceOf(response, skipped, bytes - from));
  }

  /** A successful response. Retries if the server is busy, fails or cannot be reached. */
  async #ask(url: string, from: number, to: string, signal: AbortSignal): Promise<Response> {
    for (let attempt = 1; ; attempt++) {
      const response = await this.#send(url, from, to, signal);
      if (response instanceof CommandError) {
        if (attempt === attempts) throw response;
      } else {
        // An empty file has no first byte.
        if (response.ok || (response.status === 416 && from === 0)) return response;
        await response.body?.cancel();
        const isPassing = response.status === 429 || response.status >= 500;
        if (!isPassing || attempt === attempts) throw refusal(url, response.status);
      }
      await sleep(pause * attempt, undefined, { signal });
    }
  }

  async #send(
    url: string,
    from: number,
    to: string,
    signal: AbortSignal,
  ): Promise<Response | CommandError> {
    try {
      return await this.#fetch(url, {
        headers: { range: `bytes=${from}-${to}`, "accept-encoding": "identity" },
        dispatcher: this.#dispatcher,
        signal,
      });
    } catch (error) {
      signal.throwIfAborted();
      return new CommandError(
        `${shownURL(url)}: the server cannot be reached: ${reasonOf(error)}`,
        { hint: "Check the network and HTTPS_PROXY.", cause: error },
      );
    }
  }
}

/** A URL without user, password, query string and fragment. */
export function shownURL(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

/** Length of the whole file; undefined if the response does not have it. */
function lengthOf({ status, headers }: Response): number | undefined {
  const total =
    status === 200
      ? headers.get("content-length")
      : /^bytes (?:\d+-\d+|\*)\/(\d+)$/.exec(headers.get("content-range") ?? "")?.[1];
  return total === undefined || total === null ? undefined : Number(total);
}

function versionOf({ headers }: Response): string {
  return headers.get("etag") ?? headers.get("last-modified") ?? "";
}

/** At most so many bytes of a body, and an error if there are more. */
async function* pieceOf(
  { body }: Response,
  skipped: number,
  wanted: number,
): AsyncIterable<Uint8Array> {
  let [toSkip, left] = [skipped, wanted];
  for await (const chunk of (body ?? []) as ReadableStream<Uint8Array>) {
    const piece = chunk.subarray(Math.min(toSkip, chunk.length));
    toSkip -= chunk.length - piece.length;
    if (piece.length > left) throw new Error("the server sent more than it had said");
    left -= piece.length;
    yield piece;
  }
}

function refusal(url: string, status: number): CommandError {
  const shown = shownURL(url);
  const isSigned = new URL(url).search !== "";
  if (status === 404 || status === 410)
    return usageError(`${shown} does not exist (status ${status})`);
  if (status === 401 || status === 403 || (status === 400 && isSigned)) {
    return usageError(
      isSigned
        ? `${shown}: access denied (status ${status}): a presigned URL may have expired, or be for another method than GET`
        : `${shown}: access denied (status ${status}): no credentials are sent, so it needs a presigned URL`,
    );
  }
  return new CommandError(`${shown} returned status ${status}`, {
    hint: "Run the command again later.",
  });
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { message, code } = cause as { message?: string; code?: string };
  return withoutCredentials(message || code || "the request failed");
}
