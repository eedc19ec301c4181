import { describe, expect, it } from "vitest";
import { batchSummary } from "../../runtime/platform/src/batchSummary.js";
import {
  conflatedBatchStatus,
  conflatedJobStatus,
} from "../../runtime/platform/src/conflatedStatus.js";
import type { Batch, Job } from "../../runtime/platform/src/entities.js";
import {
  overallStatus,
  reportedStatus,
  type StatusWord,
} from "../../runtime/platform/src/metricStatuses.js";

describe("the API's word for a status of the message", () => {
  it.each([
    [0, "NO_STATUS_REPORTED"],
    [1, "PASSED"],
    [2, "FAIL_WARN"],
    [3, "NOT_APPLICABLE"],
    [4, "RAW"],
    [5, "FAIL_BLOCK"],
    [6, "NO_STATUS_REPORTED"],
    [-1, "NO_STATUS_REPORTED"],
  ])("%i is %s", (status, word) => {
    expect(reportedStatus(status)).toBe(word);
  });
});

describe("the overall status of several", () => {
  it.each<[(StatusWord | undefined)[], StatusWord]>([
    [[], "NO_STATUS_REPORTED"],
    [["NO_STATUS_REPORTED"], "NO_STATUS_REPORTED"],
    [[undefined], "NO_STATUS_REPORTED"],
    [["PASSED"], "PASSED"],
    [["RAW"], "PASSED"],
    [["NOT_APPLICABLE"], "PASSED"],
    [["PASSED", "NO_STATUS_REPORTED"], "PASSED"],
    [["PASSED", undefined], "PASSED"],
    [["PASSED", "FAIL_WARN"], "FAIL_WARN"],
    [["FAIL_WARN", "PASSED"], "FAIL_WARN"],
    [["FAIL_WARN", "NO_STATUS_REPORTED"], "FAIL_WARN"],
    [["FAIL_WARN", "FAIL_BLOCK"], "FAIL_BLOCK"],
    [["FAIL_BLOCK", "FAIL_WARN"], "FAIL_BLOCK"],
    [["FAIL_BLOCK", "PASSED"], "FAIL_BLOCK"],
  ])("%j: %s", (statuses, overall) => {
    expect(overallStatus(statuses)).toBe(overall);
  });
});

describe("the conflated status of a test", () => {
  it.each<[Job["jobStatus"] & string, StatusWord, Job["conflatedStatus"]]>([
    ["SUBMITTED", "NO_STATUS_REPORTED", "QUEUED"],
    ["EXPERIENCE_RUNNING", "NO_STATUS_REPORTED", "RUNNING"],
    ["METRICS_QUEUED", "NO_STATUS_REPORTED", "RUNNING"],
    ["METRICS_RUNNING", "NO_STATUS_REPORTED", "RUNNING"],
    ["ERROR", "FAIL_BLOCK", "ERROR"],
    ["CANCELLED", "FAIL_WARN", "CANCELLED"],
    ["SUCCEEDED", "NO_STATUS_REPORTED", "PASSED"],
    ["SUCCEEDED", "NOT_APPLICABLE", "PASSED"],
    ["SUCCEEDED", "PASSED", "PASSED"],
    ["SUCCEEDED", "FAIL_WARN", "WARNING"],
    ["SUCCEEDED", "FAIL_BLOCK", "BLOCKER"],
  ])("%s with metrics that are %s: %s", (status, metrics, conflated) => {
    expect(conflatedJobStatus(status, metrics)).toBe(conflated);
  });
});

describe("the conflated status of a batch", () => {
  it.each<[Batch["status"] & string, StatusWord, Batch["conflatedStatus"]]>([
    ["SUBMITTED", "FAIL_BLOCK", "SUBMITTED"],
    ["EXPERIENCES_RUNNING", "FAIL_BLOCK", "RUNNING"],
    ["BATCH_METRICS_QUEUED", "FAIL_WARN", "RUNNING"],
    ["BATCH_METRICS_RUNNING", "PASSED", "RUNNING"],
    ["ERROR", "FAIL_BLOCK", "ERROR"],
    ["CANCELLED", "FAIL_WARN", "CANCELLED"],
    ["SUCCEEDED", "NO_STATUS_REPORTED", "COMPLETE"],
    ["SUCCEEDED", "PASSED", "COMPLETE"],
    ["SUCCEEDED", "FAIL_WARN", "WARNING"],
    ["SUCCEEDED", "FAIL_BLOCK", "BLOCKER"],
  ])("%s with metrics that are %s: %s", (status, metrics, conflated) => {
    expect(conflatedBatchStatus(status, metrics)).toBe(conflated);
  });
});

