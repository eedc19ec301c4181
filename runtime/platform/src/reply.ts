import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { RequestFault } from "./faults.js";

/** A body that is in memory, or is read when it is sent. */
export type ReplyBody = Uint8Array | { length: number; read(end: number): Readable };

/** What a server is about to send. */
export interface Reply {
  status: number;
  headers: OutgoingHttpHeaders;
  body: ReplyBody;
}

/** Answers with a fault that needs no reply. Returns whether there was such a fault. */
export function sendFault(response: ServerResponse, fault: RequestFault | undefined): boolean {
  switch (fault?.kind) {
    case "status": {
      const { status = 503, retryAfter } = fault;
      const body = Buffer.from(JSON.stringify({ message: "An injected fault" }));
      if (retryAfter !== undefined) response.setHeader("retry-after", retryAfter);
      response.writeHead(status, {
        "content-type": "application/json",
        "content-length": body.length,
      });
      response.end(body);
      return true;
    }
    case "reset":
      response.socket?.resetAndDestroy();
      return true;
    case "stall":
      return fault.at !== "body";
    case "truncate":
    case undefined:
      return false;
  }
}

/** Sends a reply, or the part of it that a fault lets through. */
export async function sendReply(
  response: ServerResponse,
  { status, headers, body }: Reply,
  fault: RequestFault | undefined,
): Promise<void> {
  const isTruncated = fault?.kind === "truncate";
  const half = Math.floor(body.length / 2);
  if (isTruncated && fault.contentLength === false) {
    // As HTTP/1.0 does it: the end of the connection is the end of the body.
    const { socket } = response;
    socket?.write(`HTTP/1.1 ${status} OK\r\nconnection: close\r\n\r\n`);
    if (socket) await pipeline(readTo(body, half), socket);
    return;
  }
  response.writeHead(status, { ...headers, "content-length": body.length });
  if (fault !== undefined && body.length > 0) {
    // Headers alone are held back until the first byte of the body.
    response.flushHeaders();
    await pipeline(readTo(body, half), response, { end: false });
    if (isTruncated) response.socket?.destroySoon();
  } else if (body instanceof Uint8Array) {
    response.end(body);
  } else {
    await pipeline(body.read(body.length), response);
  }
}

function readTo(body: ReplyBody, end: number): Readable {
  return body instanceof Uint8Array ? Readable.from([body.subarray(0, end)]) : body.read(end);
}
