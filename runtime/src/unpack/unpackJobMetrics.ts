import { setOrigin } from "../data/origin.js";
import { type StatusRead, statusWord } from "../facts.js";
import type { JobMetrics } from "../generated/proto/resim/metrics/proto/metrics.js";
import { UnpackedMetrics, unpackMetrics } from "./unpackMetrics.js";

/** A whole message as linked objects. */
export class UnpackedJobMetrics extends UnpackedMetrics {
  /** The identifier of the run that wrote it. */
  readonly jobID: string;
  /** The overall status. */
  readonly status: StatusRead;

  constructor(unpacked: UnpackedMetrics, jobID: string, status: StatusRead) {
    super(unpacked.metrics, unpacked.metricsData, unpacked.events);
    this.jobID = jobID;
    this.status = status;
  }
}

/**
 * {@link unpackMetrics} for a whole message, with its run and overall status.
 *
 *     const read = unpackJobMetrics(decodeJobMetrics(bytes));
 *     read.metric("Top speed", "SCALAR")?.value
 *
 * @throws {@link InputError} as unpackMetrics.
 */
export function unpackJobMetrics(message: JobMetrics): UnpackedJobMetrics {
  const unpacked = unpackMetrics({
    metrics: message.jobLevelMetrics?.metrics ?? [],
    metricsData: message.metricsData,
    events: message.events,
  });
  const status = statusWord(message.metricsStatus);
  const jobID = message.jobId?.id?.data ?? "";
  return setOrigin(new UnpackedJobMetrics(unpacked, jobID, status), message);
}
