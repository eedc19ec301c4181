import type { components } from "@metrics-project/runtime";
import type { StatusWord } from "./metricStatuses.js";

type Schemas = components["schemas"];

/** How a test went, from the progress of its run and the status of its metrics. */
export function conflatedJobStatus(
  status: Schemas["jobStatus"],
  metrics: StatusWord,
): Schemas["conflatedJobStatus"] {
  switch (status) {
    case "SUBMITTED":
      return "QUEUED";
    case "EXPERIENCE_RUNNING":
    case "METRICS_QUEUED":
    case "METRICS_RUNNING":
      return "RUNNING";
    case "ERROR":
    case "CANCELLED":
      return status;
    case "SUCCEEDED":
      return failureOf(metrics) ?? "PASSED";
  }
}

/** How a batch went, from its progress and the worst status of its own metrics and those of its tests. */
export function conflatedBatchStatus(
  status: Schemas["batchStatus"],
  metrics: StatusWord,
): Schemas["conflatedBatchStatus"] {
  switch (status) {
    case "EXPERIENCES_RUNNING":
    case "BATCH_METRICS_QUEUED":
    case "BATCH_METRICS_RUNNING":
      return "RUNNING";
    case "SUBMITTED":
    case "ERROR":
    case "CANCELLED":
      return status;
    case "SUCCEEDED":
      return failureOf(metrics) ?? "COMPLETE";
  }
}

function failureOf(metrics: StatusWord): "BLOCKER" | "WARNING" | undefined {
  if (metrics === "FAIL_BLOCK") return "BLOCKER";
  return metrics === "FAIL_WARN" ? "WARNING" : undefined;
}
