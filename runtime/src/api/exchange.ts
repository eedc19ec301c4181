import type { Dispatcher } from "undici";
import { onAbort } from "./onAbort.js";

/** Status and headers of an answer. */
export interface AnswerHead {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** One answer with all of its bytes. */
export interface Received extends AnswerHead {
  bytes: Uint8Array;
}

export interface ExchangeRequest {
  /** Scheme, host and port. */
  origin: string;
  /** Path with query. */
  path: string;
  method: string;
  headers: Record<string, string>;
  body: string | Uint8Array | null;
  signal: AbortSignal | undefined;
  /** Milliseconds without headers, or without a further byte of the body. */
  timeout: number;
}

/**
 * Sends one request and receives its answer whole. It stands on undici's dispatch rather than on its
 * `request`, whose stream and whose listener on the signal cost more than a small object's decoding.
 */
export function exchange(dispatcher: Dispatcher, request: ExchangeRequest): Promise<Received> {
  const { origin, path, method, headers, body, signal, timeout } = request;
  return new Promise((resolve, reject) => {
    let head: AnswerHead = { status: 0, headers: {} };
    const chunks: Uint8Array[] = [];
    let abortRequest: ((reason: Error) => void) | undefined;
    let forget = () => {};
    const fail = (error: Error) => {
      forget();
      reject(error);
    };
    if (signal) {
      forget = onAbort(signal, () => {
        const reason = signal.reason instanceof Error ? signal.reason : new Error("aborted");
        abortRequest?.(reason);
        fail(reason);
      });
    }
    dispatcher.dispatch(
      {
        origin,
        path,
        method: method as Dispatcher.HttpMethod,
        headers,
        body: body instanceof Uint8Array ? Buffer.from(body) : body,
        headersTimeout: timeout,
        bodyTimeout: timeout,
      },
      {
        onRequestStart(controller) {
          abortRequest = (reason) => controller.abort(reason);
          if (signal?.aborted) controller.abort(signal.reason);
        },
        onResponseStart(_controller, status, answered) {
          // Also called for 1xx, which a final answer follows.
          head = { status, headers: answered };
        },
        onResponseData(_controller, chunk) {
          chunks.push(chunk);
        },
        onResponseEnd() {
          forget();
          const [first] = chunks;
          const bytes = first && chunks.length === 1 ? first : Buffer.concat(chunks);
          resolve({ ...head, bytes });
        },
        onResponseError(_controller, error) {
          fail(error);
        },
      },
    );
  });
}

/** Where a URL leads: far cheaper than URL where only these two are wanted. */
export function splitURL(url: string): { origin: string; path: string } {
  const host = url.indexOf("//") + 2;
  let end = host;
  for (; end < url.length; end++) {
    const at = url.charCodeAt(end);
    // A slash, a question mark or a hash ends the host.
    if (at === 47 || at === 63 || at === 35) break;
  }
  const origin = url.slice(0, end);
  // User names, odd characters and the like are left to URL.
  if (host < 2 || /[@\\%\s]/.test(origin) || /[#\\\s]|[^\x21-\x7e]/.test(url)) {
    const parsed = new URL(url);
    return { origin: parsed.origin, path: parsed.pathname + parsed.search };
  }
  const path = url.slice(end);
  return { origin, path: path.startsWith("/") ? path : `/${path}` };
}
