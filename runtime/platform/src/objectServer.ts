import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { corruptBody } from "./corruptBody.js";
import type { FaultInjector } from "./faultInjector.js";
import type { RequestFault } from "./faults.js";
import type { Links, LinkTarget } from "./links.js";
import { uploadHeaders } from "./operations/lightOperations.js";
import type { PlatformState } from "./platformState.js";
import { type ReplyBody, sendFault, sendReply } from "./reply.js";
import type { RunStore } from "./runStore.js";
import type { RequestCounter } from "./statistics.js";

interface ObjectServerParts {
  state: PlatformState;
  links: Links;
  faults: FaultInjector;
  counter: RequestCounter;
}

/** An object or a file, as it is stored. */
interface Stored {
  size: number;
  /** Identifies this version of a file. */
  etag?: string;
  /** The bytes from a position on. */
  from(start: number): ReplyBody;
}

/**
 * Serves presigned links, on a separate port because an object store is another host. Like an
 * object store, it refuses a request with an Authorization header in addition to the link's
 * signature (400). It returns 403 for a link that is invalid or has expired. It sends parts on
 * request (Range), and requires the length of an upload in advance (411).
 */
export function createObjectServer(parts: ObjectServerParts): Server {
  const { faults, counter } = parts;
  return createServer((request, response) => {
    counter.begin("downloads", response);
    counter.countDownload(request);
    if (faults.countRequest()) return;
    answer(parts, request, response).catch((error: unknown) => {
      if (!response.headersSent) refuse(response, 500, String(error));
      else response.destroy();
    });
  });
}

async function answer(
  { state, links, faults }: ObjectServerParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = "GET", headers } = request;
  const faulty = { method, url: request.url, operation: "downloads" };
  const fault = await faults.beforeAnswer(faulty);
  if (sendFault(response, fault)) return;
  if (headers.authorization !== undefined) {
    return refuse(
      response,
      400,
      "A presigned link must be requested without an Authorization header",
    );
  }
  const url = new URL(request.url ?? "/", "http://local");
  const verdict = links.check(url.pathname, url.searchParams);
  if ("refused" in verdict) return refuse(response, 403, verdict.refused);
  const { target } = verdict;
  const allowed = target.kind === "uploads" ? ["PUT"] : ["GET", "HEAD"];
  if (!allowed.includes(method)) {
    return refuse(response, 405, `The link allows ${allowed.join(" and ")} only`);
  }
  if (target.kind === "uploads") return await receive(state, target.id, request, response);
  const stored = await find(state, target);
  if (stored === undefined) return refuse(response, 404, "The object does not exist");
  const isCorrupt = faults.isCorrupt(faulty);
  await sendStored(request, response, isCorrupt ? corrupted(stored) : stored, fault);
}

async function find(
  { runs, logs }: PlatformState,
  target: Exclude<LinkTarget, { kind: "uploads" }>,
): Promise<Stored | undefined> {
  switch (target.kind) {
    case "metrics":
    case "data": {
      const bytes = await readObject(runs, target);
      return bytes && { size: bytes.length, from: (start) => bytes.subarray(start) };
    }
    case "files":
      return await findFile(runs.filePath(target.run, target.path));
    case "logs":
      return await findFile(logs.filePath(target.run, target.path));
  }
}

async function readObject(
  runs: RunStore,
  target: { kind: "metrics" | "data"; run: string; id: string },
): Promise<Uint8Array | undefined> {
  const { metrics, data } = await runs.index(target.run);
  const slice =
    target.kind === "metrics"
      ? metrics.find((metric) => metric.metricID === target.id)
      : data.find((one) => one.dataID === target.id);
  return slice === undefined ? undefined : await runs.read(target.run, slice);
}

async function findFile(file: string | undefined): Promise<Stored | undefined> {
  const found = file === undefined ? undefined : await stat(file).catch(() => undefined);
  if (file === undefined || found?.isFile() !== true) return undefined;
  const { size, mtimeMs } = found;
  return {
    size,
    etag: `"${size.toString(16)}-${Math.floor(mtimeMs).toString(16)}"`,
    from: (start) => ({
      length: size - start,
      read: (length) =>
        length === 0
          ? Readable.from([])
          : createReadStream(file, { start, end: start + length - 1 }),
    }),
  };
}

function corrupted(stored: Stored): Stored {
  return { ...stored, from: (start) => corruptBody(stored.from(start), start) };
}

/** Sends an object, or the end of it if that is requested of this version. */
async function sendStored(
  { method, headers }: IncomingMessage,
  response: ServerResponse,
  { size, etag, from }: Stored,
  fault: RequestFault | undefined,
): Promise<void> {
  const range = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? "");
  const isOther = headers["if-range"] !== undefined && headers["if-range"] !== etag;
  const [start, end] =
    range === null || isOther
      ? [0, size - 1]
      : [Number(range[1]), Math.min(size - 1, range[2] ? Number(range[2]) : size - 1)];
  if (start > 0 && start >= size) {
    response.writeHead(416, { "content-range": `bytes */${size}`, "content-length": 0 }).end();
    return;
  }
  const isPart = range !== null && !isOther && size > 0;
  const common = {
    "content-type": "application/octet-stream",
    "accept-ranges": "bytes",
    ...(etag === undefined ? {} : { etag }),
    ...(isPart ? { "content-range": `bytes ${start}-${end}/${size}` } : {}),
  };
  const length = end + 1 - start;
  if (method === "HEAD") {
    response.writeHead(isPart ? 206 : 200, { ...common, "content-length": length }).end();
    return;
  }
  const whole = from(start);
  const body =
    whole instanceof Uint8Array ? whole.subarray(0, length) : { length, read: whole.read };
  await sendReply(response, { status: isPart ? 206 : 200, headers: common, body }, fault);
}

/** Stores the bytes of a declared log, all of them or none. */
async function receive(
  state: PlatformState,
  logID: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const upload = state.uploads.get(logID);
  if (upload === undefined) return refuse(response, 404, "No log was declared for this link");
  const { "content-length": length } = request.headers;
  if (length === undefined) return refuse(response, 411, "The upload has no Content-Length");
  for (const [name, value] of Object.entries(uploadHeaders)) {
    if (request.headers[name] !== value) return refuse(response, 403, `${name} must be ${value}`);
  }
  if (Number(length) !== upload.fileSize) {
    return refuse(
      response,
      400,
      `Content-Length must be ${upload.fileSize}, the declared size, got ${length}`,
    );
  }
  const wrong = await state.runs.receive(upload.jobID, upload.fileName, request, upload.checksum);
  if (wrong !== undefined) return refuse(response, 400, wrong);
  await state.uploads.put({ ...upload, received: true });
  response.writeHead(200, { "content-length": 0 });
  response.end();
}

function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" });
  response.end(`${why}\n`);
}
