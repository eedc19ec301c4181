import type { components } from "@metrics-project/runtime";
import type { Job, Log } from "../entities.js";
import { page } from "../page.js";
import { notFound } from "../requestErrors.js";
import type { RunIndex } from "../runIndex.js";
import type { OutputFile } from "../runStore.js";
import { stableID } from "../stableID.js";
import {
  batchAt,
  holdsText,
  jobAt,
  link,
  type OperationContext,
  type Operations,
} from "./operation.js";
import { dataEntry, metricEntry, type RunOwner, tagEntry } from "./runObjects.js";

interface JobPath {
  projectID: string;
  batchID: string;
  jobID: string;
}

interface JobRun extends RunIndex {
  owner: RunOwner & { jobID: string; batchID: string };
}

/** Tests, and their output. */
export function jobOperations(
  context: OperationContext,
): Operations<
  | "listJobs"
  | "getJob"
  | "listMetricsForJob"
  | "listEventMetricsForJob"
  | "listTagsForJobMetrics"
  | "listMetricsDataForJob"
  | "listMetricsDataForMetricIDs"
  | "listMetricsForMetricIDs"
  | "listMetricsDataForMetricsDataIDs"
  | "listEventsForJob"
  | "listJobLogsForJob"
> {
  const { state, faults } = context;

  async function runAt(path: JobPath): Promise<JobRun> {
    const owner = ownerOf(jobAt(context, path));
    return { owner, ...(await state.runs.index(owner.jobID)) };
  }

  const metricOf = (run: JobRun, metric: JobRun["metrics"][number]) => ({
    ...metricEntry(context, run.owner, metric),
    batchID: run.owner.batchID,
    jobID: run.owner.jobID,
  });

  const dataOf = (run: JobRun, data: JobRun["data"][number]) => ({
    ...dataEntry(context, run.owner, data),
    jobID: run.owner.jobID,
  });

  /** The metrics with the IDs in the path, in that order. */
  function chosen(run: JobRun, metricIDs: readonly string[]) {
    return metricIDs.map((id) => {
      const metric = run.metrics.find((one) => one.metricID === id);
      if (metric === undefined) throw notFound("metric", id);
      return metric;
    });
  }

  return {
    listJobs: ({ path, query }) => {
      const { batchID } = batchAt(context, path);
      const { status, conflatedStatus, experienceTagIDs } = query;
      const found = state.jobs.all().filter((job) => {
        const experience = state.experiences.get(job.experienceID ?? "");
        return (
          job.batchID === batchID &&
          (status === undefined || job.jobStatus === status) &&
          (conflatedStatus === undefined ||
            conflatedStatus.some((one) => one === job.conflatedStatus)) &&
          (experienceTagIDs === undefined ||
            experienceTagIDs.some((id) => experience?.tagIDs.includes(id))) &&
          holdsText(query.name, job.experienceName) &&
          holdsText(query.text, job.experienceName, experience?.description)
        );
      });
      const { items, nextPageToken, total } = page(found, query);
      return { jobs: items, nextPageToken, total };
    },

    getJob: ({ path }) => jobAt(context, path),

    listMetricsForJob: async ({ path, query }) => {
      const run = await runAt(path);
      const { items, nextPageToken } = page(run.metrics, query);
      return { metrics: items.map((metric) => metricOf(run, metric)), nextPageToken };
    },

    listEventMetricsForJob: async ({ path, query }) => {
      const run = await runAt(path);
      const found = run.metrics.filter(
        (metric) => metric.eventMetric && holdsText(query.text, metric.name, metric.description),
      );
      const { items, nextPageToken } = page(found, query);
      return { metrics: items.map((metric) => metricOf(run, metric)), nextPageToken };
    },

    listTagsForJobMetrics: async ({ path, query }) => {
      const run = await runAt(path);
      const tags = chosen(run, path.metricID).flatMap((metric) =>
        metric.tags.map((tag) => tagEntry(run.owner, metric.metricID, tag)),
      );
      const { items, nextPageToken } = page(tags, query);
      return { tags: items, nextPageToken };
    },

    listMetricsDataForJob: async ({ path, query }) => {
      const run = await runAt(path);
      const { items, nextPageToken } = page(run.data, query);
      return { metricsData: items.map((data) => dataOf(run, data)), nextPageToken };
    },

    listMetricsDataForMetricIDs: async ({ path, query }) => {
      const run = await runAt(path);
      const pairs = chosen(run, path.metricID).flatMap(({ metricID, dataIDs }) =>
        run.data
          .filter((data) => dataIDs.includes(data.dataID))
          .map((data) => ({ metricID, data })),
      );
      const { items, nextPageToken } = page(pairs, query);
      const metricsDataAndIDs = items.map(({ metricID, data }) => ({
        metricID,
        metricsData: dataOf(run, data),
      }));
      return { metricsDataAndIDs, nextPageToken };
    },

    listMetricsForMetricIDs: async ({ path, query }) => {
      const run = await runAt(path);
      const { items, nextPageToken } = page(chosen(run, path.metricID), query);
      return { metrics: items.map((metric) => metricOf(run, metric)), nextPageToken };
    },

    listMetricsDataForMetricsDataIDs: async ({ path, query }) => {
      const run = await runAt(path);
      const found = path.metricsDataID.map((id) => {
        const data = run.data.find((one) => one.dataID === id);
        if (data === undefined) throw notFound("metrics data", id);
        return data;
      });
      const { items, nextPageToken } = page(found, query);
      return { metricsData: items.map((data) => dataOf(run, data)), nextPageToken };
    },

    listEventsForJob: async ({ path, query }) => {
      const run = await runAt(path);
      const { eventTags } = query;
      const found = run.events.filter(
        (event) => eventTags === undefined || eventTags.some((tag) => event.tags.includes(tag)),
      );
      const { items, nextPageToken } = page(found, query);
      const { creationTimestamp } = run.owner;
      return { events: items.map((event) => ({ ...event, creationTimestamp })), nextPageToken };
    },

    listJobLogsForJob: async ({ path, query }) => {
      const owner = ownerOf(jobAt(context, path));
      const files = await state.runs.files(owner.jobID);
      const simulated = await state.logs.files(owner.jobID);
      const announced = new Map(
        state.uploads
          .all()
          .filter((upload) => upload.jobID === owner.jobID && upload.received)
          .map((upload) => [upload.fileName, upload]),
      );
      const logs = [
        ...simulated.map(async (file) => ({
          ...logEntry(context, owner, file, "logs"),
          checksum: await state.logs.checksum(owner.jobID, file.path),
        })),
        ...files.map((file) => {
          const entry = logEntry(context, owner, file, "files");
          const { logID, logType, checksum } = announced.get(file.path) ?? entry;
          return {
            ...entry,
            logID,
            ...(checksum === undefined ? {} : { checksum }),
            ...(logType === undefined ? {} : { logType }),
          };
        }),
      ];
      const found = (await Promise.all(logs)).filter(
        (log) =>
          (query.type === undefined || query.type.some((type) => type === log.logType)) &&
          holdsText(query.name, log.fileName),
      );
      const { items, nextPageToken, total } = page(found, query);
      const listed = items.map((log) =>
        log.checksum !== undefined && faults.hasWrongChecksum(owner.jobID, log.fullPath ?? "")
          ? { ...log, checksum: "0".repeat(log.checksum.length) }
          : log,
      );
      return { logs: listed, nextPageToken, total };
    },
  };
}

