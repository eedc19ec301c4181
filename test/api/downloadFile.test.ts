import { createHash } from "node:crypto";
import { once } from "node:events";
import { readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import {
  createPlatformClient,
  type DownloadFileOptions,
  downloadFile,
} from "@metrics-project/runtime";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../temporary.js";
import { authToken } from "./recorded.js";

const old = Buffer.alloc(200_000, "the old version\n");
const fresh = Buffer.alloc(200_000, "the new version!\n");

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** Returns one answer after the other; the last one repeats. */
async function setUp(answers: Answer[], more: Partial<DownloadFileOptions> = {}) {
  const asked: IncomingMessage["headers"][] = [];
  const server = createServer((request, response) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)];
    asked.push(request.headers);
    answer?.(response, request);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/log?X-Amz-Signature=1`;
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  const log = { level: "debug", warn: say, info: say, debug: say } as const;
  const retry = { minDelay: 1, maxDelay: 3, maxRetryAfter: 40, giveUpAfter: 2000 };
  const client = createPlatformClient({
    apiURL: url.replace(/\?.*/, ""),
    authToken,
    retry,
    log,
    env: {},
  });
  const folder = await temporaryFolder();
  const file = join(folder, "log");
  const download = () =>
    downloadFile({ client, name: "log", url, file, size: old.length, ...more });
  return { asked, download, file, folder, lines, url };
}

const whole =
  (bytes: Buffer, headers = {}): Answer =>
  (response) => {
    response.writeHead(200, { "content-length": bytes.length, ...headers }).end(bytes);
  };

/** Half of it, and then the connection breaks. */
const cut =
  (bytes: Buffer, headers = {}): Answer =>
  (response) => {
    response.writeHead(200, { "content-length": bytes.length, ...headers });
    response.write(bytes.subarray(0, bytes.length / 2), () =>
      setTimeout(() => response.destroy(), 30),
    );
  };

/** What was asked for by Range, whatever If-Range says. */
const rest =
  (bytes: Buffer, headers = {}): Answer =>
  (response, { headers: { range = "" } }) => {
    const start = Number(/^bytes=(\d+)-$/.exec(range)?.[1] ?? 0);
    const body = bytes.subarray(start);
    const place = `bytes ${start}-${bytes.length - 1}/${bytes.length}`;
    response
      .writeHead(206, { "content-range": place, "content-length": body.length, ...headers })
      .end(body);
  };

describe("an interrupted file", () => {
  const etag = { etag: '"1"' };

  it.each([
    ["an ETag", etag, '"1"'],
    [
      "a time",
      { "last-modified": "Wed, 01 May 2024 00:00:00 GMT" },
      "Wed, 01 May 2024 00:00:00 GMT",
    ],
  ])("resumes where %s shows the same version", async (_name, headers, validator) => {
    const { asked, download, file } = await setUp([cut(old, headers), rest(old, headers)]);
    await download();
    expect((await readFile(file)).equals(old)).toBe(true);
    expect(asked[1]).toMatchObject({
      range: expect.stringMatching(/^bytes=\d{4,}-$/),
      "if-range": validator,
    });
    expect(asked).toHaveLength(2);
  });

  it.each<[string, Answer[]]>([
    [
      "another version's rest comes",
      [cut(old, etag), rest(fresh, { etag: '"2"' }), whole(fresh, { etag: '"2"' })],
    ],
    ["the rest of an unnamed version comes", [cut(old, etag), rest(fresh), whole(fresh)]],
    ["all of another version comes", [cut(old, etag), whole(fresh, { etag: '"2"' })]],
    [
      "a part comes that begins elsewhere",
      [
        cut(old, etag),
        (response) => {
          const place = { "content-range": `bytes 7-${fresh.length - 1}/${fresh.length}` };
          response.writeHead(206, { ...place, ...etag }).end(fresh.subarray(7));
        },
        whole(fresh),
      ],
    ],
    [
      "a 206 begins at 0",
      [
        cut(old, etag),
        (response) => {
          const place = { "content-range": `bytes 0-${fresh.length - 1}/${fresh.length}` };
          response.writeHead(206, { ...place, ...etag, "content-length": fresh.length }).end(fresh);
        },
      ],
    ],
    ["416 comes", [cut(old, etag), (response) => void response.writeHead(416).end(), whole(fresh)]],
  ])("begins anew where %s", async (_name, answers) => {
    const { download, file, folder } = await setUp(answers);
    await download();
    expect((await readFile(file)).equals(fresh)).toBe(true);
    expect(await readdir(folder)).toEqual(["log"]);
  });

  it("is resumed by the next call, but not if its version is unknown", async () => {
    const gone: Answer = (response) => void response.writeHead(404).end();
    for (const headers of [etag, {}]) {
      const { asked, download, file } = await setUp([cut(old, headers), gone, rest(old, etag)]);
      await expect(download()).rejects.toThrow(
        "log: the platform lists this file but does not have it (404)",
      );
      await download();
      expect((await readFile(file)).equals(old)).toBe(true);
      expect(asked[2]?.range === undefined).toBe(headers !== etag);
    }
  });

  it("is retried while each connection makes progress", async () => {
    const piece: Answer = (response, { headers: { range = "bytes=0-" } }) => {
      const start = Number(/\d+/.exec(range)?.[0]);
      const place = { "content-range": `bytes ${start}-${old.length - 1}/${old.length}` };
      response.writeHead(start > 0 ? 206 : 200, {
        ...place,
        ...etag,
        "content-length": old.length - start,
      });
      response.write(old.subarray(start, start + 10_000), () =>
        setTimeout(() => response.destroy(), 10),
      );
    };
    const { asked, download, file } = await setUp([piece]);
    await download();
    expect((await readFile(file)).equals(old)).toBe(true);
    expect(asked.length).toBeGreaterThanOrEqual(19);
  });
});

describe("a file that is stored as gzip", () => {
  const packed = gzipSync(old);
  const headers = { "content-encoding": "gzip" };
  const md5 = (bytes: Buffer) => createHash("md5").update(bytes).digest("hex");
  it.each<[string, Partial<DownloadFileOptions>, Buffer]>([
    ["is unpacked where its size is listed", { size: old.length }, old],
    ["is unpacked where its checksum is listed", { size: undefined, checksum: md5(old) }, old],
    ["is unpacked where nothing is listed", { size: undefined }, old],
    ["stays packed where that size is listed", { size: packed.length }, packed],
    [
      "stays packed where that checksum is listed",
      { size: undefined, checksum: md5(packed) },
      packed,
    ],
  ])("%s", async (_name, listed, wanted) => {
    const { download, file, folder } = await setUp([whole(packed, headers)], listed);
    await download();
    expect((await readFile(file)).equals(wanted)).toBe(true);
    expect(await readdir(folder)).toEqual(["log"]);
  });
});

describe("a download", () => {
  it.each<[string, Answer]>([
    ["by its length", whole(Buffer.alloc(300_000))],
    [
      "without a length",
      (response) => {
        response.writeHead(200).flushHeaders();
        response.end(Buffer.alloc(300_000));
      },
    ],
    ["packed", whole(gzipSync(Buffer.alloc(300_000)), { "content-encoding": "gzip" })],
  ])("never writes more than is listed, %s", async (_name, answer) => {
    const { download, folder } = await setUp([answer]);
    await expect(download()).rejects.toThrow(
      /200000 are listed|differs from what the platform lists/,
    );
    for (const name of await readdir(folder)) {
      expect((await stat(join(folder, name))).size).toBeLessThanOrEqual(old.length);
    }
    expect(await readdir(folder)).not.toContain("log");
  });

  it("waits until the time that Retry-After names", async () => {
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    const busy: Answer = (response) => void response.writeHead(429, { "retry-after": date }).end();
    const { download, lines } = await setUp([busy, whole(old)]);
    await download();
    // An hour is cut to what the client grants.
    expect(lines.find((line) => line.includes("returned 429"))).toMatch(/attempt 2 in 40 ms$/);
  });

  it("requests a new link after one has expired", async () => {
    const renewed: string[] = [];
    const refuse: Answer = (response) => void response.writeHead(403).end();
    const without = await setUp([refuse]);
    await expect(without.download()).rejects.toThrow(/URLs are refused, too \(403\): http:\/\/127/);
    const again = await setUp([refuse, refuse, whole(old)], {
      renew: async () => `${again.url}&fresh=${renewed.push("")}`,
    });
    await again.download();
    expect(renewed).toHaveLength(2);
    expect((await readFile(again.file)).equals(old)).toBe(true);
  });

  it("may be of nothing", async () => {
    const { download, file } = await setUp([whole(Buffer.alloc(0))], { size: 0 });
    await download();
    expect(await readFile(file, "utf8")).toBe("");
  });

  it("is refused if its length is unknown", async () => {
    const untold: Answer = (response) => {
      response.writeHead(200).flushHeaders();
      response.end(old);
    };
    const { download } = await setUp([untold], { size: undefined });
    await expect(download()).rejects.toThrow(/its length is unknown/);
  });

  it("keeps the old file until the new one is complete", async () => {
    const { download, file } = await setUp([whole(old)], { checksum: "0".repeat(32) });
    await writeFile(file, "mine");
    await expect(download()).rejects.toThrow(/differs from what the platform lists/);
    expect(await readFile(file, "utf8")).toBe("mine");
  });

  it("reports that the disk is full, and does not retry", async () => {
    const { asked, download, folder } = await setUp([whole(old)]);
    await symlink("/dev/full", join(folder, "log.part"));
    await expect(download()).rejects.toThrow(/^cannot write .*log\.part: the disk is full$/);
    expect(asked).toHaveLength(1);
  });
});
