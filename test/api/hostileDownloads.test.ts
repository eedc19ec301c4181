import { once } from "node:events";
import { createServer } from "node:http";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { paginate } from "@metrics-project/runtime";
import { describe, expect, it } from "vitest";
import { clientOf, outcome, readBatch, recordedBatch } from "./hostileReaders.js";
import type { Asked, Download } from "./interceptor.js";

describe("a batch on a correct platform", () => {
  it("equals the server's data", async () => {
    const { result } = await outcome({}, readBatch);
    expect(result).toEqual(recordedBatch());
  });
});

/** Sends without Content-Length, as a proxy may. */
function sendChunked({ request, response }: Download, bytes: Uint8Array, headers = {}): true {
  response.writeHead(200, headers);
  response.flushHeaders();
  response.end(request.method === "HEAD" ? undefined : bytes);
  return true;
}

/** Answers to Range as object stores do; what is asked otherwise goes out by `whole`. */
function rangedOr(asked: Download, whole: () => true): true {
  const { request, response, bytes } = asked;
  if (request.headers.range !== "bytes=0-0") return whole();
  response.writeHead(206, { "content-range": `bytes 0-0/${bytes.length}`, "content-length": 1 });
  response.end(bytes.subarray(0, 1));
  return true;
}

/** The message without its last field: each message of its kind ends with one. */
function cutAtField(bytes: Buffer): Buffer {
  let end = 0;
  for (let at = 0; at < bytes.length; ) {
    end = at;
    const wire = (bytes[at] ?? 0) & 7;
    while ((bytes[at++] ?? 0) & 0x80);
    if (wire === 0) while ((bytes[at++] ?? 0) & 0x80);
    else if (wire === 1) at += 8;
    else if (wire === 5) at += 4;
    else {
      let length = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = bytes[at++] ?? 0;
        length |= (byte & 0x7f) << shift;
        if (byte < 0x80) break;
      }
      at += length;
    }
  }
  return bytes.subarray(0, end);
}

const encodings = {
  gzip: gzipSync,
  deflate: deflateSync,
  "raw deflate": deflateRawSync,
  br: brotliCompressSync,
};

