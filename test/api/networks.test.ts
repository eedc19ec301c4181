import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { createServer as createTLSServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import {
  createPlatformClient,
  fetchJobMetricsByBatch,
  findProject,
  getBatch,
} from "@metrics-project/runtime";
import { Agent } from "undici";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { Host } from "../../runtime/src/api/http/hosts.js";
import { proxyFor } from "../../runtime/src/api/http/proxyFor.js";
import { checkedRetry } from "../../runtime/src/api/http/retry.js";
import { digest } from "./digest.js";
import { intercept } from "./interceptor.js";
import { authToken, batchID, jobID, projectID, record } from "./recorded.js";

const fixture = (name: string) =>
  fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));
const pem = (name: string) => readFileSync(fixture(name), "utf8");
const quick = { retry: { minDelay: 5, maxDelay: 20, giveUpAfter: 5000 } };

async function listening(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** The local platform, by https. */
async function startTLS(certificate: string): Promise<number> {
  const { platform } = await record({ tests: 0 });
  onTestFinished(() => platform.close());
  const options = { key: pem("key.pem"), cert: pem(certificate) };
  const server = createTLSServer(options, async (request, response) => {
    const { authorization = "" } = request.headers;
    const url = new URL(request.url ?? "/", platform.apiURL);
    const answer = await fetch(url, { headers: { authorization } });
    const body = Buffer.from(await answer.arrayBuffer());
    response.writeHead(answer.status, { "content-length": body.length }).end(body);
  });
  return await listening(server as unknown as Server);
}

interface Proxy {
  port: number;
  tunnels: string[];
  forwarded: string[];
}

/** A proxy that counts: tunnels by CONNECT, and plain requests handed on. */
async function startProxy({ password = "", tunnels: allowed = /./ } = {}): Promise<Proxy> {
  const proxy: Proxy = { port: 0, tunnels: [], forwarded: [] };
  const wanted = `Basic ${Buffer.from(password).toString("base64")}`;
  const isWelcome = (request: IncomingMessage) =>
    password === "" || request.headers["proxy-authorization"] === wanted;
  const server = createServer(async (request, response) => {
    if (!isWelcome(request)) {
      response.writeHead(407).end();
      return;
    }
    proxy.forwarded.push(request.url ?? "");
    const { authorization } = request.headers;
    const headers = authorization === undefined ? {} : { authorization };
    const answer = await fetch(request.url ?? "", { headers });
    const body = Buffer.from(await answer.arrayBuffer());
    response.writeHead(answer.status, { "content-length": body.length }).end(body);
  });
  server.on("connect", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const refuse = (status: string) =>
      socket.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\n\r\n`);
    if (!isWelcome(request)) return refuse("407 Proxy Authentication Required");
    proxy.tunnels.push(request.url ?? "");
    if (!allowed.test(request.url ?? "")) return refuse("403 Forbidden");
    const [, host = "", port = ""] = /^(.*):(\d+)$/.exec(request.url ?? "") ?? [];
    const target = connect(Number(port), host, () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      target.write(head);
      target.pipe(socket).pipe(target);
    });
    for (const one of [target, socket])
      one.on("error", () => [target, socket].map((s) => s.destroy()));
    return undefined;
  });
  proxy.port = await listening(server);
  return proxy;
}

/** Runs a reading in a process of its own, where Node reads NODE_EXTRA_CA_CERTS. */
async function readInChild(apiURL: string, env: Record<string, string>): Promise<string> {
  const script = `
    const { createPlatformClient, getBatch } = await import("@metrics-project/runtime");
    const client = createPlatformClient({ apiURL: ${JSON.stringify(apiURL)}, authToken: "secret-token-4711" });
    const ids = { projectID: ${JSON.stringify(projectID)}, batchID: ${JSON.stringify(batchID)} };
    const say = (text) => process.stdout.write(text, () => process.exit(0));
    getBatch({ client, ...ids }).then((batch) => say("read " + batch.batchID), (error) => say(error.message + " | " + error.hint));`;
  const child = spawn(
    process.execPath,
    [
      "--conditions=@metrics-project/source",
      "--import",
      "tsx",
      "--input-type=module",
      "-e",
      script,
    ],
    { env: { PATH: process.env.PATH ?? "", ...env }, stdio: ["ignore", "pipe", "inherit"] },
  );
  return await text(child.stdout);
}

describe("the proxy for a request", () => {
  const all = { HTTPS_PROXY: "http://s:1", HTTP_PROXY: "h:2" };
  it.each<[string, Record<string, string>, string | undefined]>([
    ["https://a.test", all, "http://s:1"],
    ["http://a.test", all, "http://h:2"],
    ["https://a.test", { HTTP_PROXY: "http://h:2" }, undefined],
    ["https://a.test", { ALL_PROXY: "http://a:3" }, "http://a:3"],
    [
      "https://a.test",
      { HTTPS_PROXY: "http://s:1", https_proxy: "http://lower:4" },
      "http://lower:4",
    ],
    ["https://a.test", { HTTPS_PROXY: " " }, undefined],
    ["https://a.test", { ...all, NO_PROXY: "*" }, undefined],
    ["https://a.test", { ...all, NO_PROXY: "b.test, a.test" }, undefined],
    ["https://x.a.test", { ...all, no_proxy: "a.test" }, undefined],
    ["https://x.a.test", { ...all, no_proxy: ".a.test" }, undefined],
    ["https://x.a.test", { ...all, no_proxy: "*.a.test" }, undefined],
    ["https://xa.test", { ...all, no_proxy: "a.test" }, "http://s:1"],
    ["https://A.Test", { ...all, no_proxy: "a.TEST:443" }, undefined],
    ["https://a.test:8443", { ...all, no_proxy: "a.test:443" }, "http://s:1"],
    ["http://10.1.2.3", { ...all, no_proxy: "10.0.0.0/8" }, undefined],
    ["http://11.1.2.3", { ...all, no_proxy: "10.0.0.0/8" }, "http://h:2"],
    ["http://127.0.0.1:80", { ...all, no_proxy: "localhost,127.0.0.1" }, undefined],
    ["http://[::1]:8080", { ...all, no_proxy: "::1" }, undefined],
    ["http://[::1]:8080", { ...all, no_proxy: "[::1]:8080" }, undefined],
    ["http://[fd00::7]", { ...all, no_proxy: "fd00::/8" }, undefined],
  ])("%s with %j is %s", (origin, env, proxy) => {
    expect(proxyFor(origin, env)?.href.replace(/\/$/, "")).toBe(proxy);
  });

  it("is an error without the password if it is not a URL", () => {
    const read = () => proxyFor("https://a.test", { HTTPS_PROXY: "ftp://me:hidden@b" });
    expect(read).toThrow(/^HTTPS_PROXY is not the address of a proxy\.$/);
  });
});

describe("a proxy", () => {
  it("that is set for http carries lists and downloads, through tunnels", async () => {
    const proxy = await startProxy();
    await using recorded = await record();
    const client = recorded.clientOf({ env: { http_proxy: `http://127.0.0.1:${proxy.port}` } });
    const tests = await fetchJobMetricsByBatch({ client, projectID, batchID });
    expect([...tests.values()].map(digest)).toEqual(recorded.expected);
    const { host } = new URL(recorded.platform.apiURL);
    // The other one serves the presigned links.
    const tunnels = [...new Set(proxy.tunnels)];
    expect(tunnels).toEqual([host, expect.stringMatching(/^127\.0\.0\.1:\d+$/)]);
    expect(proxy.forwarded).toEqual([]);
  });

  it("that refuses tunnels to plain http is sent the requests themselves", async () => {
    const proxy = await startProxy({ tunnels: /:443$/ });
    await using recorded = await record();
    const env = { http_proxy: `http://127.0.0.1:${proxy.port}` };
    const client = recorded.clientOf({ env, ...quick });
    const tests = await fetchJobMetricsByBatch({ client, projectID, batchID });
    expect([...tests.values()].map(digest)).toEqual(recorded.expected);
    const { operations, downloads } = recorded.platform.statistics;
    const requests = Object.values(operations).reduce((sum, count) => sum + count, downloads);
    expect(proxy.forwarded.length).toBe(requests);
  });

  it("requires a password, which is part of its URL", async () => {
    const proxy = await startProxy({ password: "me:p@ss" });
    await using recorded = await record({ tests: 0 });
    const read = (address: string) => {
      const client = recorded.clientOf({ env: { HTTP_PROXY: address } });
      return getBatch({ client, projectID, batchID });
    };
    expect(await read(`http://me:p%40ss@127.0.0.1:${proxy.port}`)).toMatchObject({ batchID });
    await expect(read(`http://me:wrong@127.0.0.1:${proxy.port}`)).rejects.toMatchObject({
      message: `The proxy 127.0.0.1:${proxy.port} requires a user and a password (407).`,
      hint: expect.stringContaining("user:password@"),
    });
  });

  it("that refuses a host fails immediately, and is not used for hosts in NO_PROXY", async () => {
    const proxy = await startProxy({ tunnels: /^nowhere/ });
    const env = {
      HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
      HTTP_PROXY: `http://127.0.0.1:${proxy.port}`,
    };
    const far = createPlatformClient({ apiURL: "https://api.test/v1", authToken, env });
    await expect(getBatch({ client: far, projectID, batchID })).rejects.toThrow(
      `The proxy 127.0.0.1:${proxy.port} does not let requests through to https://api.test (403).`,
    );
    await using recorded = await record({ tests: 0 });
    const near = recorded.clientOf({ env: { ...env, NO_PROXY: "127.0.0.1" } });
    expect(await getBatch({ client: near, projectID, batchID })).toMatchObject({ batchID });
    expect(proxy.tunnels).toEqual(["api.test:443"]);
  });

  it("carries https to a host with an authority from NODE_EXTRA_CA_CERTS", async () => {
    const proxy = await startProxy();
    const port = await startTLS("localhost.pem");
    const said = await readInChild(`https://localhost:${port}/v1`, {
      HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
      NODE_EXTRA_CA_CERTS: fixture("ca.pem"),
    });
    expect(said).toBe(`read ${batchID}`);
    expect(proxy.tunnels).toEqual([`localhost:${port}`]);
  });
});