function ownerOf(job: Job): JobRun["owner"] {
  const { jobID = "", batchID = "", projectID, userID = "", orgID = "" } = job;
  const creationTimestamp = job.creationTimestamp ?? "";
  return { run: jobID, jobID, batchID, projectID, creationTimestamp, userID, orgID };
}

function logEntry(
  context: OperationContext,
  owner: JobRun["owner"],
  file: OutputFile,
  kind: "files" | "logs",
): components["schemas"]["jobLog"] & { logID: string } {
  const location = link(context, { kind, run: owner.run, path: file.path });
  const ofSimulation = kind === "logs";
  return {
    logID: stableID(`${owner.run} ${ofSimulation ? "logs/" : ""}${file.path}`),
    jobID: owner.jobID,
    fileName: file.path.split("/").at(-1) ?? file.path,
    filePath: file.path,
    fullPath: file.path,
    fileSize: file.size,
    creationTimestamp: owner.creationTimestamp,
    location,
    logOutputLocation: location,
    executionStep: ofSimulation ? "EXPERIENCE" : "METRICS",
    logType: logType(file.path),
    userID: owner.userID,
    orgID: owner.orgID,
  };
}

function logType(path: string): NonNullable<Log["logType"]> {
  if (path === "metrics.binproto") return "METRICS_OUTPUT_LOG";
  if (path.endsWith(".resim.jsonl")) return "EMISSIONS_LOG";
  if (path.endsWith(".mcap")) return "MCAP_LOG";
  if (path.endsWith(".mp4")) return "MP4_LOG";
  return /\.(zip|tar|gz|tgz|zst)$/.test(path) ? "ARCHIVE_LOG" : "OTHER_LOG";
}
