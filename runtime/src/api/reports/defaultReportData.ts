import type { components } from "../../generated/api/paths.js";
import type { Timestamp } from "../../generated/proto/google/protobuf/timestamp.js";
import type { Log } from "../../log.js";
import { type Job, jobsPath } from "../batches/job.js";
import { answers } from "../http/answers.js";
import { getObject } from "../http/callPlatform.js";
import { listAll } from "../http/listPages.js";
import type { PlatformClient } from "../http/PlatformClient.js";
import { parseTimestamp } from "../http/parseTimestamp.js";
import { sideBySide } from "../http/sideBySide.js";

type Metric = components["schemas"]["metric"];

const buildPath = "/projects/{projectID}/builds/{buildID}";
const batchMetricsPath = "/projects/{projectID}/batches/{batchID}/metrics";
const jobMetricsPath = "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/metrics";

interface MetricFields {
  name: string;
  type: string;
  status: string;
  value: number;
}

/** What the default report requires of an API description. */
export type ReportNeeds = {
  [jobsPath]: {
    jobs: { jobID: string; conflatedStatus: string; experienceName: string }[];
    nextPageToken: string;
  };
  [buildPath]: { creationTimestamp: string };
  [batchMetricsPath]: { batchMetrics: MetricFields[]; nextPageToken: string };
  [jobMetricsPath]: { metrics: MetricFields[]; nextPageToken: string };
};

/** The data of one batch for the default report. */
export interface BatchData {
  batchID: string;
  name: string;
  /** The outcome of the batch itself; undefined if the list does not state it. */
  outcome: components["schemas"]["conflatedBatchStatus"] | undefined;
  /** When its build was created. */
  time: Timestamp;
  tests: { job: Job; metrics: Metric[] }[];
  metrics: Metric[];
}

/** Reads tests, metrics and builds of the batches concurrently; returns them in the given order. */
export async function readReportData(options: {
  client: PlatformClient;
  projectID: string;
  batches: readonly Pick<
    components["schemas"]["batch"],
    "batchID" | "buildID" | "conflatedStatus" | "creationTimestamp" | "friendlyName"
  >[];
  log: Log | undefined;
  signal: AbortSignal | undefined;
}): Promise<BatchData[]> {
  const { client, projectID, log } = options;
  const builds = new Map<string, Promise<Timestamp>>();
  const timeOf = (buildID: string, signal: AbortSignal) => {
    const known = builds.get(buildID) ?? readBuildTime(client, projectID, buildID, signal);
    builds.set(buildID, known);
    return known;
  };
  return await sideBySide(
    options.batches,
    options.signal,
    async (batch, signal) => {
      const { batchID = "", buildID, creationTimestamp = "", friendlyName } = batch;
      const path = { projectID, batchID };
      const metrics = await listAll({ client, path: batchMetricsPath, params: { path }, signal });
      const jobs = await listAll({ client, path: jobsPath, params: { path }, signal });
      const tests = await sideBySide(jobs, signal, async (job, signal) => {
        const { jobID = "" } = job;
        const params = { path: { ...path, jobID } };
        return { job, metrics: await listAll({ client, path: jobMetricsPath, params, signal }) };
      });
      let time: Timestamp;
      if (buildID === undefined) {
        log?.warn(`The batch ${batchID} has no build: its own creation time is used instead.`);
        time = parseTimestamp(creationTimestamp, "listBatches");
      } else time = await timeOf(buildID, signal);
      return {
        batchID,
        name: friendlyName ?? batchID,
        outcome: batch.conflatedStatus,
        time,
        tests,
        metrics,
      };
    },
    8,
  );
}

async function readBuildTime(
  client: PlatformClient,
  projectID: string,
  buildID: string,
  signal: AbortSignal,
): Promise<Timestamp> {
  const params = { path: { projectID, buildID } };
  const build = await getObject({ client, path: buildPath, params, signal });
  return parseTimestamp(build.creationTimestamp, answers[buildPath].operation);
}
