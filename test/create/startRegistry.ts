import { execFile } from "node:child_process";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A registry on this machine: packages that were published to it, and all else from the usual one. */
export interface Registry {
  /** Ends with a slash. */
  readonly url: string;
  /** The names that were published, as `NAME@VERSION`. */
  readonly published: readonly string[];
  stop(): Promise<void>;
}

interface Packument {
  name: string;
  versions: Record<string, { dist: { tarball: string } }>;
  "dist-tags": Record<string, string>;
  time?: Record<string, string>;
}

/** Long ago: some package managers do not touch what was published within the last day. */
const publishedAt = "2020-01-01T00:00:00.000Z";

/**
 * Speaks as much of the registry's protocol as `npm publish` and the package managers need, in
 * milliseconds and without a dependency: a registry of the trade brings some 300 packages along.
 */
export async function startRegistry(): Promise<Registry> {
  const { stdout } = await run("npm", ["config", "get", "registry"], { cwd: "/" });
  const upstream = stdout.trim().replace(/\/?$/, "/");
  const packuments = new Map<string, Packument>();
  const tarballs = new Map<string, Buffer>();
  const published: string[] = [];
  let url = "";

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decodeURIComponent(new URL(request.url ?? "/", url).pathname).slice(1);
    if (request.method === "PUT") {
      const given = JSON.parse((await bodyOf(request)).toString("utf8"));
      for (const [file, { data }] of Object.entries<{ data: string }>(given._attachments)) {
        tarballs.set(`${given.name}/-/${file}`, Buffer.from(data, "base64"));
      }
      for (const [version, manifest] of Object.entries<Packument["versions"][string]>(
        given.versions,
      )) {
        const [file = ""] = Object.keys(given._attachments);
        manifest.dist.tarball = `${url}${given.name}/-/${file}`;
        published.push(`${given.name}@${version}`);
      }
      const time = { created: publishedAt, modified: publishedAt };
      const times = Object.keys(given.versions).map((version) => [version, publishedAt]);
      packuments.set(given.name, {
        name: given.name,
        versions: given.versions,
        "dist-tags": given["dist-tags"],
        time: { ...time, ...Object.fromEntries(times) },
      });
      response.writeHead(201, { "content-type": "application/json" }).end("{}");
      return;
    }
    const own = packuments.get(path);
    if (own !== undefined) {
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(own));
      return;
    }
    const tarball = tarballs.get(path);
    if (tarball !== undefined) {
      response.writeHead(200, { "content-type": "application/octet-stream" }).end(tarball);
      return;
    }
    if (request.method !== "GET" && request.method !== "HEAD") {
      // Audits and the like.
      response.writeHead(404, { "content-type": "application/json" }).end("{}");
      return;
    }
    await passOn(request, response);
  }

  async function passOn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { accept = "*/*" } = request.headers;
    const found = await fetch(new URL(`.${request.url ?? ""}`, upstream), { headers: { accept } });
    const type = found.headers.get("content-type") ?? "application/octet-stream";
    const body = Buffer.from(await found.arrayBuffer());
    // Tarballs, too, are then asked for here: one address, and no certificates.
    const isText = type.includes("json");
    const sent = isText ? body.toString("utf8").replaceAll(upstream, url) : body;
    response.writeHead(found.status, { "content-type": type }).end(sent);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.writeHead(502).end(String(error));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    published,
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
