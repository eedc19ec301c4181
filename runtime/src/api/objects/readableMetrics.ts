import type { Metric } from "../../generated/proto/resim/metrics/proto/metrics.js";
import type { Log } from "../../log.js";
import { dataReferencesOf } from "../../metrics/table.js";

/**
 * The metrics that can be linked: without those that show files, which are not downloaded, and those of unknown
 * types.
 */
export function readableMetrics(metrics: Metric[], owner: string, log: Log | undefined): Metric[] {
  return metrics.filter((metric) => {
    if (metric.metricValues?.metricValues === undefined) {
      log?.warn(
        `The metric ${JSON.stringify(metric.name)} of ${owner} has a type that this version does not support (${metric.type}): skipped.`,
      );
      return false;
    }
    return dataReferencesOf(metric).every(({ to }) => to.kind !== "externalFile");
  });
}
