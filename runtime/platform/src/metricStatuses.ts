import type { components } from "@metrics-project/runtime";
import { MetricStatus } from "@metrics-project/runtime/messages";

/** A status as the API words it. */
export type StatusWord = components["schemas"]["metricStatus"];

const words: Partial<Record<MetricStatus, StatusWord>> = {
  [MetricStatus.PASSED_METRIC_STATUS]: "PASSED",
  [MetricStatus.FAIL_WARN_METRIC_STATUS]: "FAIL_WARN",
  [MetricStatus.FAIL_BLOCK_METRIC_STATUS]: "FAIL_BLOCK",
  [MetricStatus.NOT_APPLICABLE_METRIC_STATUS]: "NOT_APPLICABLE",
  [MetricStatus.RAW_METRIC_STATUS]: "RAW",
};

/** The API's word for a status of the message. */
export function statusWord(status: MetricStatus): StatusWord {
  return words[status] ?? "NO_STATUS_REPORTED";
}

/** The gravest of several: FAIL_BLOCK, then FAIL_WARN, then PASSED; nothing reported where empty. */
export function overallStatus(statuses: Iterable<StatusWord | undefined>): StatusWord {
  let overall: StatusWord = "NO_STATUS_REPORTED";
  for (const status of statuses) {
    if (status === "FAIL_BLOCK") return status;
    if (status === "FAIL_WARN") overall = status;
    else if (status !== undefined && status !== "NO_STATUS_REPORTED" && overall !== "FAIL_WARN") {
      overall = "PASSED";
    }
  }
  return overall;
}
