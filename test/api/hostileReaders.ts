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
import { expect } from "vitest";
import { type Hostility, type ListKind, startHostile } from "./hostileServer.js";
import { authToken, batchID, projectID, reportID, sweepID } from "./startServer.js";

/** The first test. */
export const job = "10000000-0000-4000-8000-000000000000";

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
        params: { path: { projectID, batchID, jobID: job } },
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

export async function outcome(
  hostility: Hostility,
  read: (client: PlatformClient) => Promise<unknown>,
  more?: object,
) {
  await using server = await startHostile(hostility);
  try {
    return { result: await read(clientOf(server.apiURL, more)) };
  } catch (error) {
    expect(String(error)).not.toMatch(/secret|Signature/);
    return { error: error as Error };
  }
}
