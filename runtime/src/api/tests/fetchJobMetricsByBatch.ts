import type { paths as ownPaths } from "../../generated/api/paths.js";
import type { JobMetricsOptions } from "./JobMetricsOptions.js";
import { streamTests } from "./streamJobMetricsByBatch.js";
import type { TestMetrics, UnreadTest } from "./TestMetrics.js";

/** Tests by job ID, in the order of the batch. */
export class JobMetricsByBatch<Paths extends {} = ownPaths> extends Map<
  string,
  TestMetrics<Paths>
> {
  /** Tests that were skipped with `onError: "skip"`. */
  unread: readonly UnreadTest[] = [];
}

/**
 * Reads all tests of a batch into memory, by job ID and in batch order. Includes tests without metrics, with empty
 * lists, but not tests that are deleted meanwhile. For batches that do not fit into memory, use
 * `streamJobMetricsByBatch`, which takes the same options and throws the same errors.
 */
export async function fetchJobMetricsByBatch<Paths extends {} = ownPaths>(
  options: JobMetricsOptions<Paths>,
): Promise<JobMetricsByBatch<Paths>> {
  const tests = new JobMetricsByBatch<Paths>();
  const stream = streamTests<Paths>(options, (deleted) => {
    for (const jobID of deleted) tests.delete(jobID);
  });
  for await (const test of stream) tests.set(test.jobID, test);
  tests.unread = stream.unread;
  return tests;
}
