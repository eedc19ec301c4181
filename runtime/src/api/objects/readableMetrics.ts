import { type Metric, MetricType } from "../../generated/proto/resim/metrics/proto/metrics.js";
import type { Log } from "../../log.js";

/**
 * The metrics that can be linked: not images, whose files are not downloaded, and not those of a
 * type that is newer than this code.
 */
export function readableMetrics(metrics: Metric[], owner: string, log: Log | undefined): Metric[] {
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