describe("what a batch says of its tests", () => {
  const job = (jobStatus: Job["jobStatus"], jobMetricsStatus: StatusWord): Job =>
    ({ jobStatus, jobMetricsStatus }) as Job;

  // As many of each as no other has, so that no two can be mistaken for each other.
  const jobs = (
    [
      ["SUBMITTED", "NO_STATUS_REPORTED", 1],
      ["EXPERIENCE_RUNNING", "NO_STATUS_REPORTED", 2],
      ["METRICS_QUEUED", "NO_STATUS_REPORTED", 3],
      ["METRICS_RUNNING", "PASSED", 4],
      ["SUCCEEDED", "RAW", 5],
      ["ERROR", "NOT_APPLICABLE", 7],
      ["CANCELLED", "FAIL_WARN", 8],
      ["SUCCEEDED", "FAIL_BLOCK", 9],
    ] as const
  ).flatMap(([status, metrics, count]) =>
    Array.from({ length: count }, () => job(status, metrics)),
  );

  it("counts them by status", () => {
    expect(batchSummary({} as Batch, jobs)).toEqual({
      totalJobs: 39,
      jobStatusCounts: {
        submitted: 1,
        running: 2,
        metricsQueued: 3,
        metricsRunning: 4,
        succeeded: 14,
        error: 7,
        cancelled: 8,
      },
      jobMetricsStatusCounts: {
        passed: 4,
        raw: 5,
        notApplicable: 7,
        failWarn: 8,
        failBlock: 9,
        noStatusReported: 6,
      },
      jobsMetricsStatus: "FAIL_BLOCK",
      batchMetricsStatus: "NO_STATUS_REPORTED",
      overallMetricsStatus: "FAIL_BLOCK",
      conflatedStatus: "RUNNING",
      status: "EXPERIENCES_RUNNING",
    });
  });

  it.each<[Job["jobStatus"] & string, Batch["status"]]>([
    ["SUBMITTED", "EXPERIENCES_RUNNING"],
    ["EXPERIENCE_RUNNING", "EXPERIENCES_RUNNING"],
    ["METRICS_QUEUED", "EXPERIENCES_RUNNING"],
    ["METRICS_RUNNING", "EXPERIENCES_RUNNING"],
    ["ERROR", "ERROR"],
    ["CANCELLED", "SUCCEEDED"],
    ["SUCCEEDED", "SUCCEEDED"],
  ])("one that is %s among others that succeeded: %s", (status, expected) => {
    const others = [job("SUCCEEDED", "PASSED"), job(status, "PASSED")];
    expect(batchSummary({} as Batch, others).status).toBe(expected);
  });

  it("runs while a test does, even if another one failed", () => {
    const both = [job("ERROR", "NO_STATUS_REPORTED"), job("METRICS_RUNNING", "PASSED")];
    expect(batchSummary({} as Batch, both).status).toBe("EXPERIENCES_RUNNING");
  });

  it.each<[string, Partial<Batch>, Partial<Batch>]>([
    [
      "its own metrics are worse than those of its tests",
      { batchMetricsStatus: "FAIL_BLOCK" },
      {
        jobsMetricsStatus: "FAIL_WARN",
        batchMetricsStatus: "FAIL_BLOCK",
        overallMetricsStatus: "FAIL_BLOCK",
        conflatedStatus: "BLOCKER",
      },
    ],
    [
      "its own metrics are better than those of its tests",
      { batchMetricsStatus: "PASSED" },
      {
        jobsMetricsStatus: "FAIL_WARN",
        batchMetricsStatus: "PASSED",
        overallMetricsStatus: "FAIL_WARN",
        conflatedStatus: "WARNING",
      },
    ],
    [
      "it was given a status",
      { status: "CANCELLED" },
      { status: "CANCELLED", conflatedStatus: "CANCELLED" },
    ],
    [
      "it was given everything",
      { totalJobs: 7, overallMetricsStatus: "PASSED", conflatedStatus: "COMPLETE" },
      { totalJobs: 7, overallMetricsStatus: "PASSED", conflatedStatus: "COMPLETE" },
    ],
  ])("%s", (_, batch, expected) => {
    const summary = batchSummary(batch as Batch, [job("SUCCEEDED", "FAIL_WARN")]);
    expect(summary).toMatchObject(expected);
  });
});
