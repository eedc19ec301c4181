import type { HistogramMetricValues } from "../../generated/proto/resim/metrics/proto/metrics.js";
import { anySeriesType, byKind } from "../dataTypes.js";
import { checkPair } from "../pair.js";
import { Found } from "../problem.js";
import type { Scope } from "../scope.js";

const allowed = { types: byKind.doubles, indexes: anySeriesType };

/** Rules H1 and H2. */
export function checkHistogram(scope: Scope, metric: HistogramMetricValues, path: string): void {
  checkPair(
    scope,
    "H1",
    { id: metric.valuesDataId, path: `${path}.values_data_id` },
    { id: metric.statusesDataId, path: `${path}.statuses_data_id` },
    allowed,
  );
  checkBuckets(scope, metric, path);
}

function checkBuckets(scope: Scope, metric: HistogramMetricValues, path: string): void {
  const { buckets } = metric;
  if (buckets.length === 0) {
    const remedy = "Give the buckets that the values are counted into.";
    const found = new Found(0, "empty");
    scope.report("H2", `${path}.buckets`, found, "at least one bucket", remedy);
    return;
  }
  let edge = metric.lowerBound ?? 0;
  let name = "lower_bound";
  for (const [at, bucket] of buckets.entries()) {
    const { lower = 0, upper = 0 } = bucket;
    const where = `${path}.buckets[${at}]`;
    // Written so that NaN, which is neither equal nor less, is a problem.
    if (!(lower === edge)) {
      const remedy = "Let the buckets touch, from lower_bound to upper_bound.";
      scope.report("H2", `${where}.lower`, lower, `${edge}, the ${name}`, remedy);
    }
    if (!(lower < upper)) {
      const remedy = "Give each bucket a width.";
      scope.report("H2", `${where}.upper`, upper, `more than ${lower}, its lower`, remedy);
    }
    edge = upper;
    name = "upper of the bucket before";
  }
  const bound = metric.upperBound ?? 0;
  if (!(edge === bound)) {
    const remedy = "Let the buckets touch, from lower_bound to upper_bound.";
    const expected = `${edge}, the upper of the last bucket`;
    scope.report("H2", `${path}.upper_bound`, bound, expected, remedy);
  }
}
