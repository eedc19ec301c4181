import type { Readable } from "node:stream";
import { encodingsOf } from "./decodeBody.js";
import { type AnswerHead, contentLength, type Received, type Sink } from "./exchange.js";
import type { RequestKind } from "./requestBudget.js";

/** One request, to be repeated until it is answered for good. */
export interface TransportRequest<T = Uint8Array> {
  /** Operation ID, or `download`; it stands in errors. */
  operation: string;
  kind: RequestKind;
  url: string;
  method?: string;
  /** Made anew for each try where it is a function. */
  headers?: Record<string, string> | (() => Record<string, string>);
  /** A stream is made anew for each try, and its length is among the headers. */
  body?: string | Uint8Array | (() => Readable);
  signal?: AbortSignal | undefined;
  /** Makes something of the bytes of a 2xx; a throw of {@link UnreadableBody} counts as a failed try. */
  read?: (bytes: Uint8Array, head: AnswerHead) => T;
  /** Takes the body instead, as it travels: neither decoded nor gathered, and of any size. */
  sink?: Sink;
}

/** An answer that is worth no further try: 2xx with what was read, or anything else with its bytes. */
export type Answer<T = Uint8Array> = AnswerHead &
  ({ ok: true; body: T } | { ok: false; body: Uint8Array });

/** Whether nothing is left to do to the bytes of a 2xx: the usual case, which costs no turn of the event loop. */
export function isPlainAndWhole(request: TransportRequest<unknown>, received: Received): boolean {
  return encodingsOf(received).length === 0 && isLengthKnown(request, received);
}

/** An upload's answer is not read, and an answer of the API is read as JSON, which has an end of its own. */
export function isLengthKnown(request: TransportRequest<unknown>, received: Received): boolean {
  const isDownload = request.kind === "download" && request.body === undefined;
  return !isDownload || contentLength(received) !== undefined;
}

/** A sink that says when it was brought something new. */
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
