import type { Event, Metric } from "../../generated/proto/resim/metrics/proto/metrics.js";
import type { Log } from "../../log.js";
import { unpackMetrics } from "../../unpack/unpackMetrics.js";
import type { Job } from "../batches/job.js";
import type { PlatformClient } from "../http/PlatformClient.js";
import { settled } from "../http/settled.js";
import { jobMetricObjects, jobMetricsDataObjects } from "../objects/objectKinds.js";
import { readableMetrics } from "../objects/readableMetrics.js";
import { readObjects } from "../objects/readObjects.js";
import { readEvents } from "./readEvents.js";
import type { TestMetrics } from "./TestMetrics.js";

export interface ReadTestOptions {
  client: PlatformClient;
  projectID: string;
  batchID: string;
  /** Whether to read the events of the test, too. */
  events: boolean;
  signal: AbortSignal;
  onFailure: (error: unknown) => void;
  onBytes: (bytes: number) => void;
  log: Log | undefined;
}

/** Reads and links everything that one test wrote. */
export async function readTest(
  jobID: string,
  job: Job,
  options: ReadTestOptions,
): Promise<TestMetrics> {
  const { client, projectID, batchID, signal, onFailure, onBytes } = options;
  const scope = { client, params: { path: { projectID, batchID, jobID } }, signal };
  const listeners = { onFailure, onBytes };
  const [metrics, metricsData, events] = await settled(
    readObjects(jobMetricObjects, scope, listeners),
    readObjects(jobMetricsDataObjects, scope, listeners),
    options.events ? readEvents(scope) : Promise.resolve<Event[]>([]),
  );
  const kept = readableMetrics(metrics, `test ${jobID}`, options.log);
  const unpacked = unpackMetrics({ metrics: kept, metricsData, events: linked(events, kept) });
  return Object.assign(unpacked, { jobID, job });
}

/** Removes skipped image metrics from the events that list them. */
function linked(events: Event[], metrics: Metric[]): Event[] {
  const known = new Set(metrics.map(({ metricId }) => metricId?.id?.data));
  return events.map((event) => ({
    ...event,
    metrics: event.metrics.filter(({ id }) => known.has(id?.data)),
  }));
}
