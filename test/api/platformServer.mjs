// A platform of its own process for tests and benches: answers from fixtures written down from the
// API's documentation, and as many faults as a scenario asks for. Prints its two addresses as JSON.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { doublesData, futureMetric, imageMetric, scalarMetric } from "./messageBytes.mjs";

const answers = JSON.parse(
  readFileSync(new URL("../fixtures/api/answers.json", import.meta.url), "utf8"),
);
const scenario = {
  token: "secret-token-4711",
  projects: 3,
  /** Which of the projects holds the batch. */
  projectOfBatch: 2,
  tests: 3,
  metrics: 2,
  data: 2,
  doubles: 5,
  images: 0,
  /** Metrics of a type that does not exist yet. */
  future: 0,
  externalFiles: 0,
  events: 0,
  /** The largest page that it gives, whatever is asked for. */
  maxPage: 100,
  latency: 0,
  faultRate: 0,
  /** @type {string[]} */
  faults: [],
  seed: 1,
  /** Listings of a page whose URLs are refused; -1: all. */
  expired: 0,
  /** Order of entries from the second listing on. */
  reversed: false,
  /** Requests after which it dies; 0: never. */
  diesAfter: 0,
  /** Operation -> status that it always gives. @type {Record<string, number>} */
  statuses: {},
  /** Tests (by number) whose objects are broken. @type {number[]} */
  brokenTests: [],
  /** Lacks `total` in lists. */
  untold: false,
  /** "same": the token of the next page never changes. */
  pageTokens: "",
  retryAfter: "0",
  /** Batches of the report and of the sweep; each holds the same tests. */
  batches: 1,
  /** Outcomes of tests, in turns. */
  outcomes: ["PASSED"],
  /** What test k was run with, in turns. @type {Record<string, string>[]} */
  parameters: [{ mass: "12.5" }],
  /** Scalar metrics of each batch. @type {string[]} */
  batchMetrics: [],
  /** Logs of each test, the paths of them. @type {string[]} */
  logs: [],
  logSize: 200_000,
  /** Requests for one log that are cut in the middle. */
  cutLogs: 0,
  /** Says a checksum that is not that of the log. */
  wrongChecksums: false,
  ...JSON.parse(process.argv[2] ?? "{}"),
};
const batchID = answers.batch.batchID;
const hex = (/** @type {number} */ n, length = 12) => n.toString(16).padStart(length, "0");
const batchIDs = (/** @type {number} */ n) => `b0000000-0000-4000-8000-${hex(n + 1)}`;
const projectID = (/** @type {number} */ n) => `a0000000-0000-4000-8000-${hex(n)}`;
const jobID = (/** @type {number} */ n) => `10000000-0000-4000-8000-${hex(n)}`;
const objectID = (/** @type {number} */ kind, /** @type {number} */ job, /** @type {number} */ n) =>
  `${kind}${hex(job, 7)}-0000-4000-8000-${hex(n)}`;
const isBatch = (/** @type {string} */ id) =>
  id.startsWith("b0000000-0000-4000-8000-") &&
  numberOf(id) >= 1 &&
  numberOf(id) <= scenario.batches;
const numberOf = (/** @type {string} */ id) => Number.parseInt(id.slice(-12), 16);

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
/** @type {Map<string, number>} */
const listings = new Map();
let random = scenario.seed;
const chance = () => {
  random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
  return random / 2 ** 32;
};

let downloadOrigin = "";
/** What listBatches was asked to search for. @type {string[]} */
const searches = [];

/** @param {any[]} all @param {URL} url @param {string} key */
function page(all, url, key) {
  const size = Math.min(Number(url.searchParams.get("pageSize") ?? 100), scenario.maxPage);
  const start = Number(url.searchParams.get("pageToken") ?? "0");
  const next = start + size < all.length ? String(start + size) : "";
  return {
    [key]: all.slice(start, start + size),
    nextPageToken: scenario.pageTokens === "same" ? "0" : next,
    ...(scenario.untold ? {} : { total: all.length }),
  };
}

/** @param {number} length @param {(i: number) => any} make */
const list = (length, make) => Array.from({ length }, (_, i) => make(i));

