import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** The lists that the runtime reads, by the field that holds their entries. */
export type ListKind =
  | "projects"
  | "batches"
  | "jobs"
  | "metrics"
  | "metricsData"
  | "events"
  | "logs";

type Entry = Record<string, unknown>;

/** A page of a list that is about to be sent, and how it was requested. */
export interface Asked {
  kind: ListKind;
  /** How often this very page was requested before. */
  before: number;
  /** The position of its first entry. */
  start: number;
  all: Entry[];
  /** The page as it should be. */
  page: Record<string, unknown>;
}

/** A download that is about to be sent. */
export interface Download {
  /** `metrics`, `data`, `files` or `logs`. */
  kind: string;
  /** How often this object was requested before, in whatever way. */
  before: number;
  bytes: Buffer;
  request: IncomingMessage;
  response: ServerResponse;
}

/** What faults of the local platform cannot express: answers that its API description does not allow. */
export interface Interception {
  /** Answers in the place of a page: JSON, `raw:` and any text, or a number as status. Undefined: the page. */
  list?: (asked: Asked) => unknown;
  /** Sends a download; false where it should be sent as it is. */
  download?: (asked: Download) => boolean;
  /** Answers the GET of one thing; undefined: the thing. */
  one?: (operation: string, body: Entry, before: number) => unknown;
  /** Entries of a list, which may change between requests. */
  entries?: (kind: ListKind, all: Entry[]) => Entry[];
}

/** The operations of single things, by the name before their ID. */
const operations: Readonly<Record<string, string>> = {
  batches: "getBatch",
  reports: "getReport",
  sweeps: "getParameterSweep",
  builds: "getBuild",
};

/**
 * A server in front of the local platform. Everything comes from the platform; lists are cut into pages here, so that a
 * test can change what is on them.
 */
export async function intercept(apiURL: string, interception: Interception = {}, pageSize = 2) {
  const asked = new Map<string, number>();
  const times = (key: string) => {
    const before = asked.get(key) ?? 0;
    asked.set(key, before + 1);
    return before;
  };
  const upstream = new URL(apiURL);
  /** Where the platform's presigned links lead. */
  let objects = "";
  let origin = "";

  async function download(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "/", origin);
    const answer = await fetch(`${objects}${request.url}`);
    const bytes = Buffer.from(await answer.arrayBuffer());
    const kind = pathname.split("/")[2] ?? "";
    const before = times(pathname);
    if (interception.download?.({ kind, before, bytes, request, response })) return;
    response.writeHead(answer.status, { "content-length": bytes.length });
    response.end(request.method === "HEAD" ? undefined : bytes);
  }

  async function call(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", upstream.origin);
    const start = Number(url.searchParams.get("pageToken") ?? "0");
    url.searchParams.delete("pageToken");
    if (url.searchParams.has("pageSize")) url.searchParams.set("pageSize", "100");
    const { authorization = "" } = request.headers;
    const answer = await fetch(url, { headers: { authorization } });
    const body = localized(await answer.text());
    const send = (changed: unknown) => {
      const status = typeof changed === "number" ? changed : answer.status;
      const isRaw = typeof changed === "string" && changed.startsWith("raw:");
      const text = isRaw ? changed.slice("raw:".length) : JSON.stringify(changed);
      response.writeHead(status, { "content-length": Buffer.byteLength(text) });
      response.end(text);
    };
    if (!answer.ok) return send(body);
    const kind = Object.keys(body).find((name) => Array.isArray(body[name])) as ListKind;
    if (!("nextPageToken" in body)) {
      const operation = operations[url.pathname.split("/").at(-2) ?? ""] ?? "";
      return send(interception.one?.(operation, body, times(operation)) ?? body);
    }
    const listed = body[kind] as Entry[];
    const all = interception.entries?.(kind, listed) ?? listed;
    const page = {
      [kind]: all.slice(start, start + pageSize),
      nextPageToken: start + pageSize < all.length ? `${start + pageSize}` : "",
      ...("total" in body ? { total: all.length } : {}),
    };
    const before = times(`${url.pathname}?${start}`);
    send(interception.list?.({ kind, before, start, all, page }) ?? page);
  }

  /** An answer of the platform, with links that lead here. */
  function localized(text: string): Entry {
    objects = /http:\/\/127\.0\.0\.1:\d+(?=\/[^"]*Signature=)/.exec(text)?.[0] ?? objects;
    return JSON.parse(objects === "" ? text : text.replaceAll(objects, origin)) as Entry;
  }

  const server = createServer((request, response) => {
    const isCall = request.url?.startsWith(`${upstream.pathname}/`);
    (isCall ? call : download)(request, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    apiURL: `${origin}${upstream.pathname}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
