import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { FaultInjector } from "./faults.js";
import type { Links, LinkTarget } from "./links.js";
import type { RunStore } from "./runStore.js";

/**
 * Serves presigned links, on a port of its own as an object store is another host. Like one, it refuses
 * a request that brings an Authorization header besides the link's signature (400), and answers 403 to
 * a link that is wrong or has expired.
 */
export function createDownloadServer(runs: RunStore, links: Links, faults: FaultInjector): Server {
  return createServer((request, response) => {
    answer(runs, links, faults, request, response).catch((error: unknown) => {
      if (!response.headersSent) refuse(response, 500, String(error));
      else response.destroy();
    });
  });
}

async function answer(
  runs: RunStore,
  links: Links,
  faults: FaultInjector,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const failing = await faults.beforeAnswer();
  if (failing !== undefined) return refuse(response, failing, "A fault that was asked for");
  if (request.method !== "GET" && request.method !== "HEAD") {
    return refuse(response, 405, "Links are for reading");
  }
  if (request.headers.authorization !== undefined) {
    return refuse(response, 400, "A presigned link takes no Authorization header");
  }
  const url = new URL(request.url ?? "/", "http://local");
  const verdict = links.check(url.pathname, url.searchParams);
  if ("refused" in verdict) return refuse(response, 403, verdict.refused);
  const { target } = verdict;
  if (target.kind === "files") return await sendFile(runs, target, response);
  const bytes = await readObject(runs, target);
  if (bytes === undefined) return refuse(response, 404, "There is no such object");
  response.writeHead(200, {
    "content-type": "application/octet-stream",
    "content-length": bytes.length,
  });
  response.end(bytes);
}

async function readObject(
  runs: RunStore,
  target: Exclude<LinkTarget, { kind: "files" }>,
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
    return refuse(response, 404, "The run wrote no such file");
  }
  response.writeHead(200, { "content-type": "application/octet-stream", "content-length": size });
  await pipeline(createReadStream(file), response);
}

async function fileSize(file: string): Promise<number | undefined> {
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() === true ? found.size : undefined;
}

function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" });
  response.end(`${why}\n`);
}
