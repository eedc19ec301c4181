import type { ValuesMessage } from "@metrics-project/runtime/messages";
import { type BodyContext, statusesOf, withUnit } from "../bodyContext.js";
import { elementsOf, Unreadable } from "../messageIndex.js";
import type { HistogramBody } from "../pageData.js";

/** Counts values in the given buckets: each includes its lower edge, the last one also its upper edge. */
export function histogramBody(
  values: ValuesMessage<"histogramMetricValues">,
  context: BodyContext,
): HistogramBody {
  const data = context.index.data(values.valuesDataId);
  const doubles = elementsOf(data, context.category, "doubles");
  const statuses = statusesOf(context, values.statusesDataId);
  const buckets = values.buckets.map(({ lower, upper }) => ({
    lower: lower ?? 0,
    upper: upper ?? 0,
  }));
  if (buckets.length === 0) throw new Unreadable("the histogram has no buckets");
  const counts: HistogramBody["counts"] = [];
  let inside = 0;
  for (const [status, sorted] of sortedByStatus(doubles, statuses)) {
    const own = buckets.map(({ lower, upper }, i) => {
      const isLast = i === buckets.length - 1;
      return Math.max(0, firstAt(sorted, upper, isLast) - firstAt(sorted, lower, false));
    });
    const sum = own.reduce((total, count) => total + count, 0);
    if (sum > 0) counts.push({ status, counts: own });
    inside += sum;
  }
  return {
    kind: "histogram",
    xName: values.xAxisName || withUnit(data.name, data.unit),
    buckets,
    counts,
    total: doubles.length,
    outside: Math.max(0, doubles.length - inside),
  };
}

/** Sorts a series once: thousands of histograms may count it. */
const sortedSeries = new WeakMap<object, Map<object | undefined, Map<number, Float64Array>>>();

/** The values of each status in ascending order, NaN last; statuses in the order of their first appearance. */
function sortedByStatus(
  doubles: ArrayLike<number>,
  statuses: ArrayLike<number> | undefined,
): Map<number, Float64Array> {
  const variants =
    sortedSeries.get(doubles) ?? new Map<object | undefined, Map<number, Float64Array>>();
  sortedSeries.set(doubles, variants);
  const known = variants.get(statuses);
  if (known !== undefined) return known;
  const lists = new Map<number, number[]>();
  for (let i = 0; i < doubles.length; i += 1) {
    const status = statuses?.[i] ?? 0;
    const list = lists.get(status);
    if (list === undefined) lists.set(status, [doubles[i] ?? Number.NaN]);
    else list.push(doubles[i] ?? Number.NaN);
  }
  const sorted = new Map(
    [...lists].map(([status, list]) => [status, Float64Array.from(list).sort()]),
  );
  variants.set(statuses, sorted);
  return sorted;
}

/** The first position with a value of at least `value`, or, with `after`, above it. */
function firstAt(sorted: Float64Array, value: number, after: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = sorted[middle] ?? Number.NaN;
    if (at < value || (after && at === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
