import type { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import type { Connections } from "./connections.js";
import { type Abortable, forget, reasonOf, whenAborted } from "./whenAborted.js";

/** Status and headers of an answer. */
export interface AnswerHead {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** One answer with all of its bytes, as they came: encoded where a header says so. */
export interface Received extends AnswerHead {
  bytes: Uint8Array;
}

/** Takes the body of an answer piece by piece, instead of having it gathered. */
export interface Sink {
  /** Whether it takes the body of this answer. A throw ends the exchange. */
  accepts(head: AnswerHead): boolean;
  /** Takes a piece at once, and tells whether it brought something new. A throw ends the exchange. */
  write(bytes: Uint8Array): boolean;
}

export interface ExchangeRequest {
  /** Scheme, host and port. */
  origin: string;
  /** Path with query. */
  path: string;
  method: string;
  headers: Record<string, string>;
  /** A stream goes with a Content-Length among the headers. */
  body: string | Uint8Array | Readable | null;
  signal: AbortSignal | undefined;
  /** Milliseconds without headers, or without a further byte of the body. */
  timeout: number;
  /** Bytes of the body, at most. */
  maxBytes: number;
  sink?: Sink | undefined;
}

/** An answer that goes beyond what is granted. No other try makes it smaller. */
export class TooLarge extends Error {}

/** An answer that keeps the rules of HTTP and is not worth waiting for, or does not keep them. */
export class BadAnswer extends Error {}

/** Answers of status 1xx before the one that counts. */
const maxInterim = 16;

/** Bytes a second that a body must bring once its grace, one `timeout`, is over. */
const slowest = 1024;

/**
 * Sends one request and receives its answer whole. Our own receiver on undici's dispatch, because the
 * stream and the listener on the signal of undici's `request` cost more than a small object's decoding
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

/** Takes one answer in, piece by piece. */
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

  /** Also called for 1xx, which a final answer follows. */
  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: AnswerHead["headers"],
  ): void {
    this.#head = { status, headers };
    if (status < 200) {
      if (++this.#interim > maxInterim) {
        controller.abort(new BadAnswer(`more than ${maxInterim} interim answers (${status})`));
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
    // A trickle keeps every timer between bytes quiet.
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
      // What comes before the connection is closed is for nobody.
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
  return new TooLarge(`an answer of ${bytes} bytes or more, and at most ${most} are taken`);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** A header of an answer; the first where it was sent repeatedly. */
export function headerOf(answer: AnswerHead, name: string): string | undefined {
  const value = answer.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Bytes of the body as it travels; undefined where the answer does not say. */
export function contentLength(head: AnswerHead): number | undefined {
  const value = headerOf(head, "content-length");
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
}
