import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { FaultInjector } from "./faults.js";
import type { Links, LinkTarget } from "./links.js";
import { uploadHeaders } from "./operations/lightOperations.js";
import type { PlatformState } from "./platformState.js";
import type { RunStore } from "./runStore.js";

/**
 * Serves presigned links, on a separate port because an object store is another host. Like an object store, it refuses
 * a request with an Authorization header in addition to the link's signature (400), returns 403 for a link
 * that is invalid or has expired, and requires the length of an upload in advance (411).
 */
export function createObjectServer(
  state: PlatformState,
  links: Links,
  faults: FaultInjector,
): Server {
  return createServer((request, response) => {
    answer(state, links, faults, request, response).catch((error: unknown) => {
      if (!response.headersSent) refuse(response, 500, String(error));
      else response.destroy();
    });
  });
}

async function answer(
  state: PlatformState,
  links: Links,
  faults: FaultInjector,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const failing = await faults.beforeAnswer(request);
  if (failing !== undefined) return refuse(response, failing, "An injected fault");
  const { method = "GET" } = request;
  if (request.headers.authorization !== undefined) {
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
  const { runs } = state;
  const allowed = target.kind === "uploads" ? ["PUT"] : ["GET", "HEAD"];
  if (!allowed.includes(method)) {
    return refuse(response, 405, `The link allows ${allowed.join(" and ")} only`);
  }
  if (target.kind === "uploads") return await receive(state, target.id, request, response);
  if (target.kind === "files") return await sendFile(runs, target, response);
  const bytes = await readObject(runs, target);
  if (bytes === undefined) return refuse(response, 404, "The object does not exist");
  response.writeHead(200, {
    "content-type": "application/octet-stream",
    "content-length": bytes.length,
  });
  response.end(bytes);
}

async function readObject(
  runs: RunStore,
  target: Extract<LinkTarget, { kind: "metrics" | "data" }>,
): Promise<Uint8Array | undefined> {
  const { metrics, data } = await runs.index(target.run);
  const slice =
    target.kind === "metrics"
      ? metrics.find((metric) => metric.metricID === target.id)
      : data.find((one) => one.dataID === target.id);
  return slice === undefined ? undefined : await runs.read(target.run, slice);
}

async function sendFile(
  runs: RunStore,
  target: Extract<LinkTarget, { kind: "files" }>,
  response: ServerResponse,
): Promise<void> {
  const file = runs.filePath(target.run, target.path);
  const size = file === undefined ? undefined : await fileSize(file);
  if (file === undefined || size === undefined) {
    return refuse(response, 404, "The run did not write this file");
  }
  response.writeHead(200, { "content-type": "application/octet-stream", "content-length": size });
  await pipeline(createReadStream(file), response);
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

async function fileSize(file: string): Promise<number | undefined> {
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() === true ? found.size : undefined;
}

function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" });
  response.end(`${why}\n`);
}
