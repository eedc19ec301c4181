import { batchSummary } from "../batchSummary.js";
import type { Batch, Job } from "../entities.js";
import { page } from "../page.js";
import { notFound } from "../requestErrors.js";
import { search } from "../search.js";
import {
  batchAt,
  holdsText,
  type OperationContext,
  type Operations,
  projectAt,
} from "./operation.js";
import { dataEntry, metricEntry, type RunOwner } from "./runObjects.js";

/** Batches, their own metrics, and the tests across all of them. */
export function batchOperations(
  context: OperationContext,
): Operations<
  | "listBatches"
  | "lookupLatestBatchByName"
  | "getBatch"
  | "listBatchMetrics"
  | "listBatchMetricsData"
  | "listAllJobs"
> {
  const { state } = context;

  function batchesOf(path: { projectID: string }): Batch[] {
    const { projectID } = projectAt(context, path);
    const jobs = groupByBatch(state.jobs.all());
    return state.batches
      .all()
      .filter((batch) => batch.projectID === projectID)
      .map((batch) => batchSummary(batch, jobs.get(batch.batchID) ?? []));
  }

  function owner(batch: Batch): RunOwner & { batchID: string } {
    const batchID = batch.batchID ?? "";
    return {
      run: batchID,
      batchID,
      projectID: batch.projectID,
      creationTimestamp: batch.lastUpdatedTimestamp ?? batch.creationTimestamp ?? "",
      userID: batch.userID ?? "",
      orgID: batch.orgID ?? "",
    };
  }

  return {
    listBatches: ({ path, query }) => {
      const found = search(batchesOf(path), query.search, {
        batch_id: (batch) => batch.batchID,
        branch_id: (batch) => batch.branchID,
        build_id: (batch) => batch.buildID,
        system_id: (batch) => batch.systemID,
        test_suite_id: (batch) => batch.testSuiteID,
        test_suite_revision: (batch) => batch.testSuiteRevision,
        created_at: (batch) => batch.creationTimestamp,
        status: (batch) => batch.status,
        metrics_status: (batch) => batch.overallMetricsStatus,
      }).filter((batch) => {
        const version = state.builds.get(batch.buildID ?? "")?.version;
        return holdsText(query.text, batch.friendlyName, version);
      });
      const { items, nextPageToken, total } = page(found, query);
      return { batches: items, nextPageToken, total };
    },

    lookupLatestBatchByName: ({ path }) => {
      const { projectID } = projectAt(context, path);
      const latest = state.batches
        .all()
        .filter(
          (batch) => batch.projectID === projectID && batch.friendlyName === path.friendlyName,
        )
        .reduce<Batch | undefined>((newest, batch) => {
          const isNewer = (batch.creationTimestamp ?? "") >= (newest?.creationTimestamp ?? "");
          return isNewer ? batch : newest;
        }, undefined);
      if (latest?.batchID === undefined) throw notFound("batch named", path.friendlyName);
      return latest.batchID;
    },

    getBatch: ({ path }) => {
      const batch = batchAt(context, path);
      const jobs = state.jobs.all().filter((job) => job.batchID === batch.batchID);
      return batchSummary(batch, jobs);
    },

    listBatchMetrics: async ({ path, query }) => {
      const own = owner(batchAt(context, path));
      const { metrics } = await state.runs.index(own.run);
      const { items, nextPageToken } = page(metrics, query);
      const batchMetrics = items.map((metric) => ({
        ...metricEntry(context, own, metric),
        batchID: own.batchID,
      }));
      return { batchMetrics, nextPageToken };
    },

    listBatchMetricsData: async ({ path, query }) => {
      const own = owner(batchAt(context, path));
      const { data } = await state.runs.index(own.run);
      const { items, nextPageToken } = page(data, query);
      const batchMetricsData = items.map((one) => ({
        ...dataEntry(context, own, one),
        batchID: own.batchID,
      }));
      return { batchMetricsData, nextPageToken };
    },

    listAllJobs: ({ path, query }) => {
      const { projectID } = projectAt(context, path);
      const metricsBuildOf = (job: Job) =>
        state.metricsBuilds.get(state.batches.get(job.batchID ?? "")?.metricsBuildID ?? "");
      const jobs = state.jobs.all().filter((job) => job.projectID === projectID);
      const found = search(jobs, query.search, {
        batch_id: (job) => job.batchID,
        branch_id: (job) => job.branchID,
        system_id: (job) => job.systemID,
        experience_id: (job) => job.experienceID,
        status: (job) => job.jobStatus,
        created_at: (job) => job.creationTimestamp,
        metrics_build_name: (job) => metricsBuildOf(job)?.name,
        metrics_build_version: (job) => metricsBuildOf(job)?.version,
      });
      const { items, nextPageToken, total } = page(found, query);
      return { jobs: items, nextPageToken, total };
    },
  };
}

function groupByBatch(jobs: readonly Job[]): Map<string | undefined, Job[]> {
  const groups = new Map<string | undefined, Job[]>();
  for (const job of jobs) {
    const group = groups.get(job.batchID);
    if (group === undefined) groups.set(job.batchID, [job]);
    else group.push(job);
  }
  return groups;
}