/** @param {URL} url @param {string} kind @param {number} job @param {any[]} entries @param {string} urlField @param {string} key */
function objectPage(url, kind, job, entries, urlField, key) {
  const listing = `${kind}/${job}/${url.searchParams.get("pageToken")}`;
  const generation = listings.get(listing) ?? 0;
  listings.set(listing, generation + 1);
  const signed = entries.map((entry, i) => ({
    ...entry,
    [urlField]: `${downloadOrigin}/${kind}/${job}/${i}?X-Amz-Signature=secret-signature-${generation}&generation=${generation}`,
  }));
  const answer = page(signed, url, key);
  if (scenario.reversed && generation > 0) answer[key].reverse();
  return answer;
}

const metricEntries = (/** @type {number} */ job) => [
  ...list(scenario.metrics, (i) => ({
    ...answers.metric,
    metricID: objectID(2, job, i),
    jobID: jobID(job),
    batchID,
    name: `metric ${i}`,
    type: "SCALAR",
    value: job + i / 100,
    unit: "m",
    dataIDs: [],
  })),
  ...list(scenario.images, (i) => ({
    ...answers.metric,
    metricID: objectID(2, job, scenario.metrics + i),
    name: `image ${i}`,
  })),
  ...list(scenario.future, (i) => ({
    ...answers.metric,
    metricID: objectID(2, job, scenario.metrics + scenario.images + i),
    name: `future ${i}`,
    type: "HOLOGRAM",
    status: "DUBIOUS",
  })),
];
const dataEntries = (/** @type {number} */ job) => [
  ...list(scenario.data, (i) => ({
    ...answers.metricsData,
    dataID: objectID(3, job, i),
    jobID: jobID(job),
    name: `data ${i}`,
  })),
  ...list(scenario.externalFiles, (i) => ({
    ...answers.metricsData,
    dataID: objectID(3, job, scenario.data + i),
    name: `file ${i}`,
    metricsDataType: i % 2 === 0 ? "EXTERNAL_FILE" : "VIDEO",
    filename: "a.png",
  })),
];

/** Operations by the shape of their path. @type {[string, RegExp, (m: string[], url: URL) => any][]} */
const operations = [
  [
    "listProjects",
    /^\/projects$/,
    (_m, url) =>
      page(
        list(scenario.projects, (i) => ({
          ...answers.project,
          projectID: projectID(i),
          name: `project ${i}`,
        })),
        url,
        "projects",
      ),
  ],
  [
    "getBatch",
    /^\/projects\/([^/]+)\/batches\/([^/]+)$/,
    ([, project, batch]) =>
      batch === batchID && project === projectID(scenario.projectOfBatch)
        ? { ...answers.batch, projectID: project }
        : undefined,
  ],
  [
    "listJobs",
    /^\/projects\/([^/]+)\/batches\/([^/]+)\/jobs$/,
    ([, , batch], url) =>
      isBatch(batch)
        ? page(
            list(scenario.tests, (i) => ({
              ...answers.job,
              jobID: jobID(i),
              experienceName: `experience ${i}`,
              conflatedStatus:
                scenario.outcomes[(i + numberOf(batch) - 1) % scenario.outcomes.length],
              parameters: scenario.parameters[i % scenario.parameters.length],
            })),
            url,
            "jobs",
          )
        : undefined,
  ],
  [
    "listBatches",
    /^\/projects\/([^/]+)\/batches$/,
    (_m, url) => {
      searches.push(url.searchParams.get("search") ?? "");
      // Newest first, as the platform happens to give them.
      const all = list(scenario.batches, (i) => ({
        ...answers.batch,
        batchID: batchIDs(i),
        buildID: `d0000000-0000-4000-8000-${hex(i + 1)}`,
        friendlyName: `batch ${i}`,
        creationTimestamp: `2024-05-${String(i + 1).padStart(2, "0")}T12:00:00.5Z`,
      }));
      return page(all.reverse(), url, "batches");
    },
  ],
  [
    "getBuild",
    /\/builds\/([^/]+)$/,
    ([, build]) => ({
      ...answers.build,
      buildID: build,
      creationTimestamp: `2024-04-${String(numberOf(build)).padStart(2, "0")}T10:00:00Z`,
    }),
  ],
  [
    "listBatchMetrics",
    /^\/projects\/[^/]+\/batches\/([^/]+)\/metrics$/,
    ([, batch], url) =>
      objectPage(
        url,
        "metric",
        numberOf(batch),
        scenario.batchMetrics.map((name, i) => ({
          ...answers.metric,
          metricID: objectID(2, numberOf(batch), i),
          name,
          batchID: batch,
          type: "SCALAR",
          status: "FAIL_WARN",
          value: numberOf(batch) * 10 + i,
          unit: "m/s",
        })),
        "metricURL",
        "batchMetrics",
      ),
  ],
  [
    "listBatchMetricsData",
    /^\/projects\/[^/]+\/batches\/([^/]+)\/metricsData$/,
    ([, batch], url) =>
      objectPage(
        url,
        "data",
        numberOf(batch),
        dataEntries(numberOf(batch)),
        "metricsDataURL",
        "batchMetricsData",
      ),
  ],
  [
    "getParameterSweep",
    /\/sweeps\/([^/]+)$/,
    ([, sweep]) =>
      sweep === answers.parameterSweep.parameterSweepID
        ? { ...answers.parameterSweep, batches: list(scenario.batches, batchIDs) }
        : undefined,
  ],
  [
    "listMetricsForJob",
    /\/jobs\/([^/]+)\/metrics$/,
    ([, job], url) =>
      objectPage(
        url,
        "metric",
        numberOf(job),
        metricEntries(numberOf(job)),
        "metricURL",
        "metrics",
      ),
  ],
  [
    "listMetricsDataForJob",
    /\/jobs\/([^/]+)\/metricsData$/,
    ([, job], url) =>
      objectPage(
        url,
        "data",
        numberOf(job),
        dataEntries(numberOf(job)),
        "metricsDataURL",
        "metricsData",
      ),
  ],
  [
    "listEventsForJob",
    /\/jobs\/([^/]+)\/events$/,
    (_m, url) =>
      page(
        list(scenario.events, (i) => ({ ...answers.event, name: `event ${i}` })),
        url,
        "events",
      ),
  ],
  [
    "listJobLogsForJob",
    /\/jobs\/([^/]+)\/logs$/,
    ([, job], url) => {
      const entries = scenario.logs.map((path, i) => {
        const bytes = logBytes(numberOf(job), i);
        const checksum = createHash("md5").update(bytes).digest("hex");
        return {
          ...answers.log,
          logID: objectID(5, numberOf(job), i),
          jobID: job,
          fileName: path.split("/").at(-1),
          filePath: path.split("/").slice(0, -1).join("/"),
          fullPath: path,
          fileSize: bytes.length,
          checksum: scenario.wrongChecksums ? checksum.replace(/^../, "00") : checksum,
          location: `s3://logs/${job}/${i}`,
          ...(path.startsWith("container") ? { logType: "CONTAINER_LOG" } : {}),
        };
      });
      return objectPage(url, "log", numberOf(job), entries, "logOutputLocation", "logs");
    },
  ],
  [
    "getReport",
    /\/reports\/([^/]+)$/,
    ([, report]) => (report === answers.report.reportID ? answers.report : undefined),
  ],
];

