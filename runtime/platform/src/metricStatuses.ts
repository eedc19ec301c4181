import { type components, type Status, statusWord } from "@metrics-project/runtime";
import type { MetricStatus } from "@metrics-project/runtime/messages";

/** A status as the API words it. */
export type StatusWord = components["schemas"]["metricStatus"];

/** The API's word for a status of the message. */
export function reportedStatus(status: MetricStatus): StatusWord {
  const word = statusWord(status);
  return word === "UNSPECIFIED" || word.startsWith("UNKNOWN_")
    ? "NO_STATUS_REPORTED"
    : (word as Status);
}

/** The worst of several: FAIL_BLOCK, then FAIL_WARN, then PASSED; nothing reported if empty. */
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
