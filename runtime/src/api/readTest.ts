import type { Event, Metric } from "../generated/proto/resim/metrics/proto/metrics.js";
import { MetricType } from "../generated/proto/resim/metrics/proto/metrics.js";
import { jobMetricObjects, jobMetricsDataObjects } from "./jobObjects.js";
import { readObjects } from "./objectList.js";
import { readEvents } from "./readEvents.js";
import type { Job, TestMetrics } from "./TestMetrics.js";
import { unpackMetrics } from "./unpacked.js";

export interface ReadTestOptions {
  client: object;
  projectID: string;
  batchID: string;
  /** Read the test's events too. */
  events: boolean;
  signal: AbortSignal;
  onFailure: (error: unknown) => void;
}

/** Reads all that one test wrote, and links it. */
export async function readTest(
  jobID: string,
  job: Job,
  options: ReadTestOptions,
): Promise<TestMetrics> {
  const { client, projectID, batchID, signal, onFailure } = options;
  const scope = { client, params: { path: { projectID, batchID, jobID } }, signal, onFailure };
  const [metrics, metricsData, events] = await settled(
    readObjects(jobMetricObjects, scope),
    readObjects(jobMetricsDataObjects, scope),
    options.events ? readEvents(scope) : Promise.resolve<Event[]>([]),
  );
  const unpacked = unpackMetrics({ metrics: withoutImages(metrics), metricsData, events });
  return Object.assign(unpacked, { jobID, job });
}

/** Images point at files that are not downloaded. */
export function withoutImages(metrics: Metric[]): Metric[] {
  return metrics.filter(
    ({ type }) =>
      type !== MetricType.IMAGE_METRIC_TYPE && type !== MetricType.IMAGE_LIST_METRIC_TYPE,
  );
}

/** Like Promise.all, but nothing goes on behind its back when it fails. */
export async function settled<T extends readonly unknown[]>(
  ...promises: { [K in keyof T]: Promise<T[K]> }
): Promise<{ -readonly [K in keyof T]: T[K] }> {
  await Promise.allSettled(promises);
  return (await Promise.all(promises)) as { -readonly [K in keyof T]: T[K] };
}
