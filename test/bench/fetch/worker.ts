import {
  createPlatformClient,
  fetchJobMetricsByBatch,
  streamJobMetricsByBatch,
} from "@metrics-project/runtime";
import { authToken, batchID, projectID } from "../../api/startServer.js";

/** What one run took. */
export interface Measured {
  seconds: number;
  cpuSeconds: number;
  requests: number;
  /** Bytes. */
  peakRSS: number;
}

interface Task {
  mode: "floor" | "fetch" | "stream";
  scenario: { tests: number; metrics: number; data: number };
  concurrency: number;
  apiURL: string;
  downloadOrigin: string;
}

const task = JSON.parse(process.argv[2] ?? "") as Task;
const { tests, metrics, data } = task.scenario;

async function floor(): Promise<number> {
  const { Pool } = (await import("undici")).default;
  const pool = new Pool(task.downloadOrigin, { connections: task.concurrency, pipelining: 1 });
  const paths: string[] = [];
  for (let test = 0; test < tests; test++) {
    for (let i = 0; i < metrics; i++) paths.push(`/metric/${test}/${i}?generation=0`);
    for (let i = 0; i < data; i++) paths.push(`/data/${test}/${i}?generation=0`);
  }
  let next = 0;
  const work = async () => {
    for (let path = paths[next++]; path !== undefined; path = paths[next++]) {
      const { statusCode, body } = await pool.request({ path, method: "GET" });
      await body.arrayBuffer();
      if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}`);
    }
  };
  await Promise.all(Array.from({ length: task.concurrency }, work));
  await pool.close();
  return paths.length;
}

async function read(): Promise<number> {
  const { apiURL, concurrency } = task;
  const client = createPlatformClient({ apiURL, authToken, concurrency });
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

const startedAt = performance.now();
const requests = task.mode === "floor" ? await floor() : await read();
const seconds = (performance.now() - startedAt) / 1000;
const usage = process.resourceUsage();
const measured: Measured = {
  seconds,
  cpuSeconds: (usage.userCPUTime + usage.systemCPUTime) / 1e6,
  requests,
  peakRSS: usage.maxRSS * 1024,
};
process.stdout.write(JSON.stringify(measured));
