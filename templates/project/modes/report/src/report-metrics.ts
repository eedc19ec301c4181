import {
  doubles,
  fromDate,
  paginate,
  type ReportContext,
  timestamps,
} from "@metrics-project/runtime";

/** Computes metrics over the batches of a test suite, through time. */
export async function reportMetrics({
  batches,
  client,
  projectID,
  writer,
}: ReportContext): Promise<void> {}
