import { checkText } from "../data/about.js";
import { describe } from "../data/describe.js";
import type { AnyDoubles, AnyStatuses, StatusesFor } from "../data/series.js";
import { MetricDefinitionError } from "../errors.js";
import { MetricType } from "../generated/proto/resim/metrics/proto/metrics.js";
import { checkList, checkSeries, statusesOr } from "./checks.js";
import { defineMetric } from "./definition.js";
import type { HistogramBucket } from "./histogramBuckets.js";
import { passedStatuses, worstOf } from "./judge.js";
import type { MetricBase, MetricOptions } from "./metric.js";
import { aboutMetric, metricFields } from "./metricFields.js";

/** Options of a histogram metric. */
export interface HistogramOptions<V extends AnyDoubles> extends MetricOptions {
  /** The doubles to count; any index will do (rule H1). */
  values: V;
  /** One verdict per value, on the index of the values. Default: all `PASSED`. */
  statuses?: NoInfer<StatusesFor<V>> | undefined;
  /** The ranges to count in, from low to high, each beginning where the one before ends (rule H2). */
  buckets: readonly HistogramBucket[];
  /** Default: where the first bucket begins, the only value that the platform takes. */
  lowerBound?: number | undefined;
  /** Default: where the last bucket ends, the only value that the platform takes. */
  upperBound?: number | undefined;
  xAxisName?: string | undefined;
}

/** Doubles counted into buckets. */
export interface HistogramMetric extends MetricBase<"HISTOGRAM"> {
  readonly values: AnyDoubles;
  readonly statuses: AnyStatuses;
  readonly buckets: readonly HistogramBucket[];
  readonly lowerBound: number;
  readonly upperBound: number;
  readonly xAxisName: string | undefined;
}

function create<V extends AnyDoubles>(name: string, options: HistogramOptions<V>): HistogramMetric {
  return aboutMetric(name, () => {
    const { values } = options;
    checkSeries("values", values, "doubles", "any");
    const given: AnyStatuses | undefined = options.statuses;
    const statuses = statusesOr("values", values, given, () => passedStatuses(values));
    const buckets = checkBuckets(options.buckets);
    return {
      type: "HISTOGRAM",
      ...metricFields(name, options, worstOf([statuses])),
      values,
      statuses,
      buckets,
      lowerBound: checkBound("lowerBound", options.lowerBound, buckets[0]?.lower ?? 0),
      upperBound: checkBound("upperBound", options.upperBound, buckets.at(-1)?.upper ?? 0),
      xAxisName: checkText("xAxisName", options.xAxisName),
    };
  });
}

function checkBuckets(given: readonly HistogramBucket[]): HistogramBucket[] {
  const hint = "histogramBuckets({ from, to, count }) makes buckets that fit together.";
  const buckets = checkList("buckets", given).map(({ lower, upper }) => ({ lower, upper }));
  buckets.forEach(({ lower, upper }, at) => {
    if (typeof lower !== "number" || typeof upper !== "number" || !(lower < upper)) {
      const problem = `bucket ${at} goes from ${describe(lower)} to ${describe(upper)}`;
      throw new MetricDefinitionError(problem, { hint });
    }
    const previous = buckets[at - 1]?.upper ?? lower;
    if (previous !== lower) {
      const problem = `bucket ${at} begins at ${lower}, and the one before ends at ${previous}`;
      throw new MetricDefinitionError(problem, { hint });
    }
  });
  return buckets;
}

function checkBound(what: string, bound: number | undefined, expected: number): number {
  if (bound === undefined || bound === expected) return expected;
  throw new MetricDefinitionError(
    `its ${what} is ${describe(bound)}, its buckets say ${expected}`,
    {
      hint: "Leave the bounds out: they follow from the buckets.",
    },
  );
}

export const histogramMetric = defineMetric({
  type: "HISTOGRAM",
  number: MetricType.HISTOGRAM_METRIC_TYPE,
  member: "histogramMetricValues",
  create,
  data: ({ values, statuses }: HistogramMetric) => [values, statuses],
  write: ({ values, statuses, buckets, lowerBound, upperBound, xAxisName }, id) => ({
    valuesDataId: id(values),
    statusesDataId: id(statuses),
    buckets: buckets.map(({ lower, upper }) => ({ lower, upper })),
    lowerBound,
    upperBound,
    xAxisName,
  }),
  read: (message, fields, find): HistogramMetric => ({
    type: "HISTOGRAM",
    ...fields,
    values: find.doubles(message.valuesDataId),
    statuses: find.statuses(message.statusesDataId),
    buckets: message.buckets.map(({ lower = 0, upper = 0 }) => ({ lower, upper })),
    lowerBound: message.lowerBound ?? 0,
    upperBound: message.upperBound ?? 0,
    xAxisName: message.xAxisName,
  }),
});
