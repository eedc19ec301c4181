import { ApiError } from "../errors.js";
import type { components } from "../generated/api/paths.js";
import type { Timestamp } from "../generated/proto/google/protobuf/timestamp.js";
import type { Log } from "../log.js";
import { getObject } from "./callPlatform.js";
import { type ListOptions, listPages } from "./paginate.js";
import { sideBySide } from "./sideBySide.js";
import { type Job, jobsPath } from "./TestMetrics.js";
import { parseTimestamp } from "./timestamps.js";

type Metric = components["schemas"]["metric"];
type Build = components["schemas"]["build"];

const buildPath = "/projects/{projectID}/builds/{buildID}";
const batchMetricsPath = "/projects/{projectID}/batches/{batchID}/metrics";
const jobMetricsPath = "/projects/{projectID}/batches/{batchID}/jobs/{jobID}/metrics";

interface MetricFields {
  name: string;
  type: string;
  status: string;
  value: number;
}

/** What the default report asks of an API description. */
export type ReportNeeds = {
  [jobsPath]: {
    jobs: { jobID: string; conflatedStatus: string; experienceName: string }[];
    nextPageToken: string;
  };
  [buildPath]: { creationTimestamp: string };
  [batchMetricsPath]: { batchMetrics: MetricFields[]; nextPageToken: string };
  [jobMetricsPath]: { metrics: MetricFields[]; nextPageToken: string };
};

/** All that the default report tells of one batch. */
export interface BatchData {
  batchID: string;
  name: string;
  /** When its build was created. */
  time: Timestamp;
  tests: { job: Job; metrics: Metric[] }[];
  metrics: Metric[];
}

/** Reads the batches' tests, metrics of both and builds, side by side; in the order given. */
export async function readReportData(options: {
  client: object;
  projectID: string;
  batches: readonly Pick<
    components["schemas"]["batch"],
    "batchID" | "buildID" | "creationTimestamp" | "friendlyName"
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
    async ({ batchID = "", buildID, creationTimestamp = "", friendlyName }, signal) => {
      const get = (operation: string, path: string, entries: string, jobID?: string) => ({
        client,
        operation,
        path,
        entries,
        params: { path: { projectID, batchID, ...(jobID === undefined ? {} : { jobID }) } },
        signal,
      });
      const metrics = await readAll<Metric>(
        get("listBatchMetrics", batchMetricsPath, "batchMetrics"),
      );
      const jobs = await readAll<Job>(get("listJobs", jobsPath, "jobs"));
      const tests = await sideBySide(jobs, signal, async (job) => ({
        job,
        metrics: await readAll<Metric>(
          get("listMetricsForJob", jobMetricsPath, "metrics", job.jobID),
        ),
      }));
      let time: Timestamp;
      if (buildID === undefined) {
        log?.warn(`The batch ${batchID} names no build; its own creation is its time.`);
        time = parseTimestamp(creationTimestamp, "listBatches");
      } else time = await timeOf(buildID, signal);
      return { batchID, name: friendlyName ?? batchID, time, tests, metrics };
    },
    8,
  );
}

async function readBuildTime(
  client: object,
  projectID: string,
  buildID: string,
  signal: AbortSignal,
): Promise<Timestamp> {
  const operation = "getBuild";
  const params = { path: { projectID, buildID } };
  const build = await getObject<Build>({ client, operation, path: buildPath, params, signal });
  if (build.creationTimestamp) return parseTimestamp(build.creationTimestamp, operation);
  throw new ApiError(`getBuild (buildID ${buildID}) answered without a creationTimestamp.`, {
    operation,
    hint: "This is a fault of the platform; tell its support.",
  });
}

async function readAll<Entry>(options: ListOptions): Promise<Entry[]> {
  const all: Entry[] = [];
  for await (const { entries } of listPages<Entry>(options)) all.push(...entries);
  return all;
}
