import type { Event, Metric } from "../generated/proto/resim/metrics/proto/metrics.js";
import { MetricType } from "../generated/proto/resim/metrics/proto/metrics.js";
import type { Log } from "../log.js";
import { unpackMetrics } from "../unpack/unpackMetrics.js";
import { jobMetricObjects, jobMetricsDataObjects } from "./jobObjects.js";
import { readObjects } from "./objectList.js";
import { readEvents } from "./readEvents.js";
import type { Job, TestMetrics } from "./TestMetrics.js";

export interface ReadTestOptions {
  client: object;
  projectID: string;
  batchID: string;
  /** Read the test's events too. */
  events: boolean;
  signal: AbortSignal;
  onFailure: (error: unknown) => void;
  onBytes: (bytes: number) => void;
  log: Log | undefined;
}

/** Reads all that one test wrote, and links it. */
export async function readTest(
  jobID: string,
  job: Job,
  options: ReadTestOptions,
): Promise<TestMetrics> {
  const { client, projectID, batchID, signal, onFailure, onBytes } = options;
  const scope = {
    client,
    params: { path: { projectID, batchID, jobID } },
    signal,
    onFailure,
    onBytes,
  };
  const [metrics, metricsData, events] = await settled(
    readObjects(jobMetricObjects, scope),
    readObjects(jobMetricsDataObjects, scope),
    options.events ? readEvents(scope) : Promise.resolve<Event[]>([]),
  );
  const kept = readable(metrics, `test ${jobID}`, options.log);
  const unpacked = unpackMetrics({ metrics: kept, metricsData, events: linked(events, kept) });
  return Object.assign(unpacked, { jobID, job });
}

/** Events of images that were left out list only what is left. */
function linked(events: Event[], metrics: Metric[]): Event[] {
  const known = new Set(metrics.map(({ metricId }) => metricId?.id?.data));
  return events.map((event) => ({
    ...event,
    metrics: event.metrics.filter(({ id }) => known.has(id?.data)),
  }));
}

/**
 * The metrics that can be linked: not images, whose files are not downloaded, and not those of a
 * type that is newer than this code.
 */
export function readable(metrics: Metric[], owner: string, log: Log | undefined): Metric[] {
  return metrics.filter(({ type, name, metricValues }) => {
    if (metricValues?.metricValues === undefined) {
      log?.warn(
        `The metric ${JSON.stringify(name)} of ${owner} is of a type that this version does not know (${type}), and is left out.`,
      );
      return false;
    }
    return type !== MetricType.IMAGE_METRIC_TYPE && type !== MetricType.IMAGE_LIST_METRIC_TYPE;
  });
}

/** Like Promise.all, but nothing goes on behind its back when it fails. */
export async function settled<T extends readonly unknown[]>(
  ...promises: { [K in keyof T]: Promise<T[K]> }
): Promise<{ -readonly [K in keyof T]: T[K] }> {
  await Promise.allSettled(promises);
  return (await Promise.all(promises)) as { -readonly [K in keyof T]: T[K] };
}
