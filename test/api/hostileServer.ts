import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answers } from "./answers.js";
import { doublesData, scalarMetric } from "./messageBytes.mjs";
import { batchID, projectID, sweepID } from "./startServer.js";

export type ListKind =
  | "projects"
  | "batches"
  | "jobs"
  | "metrics"
  | "metricsData"
  | "events"
  | "logs";

/** What a list is about to answer, and how it was asked. */
export interface Asked {
  kind: ListKind;
  /** How often this very page was asked for before. */
  before: number;
  /** Its first entry's number. */
  start: number;
  all: Record<string, unknown>[];
  /** The page as it should be. */
  page: Record<string, unknown>;
}

/** What a download is about to send. */
export interface Download {
  /** `metric` or `data`. */
  kind: string;
  /** How often this object was asked for before, in whatever way. */
  before: number;
  bytes: Buffer;
  request: IncomingMessage;
  response: ServerResponse;
}

export interface Hostility {
  /** Answers in the place of a page: JSON, or a number as status. Undefined: the page. */
  list?: (asked: Asked) => unknown;
  /** Answers a download; false where it should be sent as it is. */
  download?: (asked: Download) => boolean;
  /** Answers the GET of one thing; undefined: the thing. */
  one?: (operation: string, body: Record<string, unknown>, before: number) => unknown;
  /** Entries of a list, which may change between requests. */
  entries?: (kind: ListKind, all: Record<string, unknown>[]) => Record<string, unknown>[];
}

const hex = (n: number, length = 12) => n.toString(16).padStart(length, "0");
const idOf = (kind: number, job: number, n: number) =>
  `${kind}${hex(job, 7)}-0000-4000-8000-${hex(n)}`;
const jobIDOf = (n: number) => idOf(1, 0, n);
const count = (n: number) => Array.from({ length: n }, (_, i) => i);

/** Five tests with five metrics, metrics data, events and logs each, in pages of two. */
const size = 5;
const pageSize = 2;

/** A platform in this process that may lie about anything. */
export async function startHostile(hostility: Hostility = {}) {
  const asked = new Map<string, number>();
  const times = (key: string) => {
    const before = asked.get(key) ?? 0;
    asked.set(key, before + 1);
    return before;
  };
  let origin = "";
  const entriesOf = (kind: ListKind, job: number): Record<string, unknown>[] => {
    const own = { jobID: jobIDOf(job) };
    switch (kind) {
      case "projects":
        return count(size).map((i) => ({
          ...answers.project,
          projectID: projectID.replace(/2$/, `${i}`),
        }));
      case "batches":
        return count(size).map((i) => ({
          ...answers.batch,
          batchID: batchID.replace(/1$/, `${i + 1}`),
          creationTimestamp: `2024-05-0${i + 1}T00:00:00Z`,
        }));
      case "jobs":
        return count(size).map((i) => ({
          ...answers.job,
          jobID: jobIDOf(i),
          parameters: { mass: `${i}` },
        }));
      case "metrics":
        return count(size).map((i) => ({
          ...answers.metric,
          ...own,
          metricID: idOf(2, job, i),
          name: `metric ${i}`,
          type: "SCALAR",
          value: job * 10 + i,
          metricURL: `${origin}/metric/${job}/${i}?X-Amz-Signature=secret`,
        }));
      case "metricsData":
        return count(size).map((i) => ({
          ...answers.metricsData,
          ...own,
          dataID: idOf(3, job, i),
          name: `data ${i}`,
          metricsDataURL: `${origin}/data/${job}/${i}?X-Amz-Signature=secret`,
        }));
      case "events":
        return count(size).map((i) => ({
          ...answers.event,
          eventID: idOf(4, job, i),
          name: `event ${i}`,
        }));
      case "logs":
        return count(size).map((i) => ({
          ...answers.log,
          ...own,
          logID: idOf(5, job, i),
          fileName: `log ${i}`,
        }));
    }
  };
  const bytesOf = (kind: string, job: number, i: number): Buffer =>
    kind === "metric"
      ? scalarMetric({
          id: idOf(2, job, i),
          jobID: jobIDOf(job),
          name: `metric ${i}`,
          value: job * 10 + i,
        })
      : doublesData({ id: idOf(3, job, i), name: `data ${i}`, values: [job, i, 0.5] });

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://server");
    const { pathname } = url;
    const send = (body: unknown) => {
      const status = typeof body === "number" && body >= 400 ? body : 200;
      const text =
        typeof body === "string" && body.startsWith("raw:") ? body.slice(4) : JSON.stringify(body);
      response.writeHead(status, { "content-length": Buffer.byteLength(text) });
      response.end(text);
    };
    const download = /^\/(metric|data)\/(\d+)\/(\d+)$/.exec(pathname);
    if (download) {
      const [, kind = "", job, i] = download;
      const bytes = bytesOf(kind, Number(job), Number(i));
      const before = times(pathname);
      if (hostility.download?.({ kind, before, bytes, request, response })) return;
      response.writeHead(200, { "content-length": bytes.length });
      response.end(request.method === "HEAD" ? undefined : bytes);
      return;
    }
    const job = Number.parseInt(/\/jobs\/[^/]*?([0-9a-f]{12})\//.exec(pathname)?.[1] ?? "0", 16);
    const last = pathname.split("/").at(-1) ?? "";
    const one = oneOf(pathname);
    if (one) {
      const [operation, body] = one;
      return send(hostility.one?.(operation, body, times(operation)) ?? body);
    }
    const kind = last as ListKind;
    const all = hostility.entries?.(kind, entriesOf(kind, job)) ?? entriesOf(kind, job);
    const start = Number(url.searchParams.get("pageToken") ?? "0");
    const counted = kind === "jobs" || kind === "batches" || kind === "logs";
    const page = {
      [kind]: all.slice(start, start + pageSize),
      nextPageToken: start + pageSize < all.length ? `${start + pageSize}` : "",
      ...(counted ? { total: all.length } : {}),
    };
    const before = times(`${pathname}?${start}`);
    send(hostility.list?.({ kind, before, start, all, page }) ?? page);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    apiURL: `${origin}/v1`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function oneOf(pathname: string): [string, Record<string, unknown>] | undefined {
  const [, kind, id] = /\/(batches|reports|sweeps|builds)\/([^/]+)$/.exec(pathname) ?? [];
  if (kind === undefined || id === "-") return undefined;
  switch (kind) {
    case "batches":
      return pathname.includes(projectID)
        ? ["getBatch", { ...answers.batch, batchID: id }]
        : ["getBatch", 404 as never];
    case "reports":
      return ["getReport", { ...answers.report, reportID: id }];
    case "builds":
      return ["getBuild", { ...answers.build, buildID: id }];
    default:
      return [
        "getParameterSweep",
        { ...answers.parameterSweep, parameterSweepID: sweepID, batches: [batchID] },
      ];
  }
}
