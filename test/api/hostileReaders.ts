import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createPlatformClient,
  fetchBatchesForReport,
  fetchJobMetricsByBatch,
  fetchJobsForBatches,
  fetchSweepMetrics,
  findProject,
  type PlatformClient,
  paginate,
} from "@metrics-project/runtime";
import { afterAll, beforeAll, expect } from "vitest";
import { type Interception, intercept, type ListKind } from "./interceptor.js";
import {
  authToken,
  batchID,
  jobID,
  projectID,
  type Recorded,
  record,
  recordLogs,
  secrets,
} from "./recorded.js";

export const sweepID = "70000000-0000-4000-8000-000000000001";
export const reportID = "60000000-0000-4000-8000-000000000001";

/** The platform behind all interceptors of a file: five of everything that is listed. */
let recorded: Recorded;
let logsDir: string;

beforeAll(async () => {
  // The message itself is the fifth log.
  logsDir = await mkdtemp(join(tmpdir(), "metrics-project-"));
  const logs = ["a", "b", "c", "d"].map((name) => [name, name] as const);
  await recordLogs(logs, logsDir);
  const counts = { tests: 5, metrics: 5, data: 5, events: 5, otherProjects: 4 };
  recorded = await record({ ...counts, test: () => ({ logsDir }) });
  const { platform } = recorded;
  await platform.addParameterSweep({ projectID, parameterSweepID: sweepID, batches: [batchID] });
  for (let i = 1; i < 5; i++) await platform.addBatch({ projectID });
  await platform.addReport({ projectID, reportID });
});
afterAll(async () => {
  await recorded[Symbol.asyncDispose]();
  await rm(logsDir, { recursive: true, force: true });
});

/** Who reads a list, and what they make of it. */
export const readers: Record<
  string,
  { kind: ListKind; read(client: PlatformClient): Promise<unknown> }
> = {
  "the project of a batch": {
    kind: "projects",
    read: (client) => findProject({ client, batchID }),
  },
  "the batches of a report": {
    kind: "batches",
    read: async (client) =>
      (await fetchBatchesForReport({ client, projectID, reportID })).map((batch) => batch.batchID),
  },
  "the jobs of batches": {
    kind: "jobs",
    read: async (client) =>
      [...(await fetchJobsForBatches({ client, projectID, batchIDs: [batchID] })).values()]
        .flat()
        .map(({ jobID }) => jobID),
  },
  "the tests of a batch": { kind: "jobs", read: readBatch },
  "the metrics of a test": { kind: "metrics", read: readBatch },
  "the metrics data of a test": { kind: "metricsData", read: readBatch },
  "the events of a test": { kind: "events", read: readBatch },
  "the jobs of a sweep": {
    kind: "jobs",
    read: (client) => fetchSweepMetrics({ client, projectID, sweepID }),
  },
  "the metrics of a sweep": {
    kind: "metrics",
    read: (client) => fetchSweepMetrics({ client, projectID, sweepID }),
  },
  "the logs of a test, by paginate": {
    kind: "logs",
    read: async (client) => {
      const names: unknown[] = [];
      for await (const log of paginate({
        client,
        path: "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/logs",
        entries: "logs",
        params: { path: { projectID, batchID, jobID: jobID(0) } },
      })) {
        names.push(log.fileName);
      }
      return names;
    },
  },
};

export async function readBatch(client: PlatformClient): Promise<unknown> {
  const tests = await fetchJobMetricsByBatch({ client, projectID, batchID, events: true });
  return [...tests.values()].map((test) => [
    test.jobID,
    test.metrics.map((metric) => (metric.type === "SCALAR" ? [metric.name, metric.value] : [])),
    test.metricsData.map((data) =>
      data.kind === "doubles" && "values" in data ? [data.name, [...data.values]] : [],
    ),
    test.events.map(({ name }) => name),
  ]);
}

export function clientOf(apiURL: string, more: object = {}): PlatformClient {
  const retry = { minDelay: 1, maxDelay: 4, giveUpAfter: 3000 };
  return createPlatformClient({ apiURL, authToken, retry, env: {}, timeout: 5000, ...more });
}

/** What the tests of the batch hold, as `readBatch` tells it. */
export function recordedBatch(): unknown {
  return recorded.expected.map((test) => [
    test.jobID,
    test.metrics,
    test.data.map(([name, ...values]) => [name, values]),
    [0, 1, 2, 3, 4].map((i) => `event ${i}`),
  ]);
}

export async function outcome(
  interception: Interception,
  read: (client: PlatformClient) => Promise<unknown>,
  more?: object,
) {
  await using interceptor = await intercept(recorded.platform.apiURL, interception);
  try {
    return { result: await read(clientOf(interceptor.apiURL, more)) };
  } catch (error) {
    expect(String(error)).not.toMatch(secrets);
    return { error: error as Error };
  }
}
