import type { Readable } from "node:stream";
import { encodingsOf } from "./decodeBody.js";
import { type AnswerHead, contentLength, type Received, type Sink } from "./exchange.js";
import type { RequestKind } from "./requestBudget.js";

/** One request, which is retried until it gets a final response. */
export interface TransportRequest<T = Uint8Array> {
  /** Operation ID, or `download`; used in error messages. */
  operation: string;
  kind: RequestKind;
  url: string;
  method?: string;
  /** A function is called for each attempt. */
  headers?: Record<string, string> | (() => Record<string, string>);
  /** A stream is created for each attempt, and needs a Content-Length header. */
  body?: string | Uint8Array | (() => Readable);
  signal?: AbortSignal | undefined;
  /** Converts the bytes of a 2xx. Throwing {@link UnreadableBody} counts as a failed attempt. */
  read?: (bytes: Uint8Array, head: AnswerHead) => T;
  /** Receives the body instead, as transferred: neither decoded nor collected, and of any size. */
  sink?: Sink;
}

/** A final response: 2xx with the converted body, or any other status with its bytes. */
export type Answer<T = Uint8Array> = AnswerHead &
  ({ ok: true; body: T } | { ok: false; body: Uint8Array });

/** Whether the bytes of a 2xx are ready to use: the usual case, without another turn of the event loop. */
export function isPlainAndWhole(request: TransportRequest<unknown>, received: Received): boolean {
  return encodingsOf(received).length === 0 && isLengthKnown(request, received);
}

/** The response of an upload is not read, and JSON from the API shows its own end. */
export function isLengthKnown(request: TransportRequest<unknown>, received: Received): boolean {
  const isDownload = request.kind === "download" && request.body === undefined;
  return !isDownload || contentLength(received) !== undefined;
}

/** A sink that reports when it received something new. */
export function gaining(sink: Sink, gained: () => void): Sink {
  return {
    accepts: (head) => sink.accepts(head),
    write(bytes) {
      const isNew = sink.write(bytes);
      if (isNew) gained();
      return isNew;
    },
  };
}
