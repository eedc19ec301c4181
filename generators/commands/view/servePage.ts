import { readFile } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { usageError } from "../../io/CommandError.js";
import { insidePath } from "../../io/insidePath.js";
import { takeSnapshot } from "../../watch/FileSnapshot.js";
import { nextChange } from "../../watch/nextChange.js";

/** The page to serve. */
export interface Served {
  /** The page at `start`. */
  readonly html: string;
  /** The path of the page, if it links to other pages by paths relative to it. Default: `/`. */
  readonly start?: string;
  /** Renders another page, or reads what it needs; undefined if there is none at this path. */
  other?(path: string): Promise<{ type: string; body: string | Uint8Array } | undefined>;
}

export interface ServeOptions {
  /** 0 for any free port. */
  readonly port: number;
  /** A file or folder: changes of it reload the page. */
  readonly root: string;
  /** The folder with the files that the page links to. */
  readonly files: string;
  readonly signal: AbortSignal;
  /** Renders the page again; throws to keep the last page. */
  render(): Promise<Served>;
  /** Why the page is out of date although it renders; undefined if it is up to date. */
  trouble?(): Promise<string | undefined>;
  listening(url: string): void;
  /** Called if rendering failed; the last page stays visible. */
  failed(error: unknown): void;
}

/**
 * Serves the page on this machine until `signal` is aborted. Browsers reload it when its source changes.
 * @throws CommandError if the port is in use
 */
export async function servePage(options: ServeOptions): Promise<void> {
  const listeners = new Set<ServerResponse>();
  // Taken before rendering, so that changes during rendering count.
  let seen = await takeSnapshot([options.root]);
  let served = await options.render();
  let trouble = await options.trouble?.();
  const tell = (event: string, text: string) => {
    const data = text.split("\n").map((line) => `data: ${line}\n`);
    for (const listener of listeners) listener.write(`event: ${event}\n${data.join("")}\n`);
  };
  const server = createServer((request, response) => {
    if (!isLocal(request.headers.host)) {
      respond(response, 403, "text/plain", "Only this machine may read this page.");
      return;
    }
    const path = decodePath(request.url ?? "/");
    const { html, start = "/" } = served;
    if (path === start) respond(response, 200, "text/html; charset=utf-8", html);
    else if (path === "/") response.writeHead(302, { location: start }).end();
    else if (path === "/reload") {
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      response.write(": ready\n\n");
      listeners.add(response);
      if (trouble !== undefined) tell("failed", trouble);
      response.on("close", () => listeners.delete(response));
    } else void serveOther(served, options.files, path, response);
  });
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  options.listening(`http://127.0.0.1:${port}/`);

  for (;;) {
    const change = await nextChange([options.root], seen, options.signal);
    if (change === undefined) break;
    seen = change.snapshot;
    const before = trouble;
    try {
      const made = await options.render();
      trouble = await options.trouble?.();
      // The index of a folder may stay the same although another page has changed.
      const isChanged = made.html !== served.html || made.other !== undefined;
      served = made;
      if (isChanged) {
        for (const listener of listeners) listener.write("data: changed\n\n");
      }
    } catch (error) {
      trouble = error instanceof Error ? error.message : String(error);
      options.failed(error);
    }
    if (trouble !== undefined) tell("failed", trouble);
    else if (before !== undefined) tell("recovered", "");
  }
  for (const listener of listeners) listener.end();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = error.code === "EADDRINUSE" || error.code === "EACCES";
      const hint = "Choose another one with --port, or omit --port to use any free port.";
      const reason = error.code === "EACCES" ? "may not be used" : "is in use";
      reject(taken ? usageError(`port ${port} ${reason}`, { hint }) : error);
    });
    server.listen(port, "127.0.0.1", resolve);
  });
}

/** Prevents DNS rebinding: pages of other sites must not read anything. */
function isLocal(host: string | undefined): boolean {
  return /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host ?? "");
}

function decodePath(url: string): string {
  try {
    return decodeURIComponent(url.replace(/[?#].*$/, ""));
  } catch {
    return "";
  }
}

async function serveOther(
  { other }: Served,
  files: string,
  path: string,
  response: ServerResponse,
): Promise<void> {
  try {
    const found = await other?.(path);
    if (found === undefined) return await serveFile(files, path, response);
    respond(response, 200, found.type, found.body);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    respond(response, 500, "text/plain", `Rendering this page failed: ${reason}`);
  }
}

async function serveFile(root: string, path: string, response: ServerResponse): Promise<void> {
  try {
    const bytes = await readFile(insidePath(root, path.replace(/^\/+/, "")));
    // Never as a page: the content is not trusted.
    respond(response, 200, "application/octet-stream", bytes);
  } catch {
    respond(response, 404, "text/plain", "No such file.");
  }
}

function respond(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Uint8Array,
): void {
  response.writeHead(status, {
    "content-type": type,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  response.end(body);
}
