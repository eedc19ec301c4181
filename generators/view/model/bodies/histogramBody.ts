import type { HistogramMetricValues } from "@metrics-project/runtime/messages";
import { type BodyContext, statusesOf, withUnit } from "../bodyContext.js";
import { elementsOf, Unreadable } from "../messageIndex.js";
import type { HistogramBody } from "../pageData.js";

/** Counts values into the given buckets: each holds its lower edge, the last one also its upper. */
export function histogramBody(values: HistogramMetricValues, context: BodyContext): HistogramBody {
  const data = context.index.data(values.valuesDataId);
  const doubles = elementsOf(data, context.category, "doubles");
  const statuses = statusesOf(context, values.statusesDataId);
  const buckets = values.buckets.map(({ lower, upper }) => ({
    lower: lower ?? 0,
    upper: upper ?? 0,
  }));
  if (buckets.length === 0) throw new Unreadable("the histogram has no buckets");
  const byStatus = new Map<number, number[]>();
  let outside = 0;
  for (let i = 0; i < doubles.length; i += 1) {
    const at = bucketOf(buckets, doubles[i] ?? Number.NaN);
    if (at < 0) {
      outside += 1;
      continue;
    }
    const status = statuses?.[i] ?? 0;
    const counts = byStatus.get(status) ?? buckets.map(() => 0);
    byStatus.set(status, counts);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return {
    kind: "histogram",
    xName: values.xAxisName || withUnit(data.name, data.unit),
    buckets,
    counts: [...byStatus].map(([status, counts]) => ({ status, counts })),
    total: doubles.length,
    outside,
  };
}

function bucketOf(buckets: readonly { lower: number; upper: number }[], value: number): number {
  let low = 0;
  let high = buckets.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const bucket = buckets[middle];
    if (bucket === undefined || Number.isNaN(value)) return -1;
    if (value < bucket.lower) high = middle - 1;
    else if (value < bucket.upper || (middle === buckets.length - 1 && value === bucket.upper)) {
      return middle;
    } else low = middle + 1;
  }
  return -1;
}
