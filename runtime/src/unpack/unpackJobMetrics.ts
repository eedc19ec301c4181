import { Origin } from "../data/origin.js";
import { type StatusRead, statusWord } from "../facts.js";
import type { JobMetrics } from "../generated/proto/resim/metrics/proto/metrics.js";
import { UnpackedMetrics, unpackMetrics } from "./unpackMetrics.js";

/** A whole message as linked objects. */
export class UnpackedJobMetrics extends UnpackedMetrics {
  /** The identifier of the run that wrote it. */
  readonly jobID: string;
  /** The overall status. */
  readonly status: StatusRead;
  /** The status of the list of metrics: equal to `status` in all messages of the platform's tools. */
  readonly jobLevelStatus: StatusRead;
  readonly origin: Origin<JobMetrics>;

  constructor(unpacked: UnpackedMetrics, message: JobMetrics) {
    super(unpacked.metrics, unpacked.metricsData, unpacked.events);
    this.jobID = message.jobId?.id?.data ?? "";
    this.status = statusWord(message.metricsStatus);
    this.jobLevelStatus = statusWord(message.jobLevelMetrics?.metricsStatus ?? 0);
    this.origin = new Origin(message, { ...this });
  }
}

/**
 * {@link unpackMetrics} for a whole message, with its run and statuses.
 *
 *     const read = unpackJobMetrics(decodeJobMetrics(bytes));
 *     read.metric("Top speed", "SCALAR")?.value
 *
 * @throws {@link InputError} as unpackMetrics does.
 */
export function unpackJobMetrics(message: JobMetrics): UnpackedJobMetrics {
  const unpacked = unpackMetrics({
    metrics: message.jobLevelMetrics?.metrics ?? [],
    metricsData: message.metricsData,
    events: message.events,
  });
  return new UnpackedJobMetrics(unpacked, message);
}