const series = list(scenario.doubles, (i) => i * 0.5);
/** @type {Map<string, Buffer>} */
const cache = new Map();

/** @param {string} kind @param {number} job @param {number} i */
function objectBytes(kind, job, i) {
  if (kind === "metric") {
    const common = { id: objectID(2, job, i), jobID: jobID(job) };
    if (i < scenario.metrics) {
      return scalarMetric({ ...common, name: `metric ${i}`, value: job + i / 100 });
    }
    const image = i - scenario.metrics;
    if (image < scenario.images) {
      const dataID = objectID(3, job, scenario.data);
      return imageMetric({ ...common, name: `image ${image}`, dataID });
    }
    return futureMetric({ ...common, name: `future ${image - scenario.images}` });
  }
  // The series is the same in all: only ID and name differ, so bytes are made once per name.
  const key = `data ${i}`;
  let bytes = cache.get(key);
  if (!bytes) {
    bytes = doublesData({ id: objectID(3, job, i), name: key, values: series });
    cache.set(key, bytes);
  }
  const own = Buffer.from(bytes);
  own.write(objectID(3, job, i), own.indexOf("-0000-4000-8000-") - 8, "latin1");
  return own;
}

/** @param {number} job @param {number} i */
function logBytes(job, i) {
  return Buffer.alloc(scenario.logSize + i, `log ${i} of test ${job}\n`);
}

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
  downloadOrigin = `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (downloads.address()).port}`;
  api.listen(0, "127.0.0.1", () => {
    const { port } = /** @type {import("node:net").AddressInfo} */ (api.address());
    process.stdout.write(
      `${JSON.stringify({ apiURL: `http://127.0.0.1:${port}/v1`, downloadOrigin })}\n`,
    );
  });
});
process.on("disconnect", () => process.exit(0));
