import type { Dispatcher } from "undici";
import type { Connections } from "./connections.js";
import { type Abortable, forget, reasonOf, whenAborted } from "./whenAborted.js";

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
 * Sends one request and receives its answer whole. Our own receiver on undici's dispatch, because the
 * stream and the listener on the signal of undici's `request` cost more than a small object's decoding
 * (bench `fetch throughput`).
 */
export function exchange(connections: Connections, request: ExchangeRequest): Promise<Received> {
  const { origin, path, method, headers, body, signal, timeout } = request;
  return new Promise((resolve, reject) => {
    const connection = connections.take(origin);
    const ended = () => connections.give(origin, connection);
    connection.dispatch(
      {
        origin,
        path,
        method: method as Dispatcher.HttpMethod,
        headers,
        body: body instanceof Uint8Array ? Buffer.from(body) : body,
        headersTimeout: timeout,
        bodyTimeout: timeout,
      },
      new Receiver(resolve, reject, ended, signal),
    );
  });
}

/** Takes one answer in, piece by piece. */
class Receiver implements Dispatcher.DispatchHandler, Abortable {
  readonly #resolve: (received: Received) => void;
  readonly #reject: (error: Error) => void;
  readonly #ended: () => void;
  readonly #signal: AbortSignal | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #head: AnswerHead = noHead;
  #first: Uint8Array | undefined;
  #more: Uint8Array[] | undefined;

  constructor(
    resolve: (received: Received) => void,
    reject: (error: Error) => void,
    ended: () => void,
    signal: AbortSignal | undefined,
  ) {
    this.#resolve = resolve;
    this.#reject = reject;
    this.#ended = ended;
    this.#signal = signal;
    if (signal) whenAborted(signal, this);
  }

  abort(reason: Error): void {
    this.#controller?.abort(reason);
    this.#reject(reason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#signal?.aborted) controller.abort(reasonOf(this.#signal));
  }

  /** Also called for 1xx, which a final answer follows. */
  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: AnswerHead["headers"],
  ): void {
    this.#head = { status, headers };
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#first === undefined) this.#first = chunk;
    else if (this.#more === undefined) this.#more = [this.#first, chunk];
    else this.#more.push(chunk);
  }

  onResponseEnd(): void {
    this.#ended();
    if (this.#signal) forget(this.#signal, this);
    const bytes = this.#more ? Buffer.concat(this.#more) : (this.#first ?? nothing);
    this.#resolve({ status: this.#head.status, headers: this.#head.headers, bytes });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#ended();
    if (this.#signal) forget(this.#signal, this);
    this.#reject(error);
  }
}

const noHead: AnswerHead = { status: 0, headers: {} };
const nothing = new Uint8Array();

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