describe("a download", () => {
  it.each(Object.entries(encodings))(
    "in %s is unpacked, with or without its length",
    async (name, encode) => {
      const right = await outcome({}, readBatch);
      const headers = { "content-encoding": name.split(" ").at(-1) };
      const whole = (asked: Download): true => {
        const body = encode(asked.bytes);
        asked.response.writeHead(200, { ...headers, "content-length": body.length });
        asked.response.end(asked.request.method === "HEAD" ? undefined : body);
        return true;
      };
      expect(await outcome({ download: whole }, readBatch)).toEqual(right);
      const chunked = (asked: Download) =>
        rangedOr(asked, () => sendChunked(asked, encode(asked.bytes), headers));
      expect(await outcome({ download: chunked }, readBatch)).toEqual(right);
    },
  );

  it.each(["metrics", "data"])(
    "of %s that is another one is an error, unless it passes",
    async (kind) => {
      const right = await outcome({}, readBatch);
      /** Sends the first object of its kind in the place of others. */
      const swapped = (isSwapped: (asked: Download) => boolean) => {
        let first: Buffer | undefined;
        return (asked: Download) => {
          if (asked.kind !== kind) return false;
          first ??= asked.bytes;
          if (first === asked.bytes || !isSwapped(asked)) return false;
          asked.response.writeHead(200, { "content-length": first.length }).end(first);
          return true;
        };
      };
      const always = await outcome({ download: swapped(() => true) }, readBatch);
      expect(always.error?.message).toMatch(/has another ID, [0-9a-f]{8}-/);
      const once = swapped((asked) => asked.before === 0);
      expect(await outcome({ download: once }, readBatch)).toEqual(right);
    },
  );

  it("of another type than listed is an error", async () => {
    const list = ({ kind, page }: Asked) =>
      kind === "metrics"
        ? {
            ...page,
            metrics: (page.metrics as object[]).map((one) => ({ ...one, type: "COMPOSITE" })),
          }
        : undefined;
    expect((await outcome({ list }, readBatch)).error?.message).toMatch(/listed as COMPOSITE/);
  });

  it("without Content-Length is accepted if Range gives a matching length", async () => {
    const right = await outcome({}, readBatch);
    const whole = (asked: Download) => rangedOr(asked, () => sendChunked(asked, asked.bytes));
    expect(await outcome({ download: whole }, readBatch)).toEqual(right);
    const cut = (asked: Download) =>
      rangedOr(asked, () => sendChunked(asked, cutAtField(asked.bytes)));
    const { error } = await outcome({ download: cut }, readBatch);
    expect(error?.message).toMatch(/\d+ of \d+ bytes were received/);
    const cutOnce = (asked: Download) =>
      rangedOr(asked, () =>
        sendChunked(asked, asked.before === 0 ? cutAtField(asked.bytes) : asked.bytes),
      );
    expect(await outcome({ download: cutOnce }, readBatch)).toEqual(right);
  });

  it("with a length that only HEAD returns is accepted", async () => {
    const right = await outcome({}, readBatch);
    const download = (asked: Download): boolean =>
      asked.request.method !== "HEAD" && sendChunked(asked, asked.bytes);
    expect(await outcome({ download }, readBatch)).toEqual(right);
  });

  it("with an unknown length is refused", async () => {
    const download = (asked: Download) => sendChunked(asked, asked.bytes);
    const { error } = await outcome({ download }, readBatch);
    expect(error?.message).toMatch(/its length is unknown/);
  });

  it.each<[string, RegExp, (asked: Download) => boolean]>([
    [
      "cut in its gzip",
      /not valid gzip/,
      ({ response, bytes }) => {
        const body = gzipSync(bytes).subarray(0, -6);
        response.writeHead(200, { "content-encoding": "gzip", "content-length": body.length });
        response.end(body);
        return true;
      },
    ],
    [
      "in an encoding that nobody knows",
      /encoding "lzma"/,
      ({ response, bytes }) => {
        response.writeHead(200, { "content-encoding": "lzma", "content-length": bytes.length });
        response.end(bytes);
        return true;
      },
    ],
    [
      "larger than is taken",
      /the limit is 1000/,
      ({ response }) => {
        response.writeHead(200, { "content-length": 5_000_000_000 });
        response.flushHeaders();
        return true;
      },
    ],
    [
      "that unpacks to more than is taken",
      /the limit is 1000|exceeds the limit of 1000 bytes/,
      ({ response }) => {
        const body = gzipSync(Buffer.alloc(100_000));
        response.writeHead(200, { "content-encoding": "gzip", "content-length": body.length });
        response.end(body);
        return true;
      },
    ],
    [
      "that trickles",
      /too slow/,
      ({ response, bytes }) => {
        response.writeHead(200, { "content-length": bytes.length });
        let sent = 0;
        const timer = setInterval(() => response.write(bytes.subarray(sent, ++sent)), 40);
        response.once("close", () => clearInterval(timer));
        return true;
      },
    ],
    [
      "after interim responses without end",
      /interim responses/,
      ({ response }) => {
        for (let i = 0; i < 40; i++) response.writeEarlyHints({ link: "</a>; rel=preload" });
        return true;
      },
    ],
    ["that never begins", /Timeout|timeout/, () => true],
  ])("%s is an error", async (_name, says, download) => {
    const only = (asked: Download) => asked.kind === "metrics" && download(asked);
    const more = {
      maxObjectBytes: 1000,
      retry: { minDelay: 1, maxDelay: 2, attempts: 2 },
      timeout: 150,
    };
    const { error } = await outcome({ download: only }, readBatch, more);
    expect(error?.message).toMatch(says);
  });
});

describe("an answer of the API", () => {
  it.each(Object.entries(encodings))("is requested and unpacked in %s", async (name, encode) => {
    let accepted: string | undefined;
    const server = createServer((request, response) => {
      accepted = request.headers["accept-encoding"];
      const body = encode(JSON.stringify({ projects: [], nextPageToken: "" }));
      response.writeHead(200, {
        "content-encoding": name.split(" ").at(-1),
        "content-length": body.length,
      });
      response.end(body);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const client = clientOf(`http://127.0.0.1:${port}/v1`);
    const projects: unknown[] = [];
    for await (const one of paginate({ client, path: "/projects", entries: "projects" }))
      projects.push(one);
    expect(projects).toEqual([]);
    expect(accepted).toBe("gzip, deflate, br");
    server.closeAllConnections();
    server.close();
  });
});