describe("a certificate", () => {
  const ca = pem("ca.pem");
  it.each([
    ["of an unknown authority", "localhost.pem", undefined, /signed by an unknown authority/],
    ["for another name", "elsewhere.pem", ca, /certificate is for another name/],
    ["that has expired", "expired.pem", ca, /certificate has expired/],
  ])("%s ends reading at once, and is named", async (_name, certificate, authority, says) => {
    const port = await startTLS(certificate);
    const more = authority
      ? { dispatcher: new Agent({ connect: { ca: authority } }) }
      : { env: {} };
    const client = createPlatformClient({
      apiURL: `https://localhost:${port}/v1`,
      authToken,
      ...more,
    });
    const started = performance.now();
    // Twice, since undici's own client answers nothing more after the first.
    for (const _ of [1, 2]) {
      const error = (await getBatch({ client, projectID, batchID }).catch((e) => e)) as Error & {
        hint: string;
      };
      expect(error.message).toMatch(says);
      expect(error.message).toContain(`https://localhost:${port} cannot be trusted`);
      expect(error.hint).toContain("NODE_EXTRA_CA_CERTS");
    }
    // Far below the ten minutes of retries: nothing was waited for.
    expect(performance.now() - started).toBeLessThan(60_000);
  });

  it("of a known authority is read, with a dispatcher that knows it", async () => {
    const port = await startTLS("localhost.pem");
    const dispatcher = new Agent({ connect: { ca } });
    const client = createPlatformClient({
      apiURL: `https://localhost:${port}/v1`,
      authToken,
      dispatcher,
    });
    expect(await getBatch({ client, projectID, batchID })).toMatchObject({ batchID });
  });

  it("for another name does not block a client of our own connections", async () => {
    const port = await startTLS("elsewhere.pem");
    const said = await readInChild(`https://localhost:${port}/v1`, {
      NODE_EXTRA_CA_CERTS: fixture("ca.pem"),
    });
    expect(said).toMatch(
      /cannot be trusted: its certificate is for another name .*NODE_EXTRA_CA_CERTS/,
    );
  });
});

