import type { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import type { Connections } from "./connections.js";
import { type Abortable, forget, reasonOf, whenAborted } from "./whenAborted.js";

/** Status and headers of a response. */
export interface AnswerHead {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** A response with all of its bytes as received: still encoded if a header says so. */
export interface Received extends AnswerHead {
  bytes: Uint8Array;
}

/** Receives the body of a response piece by piece, instead of collecting it. */
export interface Sink {
  /** Whether it accepts the body of this response. A throw ends the exchange. */
  accepts(head: AnswerHead): boolean;
  /** Processes a piece synchronously, and returns whether it was new. A throw ends the exchange. */
  write(bytes: Uint8Array): boolean;
}

export interface ExchangeRequest {
  /** Scheme, host and port. */
  origin: string;
  /** Path with query. */
  path: string;
  method: string;
  headers: Record<string, string>;
  /** A stream needs a Content-Length header. */
  body: string | Uint8Array | Readable | null;
  signal: AbortSignal | undefined;
  /** Milliseconds to wait for the headers, or for another byte of the body. */
  timeout: number;
  /** Maximum size of the body in bytes. */
  maxBytes: number;
  sink?: Sink | undefined;
}

/** The response exceeds the allowed size. A retry does not make it smaller. */
export class TooLarge extends Error {}

/** The response violates HTTP, or is not worth waiting for. */
export class BadAnswer extends Error {}

/** Maximum number of 1xx responses before the final one. */
const maxInterim = 16;

/** Minimum bytes per second of a body, after a grace period of one `timeout`. */
const slowest = 1024;

/**
 * Sends one request and receives its complete response. Uses its own receiver on undici's dispatch:
 * the stream and the signal listener of undici's `request` cost more than decoding a small object
 * (bench `fetch throughput`).
 */
export function exchange(connections: Connections, request: ExchangeRequest): Promise<Received> {
  const { origin, path, method, headers, body, timeout } = request;
  return new Promise((resolve, reject) => {
    const connection = connections.take(origin);
    const ended = (failed: boolean) => connections.give(origin, connection, failed);
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
      new Receiver(resolve, reject, ended, request),
    );
  });
}

/** Receives one response, piece by piece. */
class Receiver implements Dispatcher.DispatchHandler, Abortable {
  readonly #resolve: (received: Received) => void;
  readonly #reject: (error: Error) => void;
  readonly #ended: (failed: boolean) => void;
  readonly #request: ExchangeRequest;
  #controller: Dispatcher.DispatchController | undefined;
  #head: AnswerHead = noHead;
  #first: Uint8Array | undefined;
  #more: Uint8Array[] | undefined;
  #interim = 0;
  #received = 0;
  #startedAt = 0;
  #takes: Sink | undefined;

  constructor(
    resolve: (received: Received) => void,
    reject: (error: Error) => void,
    ended: (failed: boolean) => void,
    request: ExchangeRequest,
  ) {
    this.#resolve = resolve;
    this.#reject = reject;
    this.#ended = ended;
    this.#request = request;
    if (request.signal) whenAborted(request.signal, this);
  }

  abort(reason: Error): void {
    this.#controller?.abort(reason);
    this.#reject(reason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    const { signal } = this.#request;
    if (signal?.aborted) controller.abort(reasonOf(signal));
  }

  /** Also called for 1xx, which are followed by a final response. */
  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: AnswerHead["headers"],
  ): void {
    this.#head = { status, headers };
    if (status < 200) {
      if (++this.#interim > maxInterim) {
        controller.abort(new BadAnswer(`more than ${maxInterim} interim responses (${status})`));
      }
      return;
    }
    this.#startedAt = performance.now();
    const { sink, maxBytes, method } = this.#request;
    try {
      if (sink?.accepts(this.#head)) this.#takes = sink;
      const length = method === "HEAD" ? undefined : contentLength(this.#head);
      if (length !== undefined && length > maxBytes) throw tooLarge(length, maxBytes);
    } catch (error) {
      controller.abort(asError(error));
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#received += chunk.byteLength;
    const { maxBytes, timeout } = this.#request;
    if (this.#received > maxBytes) {
      controller.abort(tooLarge(this.#received, maxBytes));
      return;
    }
    // A trickle of bytes never triggers a timeout between bytes.
    const seconds = (performance.now() - this.#startedAt - timeout) / 1000;
    if (seconds > 0 && this.#received < seconds * slowest) {
      controller.abort(
        new BadAnswer(
          `too slow: ${this.#received} bytes in ${Math.round(seconds + timeout / 1000)} s`,
        ),
      );
      return;
    }
    if (this.#takes) this.#handOn(this.#takes, controller, chunk);
    else if (this.#first === undefined) this.#first = chunk;
    else if (this.#more === undefined) this.#more = [this.#first, chunk];
    else this.#more.push(chunk);
  }

  #handOn(sink: Sink, controller: Dispatcher.DispatchController, chunk: Buffer): void {
    try {
      sink.write(chunk);
    } catch (error) {
      // Bytes that arrive before the connection is closed are ignored.
      this.#takes = nobody;
      controller.abort(asError(error));
    }
  }

  onResponseEnd(): void {
    const { signal, method } = this.#request;
    this.#ended(false);
    if (signal) forget(signal, this);
    const length = method === "HEAD" ? undefined : contentLength(this.#head);
    if (length !== undefined && length !== this.#received && !isBodyless(this.#head.status)) {
      this.#reject(new BadAnswer(`${this.#received} of ${length} bytes were received`));
      return;
    }
    const bytes = this.#more ? Buffer.concat(this.#more) : (this.#first ?? nothing);
    const received = { status: this.#head.status, headers: this.#head.headers, bytes };
    this.#resolve(received);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const { signal } = this.#request;
    this.#ended(true);
    if (signal) forget(signal, this);
    this.#reject(error);
  }
}

const nobody: Sink = { accepts: () => true, write: () => false };
const noHead: AnswerHead = { status: 0, headers: {} };
const nothing = new Uint8Array();

function isBodyless(status: number): boolean {
  return status === 204 || status === 304;
}

function tooLarge(bytes: number, most: number): TooLarge {
  return new TooLarge(`the response has ${bytes} bytes or more, but the limit is ${most}`);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** A header of a response; the first one if it was sent repeatedly. */
export function headerOf(answer: AnswerHead, name: string): string | undefined {
  const value = answer.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Encoded length of the body in bytes; undefined if the response does not state it. */
export function contentLength(head: AnswerHead): number | undefined {
  const value = headerOf(head, "content-length");
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
}
