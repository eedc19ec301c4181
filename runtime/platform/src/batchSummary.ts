import type { components } from "@metrics-project/runtime";
import { conflatedBatchStatus } from "./conflatedStatus.js";
import type { Batch, Job } from "./entities.js";
import { overallStatus } from "./metricStatuses.js";

type Schemas = components["schemas"];

/**
 * A batch with the fields derived from its tests: counts, statuses, progress. Explicit fields of the batch take
 * precedence.
 */
export function batchSummary(batch: Batch, jobs: readonly Job[]): Batch {
  const jobsMetricsStatus = overallStatus(jobs.map((job) => job.jobMetricsStatus));
  const batchMetricsStatus = batch.batchMetricsStatus ?? "NO_STATUS_REPORTED";
  const overallMetricsStatus = overallStatus([jobsMetricsStatus, batchMetricsStatus]);
  const jobStatusCounts = countJobs(jobs);
  const status = batch.status ?? batchStatus(jobStatusCounts);
  return {
    totalJobs: jobs.length,
    jobStatusCounts,
    jobMetricsStatusCounts: countMetricsStatuses(jobs),
    jobsMetricsStatus,
    batchMetricsStatus,
    overallMetricsStatus,
    conflatedStatus: conflatedBatchStatus(status, overallMetricsStatus),
    ...batch,
    status,
  };
}

function batchStatus(counts: Schemas["batchJobStatusCounts"]): Schemas["batchStatus"] {
  const { submitted, running, metricsQueued, metricsRunning, error } = counts;
  if (submitted + running + metricsQueued + metricsRunning > 0) return "EXPERIENCES_RUNNING";
  return error > 0 ? "ERROR" : "SUCCEEDED";
}

function countJobs(jobs: readonly Job[]): Schemas["batchJobStatusCounts"] {
  const count = (status: Job["jobStatus"]) => jobs.filter((job) => job.jobStatus === status).length;
  return {
    submitted: count("SUBMITTED"),
    running: count("EXPERIENCE_RUNNING"),
    metricsQueued: count("METRICS_QUEUED"),
    metricsRunning: count("METRICS_RUNNING"),
    succeeded: count("SUCCEEDED"),
    error: count("ERROR"),
    cancelled: count("CANCELLED"),
  };
}

function countMetricsStatuses(jobs: readonly Job[]): Schemas["jobMetricsStatusCounts"] {
  const count = (status: Job["jobMetricsStatus"]) =>
    jobs.filter((job) => job.jobMetricsStatus === status).length;
  return {
    passed: count("PASSED"),
    raw: count("RAW"),
    notApplicable: count("NOT_APPLICABLE"),
    failWarn: count("FAIL_WARN"),
    failBlock: count("FAIL_BLOCK"),
    noStatusReported: count("NO_STATUS_REPORTED"),
  };
}