describe("an outage", () => {
  it("that ends in time costs nothing", async () => {
    await using recorded = await record({ faults: { inject: [{ kind: "status", on: "api" }] } });
    setTimeout(() => recorded.platform.setFaults({}), 300);
    const client = recorded.clientOf(quick);
    const tests = await fetchJobMetricsByBatch({ client, projectID, batchID });
    expect([...tests.values()].map(digest)).toEqual(recorded.expected);
  });

  it("ends reading after METRICS_RETRY_FOR", async () => {
    const faults = { inject: [{ kind: "status", on: "listProjects" }] } as const;
    await using recorded = await record({ tests: 0, faults });
    const env = { METRICS_RETRY_FOR: "200ms" };
    const client = recorded.clientOf({ env, retry: { minDelay: 5, maxDelay: 20 } });
    await expect(findProject({ client, batchID })).rejects.toThrow(
      /^listProjects failed: no progress from http:\/\/127\.0\.0\.1:\d+ for 0\.2\d* s: it returned 503$/,
    );
  });

  it.each([["600"], ["600s"], ["10m"], ["0.5h"]])("METRICS_RETRY_FOR=%s is a time", (value) => {
    const seconds = value === "0.5h" ? 1800 : 600;
    expect(checkedRetry({}, { METRICS_RETRY_FOR: value }).giveUpAfter).toBe(seconds * 1000);
  });

  it("METRICS_RETRY_FOR=soon is invalid", () => {
    expect(() => checkedRetry({}, { METRICS_RETRY_FOR: "soon" })).toThrow(
      'METRICS_RETRY_FOR must be a number of seconds, got "soon".',
    );
  });

  it("of the host of files names it, and the tests that it cost", async () => {
    const closed = createServer();
    const port = await listening(closed);
    closed.close();
    await once(closed, "close");
    const list = ({ kind, page }: { kind: string; page: Record<string, unknown> }) =>
      kind === "metrics"
        ? {
            ...page,
            metrics: (page.metrics as object[]).map((one) => ({
              ...one,
              metricURL: `http://127.0.0.1:${port}/a`,
            })),
          }
        : undefined;
    await using recorded = await record();
    await using interceptor = await intercept(recorded.platform.apiURL, { list });
    const retry = { minDelay: 5, maxDelay: 20, giveUpAfter: 300 };
    const client = recorded.clientOf({ apiURL: interceptor.apiURL, retry });
    const error = (await fetchJobMetricsByBatch({ client, projectID, batchID }).catch(
      (e) => e,
    )) as Error & { hint: string };
    expect(error.message).toMatch(/^3 tests could not be read\./);
    // One reason for all of them, and it is the host.
    expect(
      error.message.match(/download failed: no progress from http:\/\/127\.0\.0\.1:\d+/g),
    ).toEqual([`download failed: no progress from http://127.0.0.1:${port}`]);
    expect(error.message.match(/10000000-[0-9a-f-]+/g)).toEqual([0, 1, 2].map(jobID));
    expect(error.hint).not.toMatch(/API's URL/);
  });

  it("is reported after five seconds, and then every thirty", () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const lines: string[] = [];
    const say = (line: string) => void lines.push(line);
    const log = { level: "info", warn: say, info: say, debug: say } as const;
    const host = new Host("https://api.test", checkedRetry(), log, () => Date.now());
    host.wait();
    host.failed("connect ECONNREFUSED");
    vi.advanceTimersByTime(66_000);
    expect(lines).toEqual(
      [5, 35, 65].map(
        (s) =>
          `No response from https://api.test for ${s} s (connect ECONNREFUSED). Retrying for another ${600 - s} s (METRICS_RETRY_FOR).`,
      ),
    );
    host.progressed();
    const before = [...lines];
    vi.advanceTimersByTime(600_000);
    expect(lines).toEqual(before);
  });
});

describe("a permanently damaged object", () => {
  it("costs its test and no ten minutes, as its host answers all else", async () => {
    await using recorded = await record({
      tests: 20,
      faults: { inject: [{ kind: "corrupt", experiences: ["experience 3"] }] },
    });
    const client = recorded.clientOf({ retry: { minDelay: 1, maxDelay: 4 } });
    await expect(fetchJobMetricsByBatch({ client, projectID, batchID })).rejects.toThrow(
      /1 of 20 tests/,
    );
  });
});
