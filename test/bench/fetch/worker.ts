import {
  createPlatformClient,
  fetchJobMetricsByBatch,
  paginate,
  streamJobMetricsByBatch,
} from "@metrics-project/runtime";
import type { Batch, Scenario } from "./server.js";

/** What one run took. */
export interface Measured {
  seconds: number;
  cpuSeconds: number;
  requests: number;
  /** Bytes. */
  peakRSS: number;
}

export interface Task {
  mode: "floor" | "fetch" | "stream";
  scenario: Scenario;
  concurrency: number;
  batch: Batch;
}

const task = JSON.parse(process.argv[2] ?? "") as Task;
const { tests, metrics, data } = task.scenario;
const { projectID, batchID, ...access } = task.batch;

/** Downloads the objects alone, whose links are listed before the time counts. */
async function floor(): Promise<() => Promise<number>> {
  const { Pool } = (await import("undici")).default;
  const links = await listLinks();
  const { origin } = new URL(links[0] ?? "");
  const pool = new Pool(origin, { connections: task.concurrency, pipelining: 1 });
  const paths = links.map((link) => link.slice(origin.length));
  let next = 0;
  const work = async () => {
    for (let path = paths[next++]; path !== undefined; path = paths[next++]) {
      const { statusCode, body } = await pool.request({ path, method: "GET" });
      await body.arrayBuffer();
      if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}`);
    }
  };
  return async () => {
    await Promise.all(Array.from({ length: task.concurrency }, work));
    await pool.close();
    return paths.length;
  };
}

/** The links to all objects of the batch. */
async function listLinks(): Promise<string[]> {
  const client = createPlatformClient(access);
  const job = "/projects/{projectID}/batches/{batchID}/jobs/{jobID}";
  const links: string[] = [];
  for await (const { jobID = "" } of paginate({
    client,
    path: "/projects/{projectID}/batches/{batchID}/jobs",
    entries: "jobs",
    params: { path: { projectID, batchID } },
  })) {
    const params = { path: { projectID, batchID, jobID } };
    const listed = await Promise.all([
      client.GET(`${job}/metrics`, { params }),
      client.GET(`${job}/metricsData`, { params }),
    ]);
    for (const { metricURL } of listed[0].data?.metrics ?? []) links.push(metricURL ?? "");
    for (const { metricsDataURL } of listed[1].data?.metricsData ?? []) {
      links.push(metricsDataURL ?? "");
    }
  }
  if (links.length !== tests * (metrics + data)) throw new Error(`Listed ${links.length} objects.`);
  return links;
}

async function read(): Promise<number> {
  const client = createPlatformClient({ ...access, concurrency: task.concurrency });
  let objects = 0;
  let seen = 0;
  const all =
    task.mode === "fetch"
      ? (await fetchJobMetricsByBatch({ client, projectID, batchID })).values()
      : streamJobMetricsByBatch({ client, projectID, batchID });
  for await (const test of all) {
    seen++;
    objects += test.metrics.length + test.metricsData.length;
  }
  if (seen !== tests || objects !== tests * (metrics + data)) {
    throw new Error(`Read ${objects} objects of ${seen} tests.`);
  }
  return objects + 2 * tests + Math.ceil(tests / 100);
}

const run = task.mode === "floor" ? await floor() : read;
const before = process.cpuUsage();
const startedAt = performance.now();
const requests = await run();
const seconds = (performance.now() - startedAt) / 1000;
const { user, system } = process.cpuUsage(before);
const measured: Measured = {
  seconds,
  cpuSeconds: (user + system) / 1e6,
  requests,
  peakRSS: process.resourceUsage().maxRSS * 1024,
};
process.stdout.write(JSON.stringify(measured));
