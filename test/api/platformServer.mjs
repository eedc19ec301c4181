// A platform of its own process for tests and benches: answers from fixtures written down from the
// API's documentation, and as many faults as a scenario asks for. Prints its two addresses as JSON.
import { createServer } from "node:http";
import { operations, searches, setDownloadOrigin } from "./serverAnswers.mjs";
import { logBytes, objectBytes } from "./serverObjects.mjs";
import { scenario } from "./serverScenario.mjs";

const counts = {
  requests: 0,
  api: 0,
  downloads: 0,
  inFlight: 0,
  maxInFlight: 0,
  maxAPI: 0,
  apiInFlight: 0,
  ranges: 0,
};
let random = scenario.seed;
const chance = () => {
  random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
  return random / 2 ** 32;
};

/** @type {Map<string, number>} */
const cuts = new Map();

/** @param {string} path @param {Buffer} all @param {string | undefined} range @param {import("node:http").ServerResponse} response */
function sendLog(path, all, range, response) {
  const start = Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
  if (start >= all.length) return send(response, 416);
  const bytes = all.subarray(start);
  response.writeHead(start > 0 ? 206 : 200, { "content-length": bytes.length });
  const cut = cuts.get(path) ?? 0;
  if (cut >= scenario.cutLogs) return response.end(bytes);
  cuts.set(path, cut + 1);
  response.write(bytes.subarray(0, bytes.length >> 1), () => response.socket?.destroy());
}

/** @param {import("node:http").ServerResponse} response @param {number} status @param {any} [body] */
function send(response, status, body) {
  const bytes =
    body === undefined
      ? Buffer.alloc(0)
      : Buffer.isBuffer(body)
        ? body
        : Buffer.from(JSON.stringify(body));
  const type = Buffer.isBuffer(body) ? "application/octet-stream" : "application/json";
  response.writeHead(status, { "content-length": bytes.length, "content-type": type });
  response.end(bytes);
}

/** @param {import("node:http").ServerResponse} response @param {Buffer} bytes @returns whether it did something wrong */
function fault(response, bytes) {
  if (scenario.faults.length === 0 || chance() >= scenario.faultRate) return false;
  const kind = scenario.faults[Math.floor(chance() * scenario.faults.length)];
  if (kind === "429") {
    response.writeHead(429, { "retry-after": scenario.retryAfter, "content-length": 0 });
    response.end();
  } else if (kind === "reset") response.socket?.resetAndDestroy();
  else if (kind === "stall") {
    // Nothing is ever sent; the client has to lose patience.
  } else if (kind === "stallBody") {
    response.writeHead(200, { "content-length": bytes.length + 1 });
    response.write(bytes.subarray(0, 3));
  } else if (kind === "cut") {
    response.writeHead(200, { "content-length": bytes.length });
    response.write(bytes.subarray(0, bytes.length >> 1), () => response.socket?.destroy());
  } else if (kind === "cutSilently") {
    // As HTTP/1.0 did it: the end of the connection is the end of the body.
    response.socket?.write("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n");
    response.socket?.end(bytes.subarray(0, bytes.length >> 1));
  } else send(response, Number(kind));
  return true;
}

/** @param {(url: URL, request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse) => void} handle @param {boolean} api */
function serve(handle, api) {
  return createServer({ keepAlive: true }, (request, response) => {
    counts.requests++;
    counts[api ? "api" : "downloads"]++;
    counts.maxInFlight = Math.max(counts.maxInFlight, ++counts.inFlight);
    if (api) counts.maxAPI = Math.max(counts.maxAPI, ++counts.apiInFlight);
    response.once("close", () => {
      counts.inFlight--;
      if (api) counts.apiInFlight--;
    });
    if (scenario.diesAfter > 0 && counts.requests > scenario.diesAfter) process.exit(1);
    const url = new URL(request.url ?? "/", "http://server");
    if (scenario.latency > 0) setTimeout(handle, scenario.latency, url, request, response);
    else handle(url, request, response);
  });
}

const api = serve((url, request, response) => {
  if (url.pathname === "/counts") return send(response, 200, { ...counts, searches });
  const path = url.pathname.replace(/^\/v1/, "");
  if (request.headers.authorization !== `Bearer ${scenario.token}`) return send(response, 401);
  for (const [operation, shape, answer] of operations) {
    const match = shape.exec(path);
    if (!match) continue;
    const always = scenario.statuses[operation];
    if (always) return send(response, always);
    const body = answer([...match], url);
    if (body === undefined) return send(response, 404);
    if (fault(response, Buffer.from(JSON.stringify(body)))) return;
    return send(response, 200, body);
  }
  send(response, 404);
}, true);

const downloads = serve((url, request, response) => {
  if (request.headers.authorization)
    return send(response, 400, { error: "presigned, yet authorized" });
  const [, kind = "", job = "0", i = "0"] = url.pathname.split("/");
  const generation = Number(url.searchParams.get("generation"));
  if (scenario.expired < 0 || generation < scenario.expired) return send(response, 403);
  if (kind === "log") {
    const all = logBytes(Number(job), Number(i));
    counts.ranges += request.headers.range ? 1 : 0;
    return sendLog(url.pathname, all, request.headers.range, response);
  }
  const bytes = objectBytes(kind, Number(job), Number(i));
  if (fault(response, bytes)) return;
  if (scenario.brokenTests.includes(Number(job)))
    return send(response, 200, bytes.subarray(0, bytes.length - 5));
  send(response, 200, bytes);
}, false);

downloads.listen(0, "127.0.0.1", () => {
  const downloadOrigin = `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (downloads.address()).port}`;
  setDownloadOrigin(downloadOrigin);
  api.listen(0, "127.0.0.1", () => {
    const { port } = /** @type {import("node:net").AddressInfo} */ (api.address());
    process.stdout.write(
      `${JSON.stringify({ apiURL: `http://127.0.0.1:${port}/v1`, downloadOrigin })}\n`,
    );
  });
});
process.on("disconnect", () => process.exit(0));
