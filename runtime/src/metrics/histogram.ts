import { checkText } from "../data/about.js";
import { describeValue } from "../data/describeValue.js";
import type { AnyDoubles, AnyStatuses, StatusesFor } from "../data/series.js";
import { MetricDefinitionError } from "../errors.js";
import type { HistogramMetricValues } from "../generated/proto/resim/metrics/proto/metrics.js";
import { checkList, checkSeries, statusesOr } from "./checks.js";
import { defineMetric } from "./definition.js";
import { describeType } from "./describeType.js";
import type { HistogramBucket } from "./histogramBuckets.js";
import { passedStatuses, worstOf } from "./judge.js";
import type { MetricBase, MetricOptions } from "./metric.js";
import { aboutMetric, metricFields } from "./metricFields.js";
import { Found, type RuleScope } from "./rules.js";

/** Options of a histogram metric. */
export interface HistogramOptions<V extends AnyDoubles> extends MetricOptions {
  /** The doubles to count. Any index is allowed (rule H1). */
  values: V;
  /** One status per value, with the index of the values. Default: `PASSED`, and `NOT_APPLICABLE` for NaN. */
  statuses?: NoInfer<StatusesFor<V>> | undefined;
  /** The buckets in ascending order, each starting where the previous one ends (rule H2). */
  buckets: readonly HistogramBucket[];
  /** Default: the start of the first bucket, the only value that the platform accepts. */
  lowerBound?: number | undefined;
  /** Default: the end of the last bucket, the only value that the platform accepts. */
  upperBound?: number | undefined;
  xAxisName?: string | undefined;
}

/** A histogram of doubles. */
export interface HistogramMetric extends MetricBase<"HISTOGRAM"> {
  readonly values: AnyDoubles;
  readonly statuses: AnyStatuses;
  readonly buckets: readonly HistogramBucket[];
  readonly lowerBound: number;
  readonly upperBound: number;
  readonly xAxisName: string | undefined;
}

const type = describeType({
  word: "HISTOGRAM",
  member: "histogramMetricValues",
  judged: true,
  references: {
    valuesDataId: { kind: "doubles", index: "any", rule: "H1" },
    statusesDataId: { kind: "statuses" },
  },
  lists: { buckets: "own" },
});

function create<V extends AnyDoubles>(name: string, options: HistogramOptions<V>): HistogramMetric {
  return aboutMetric(name, options, () => {
    const { values } = options;
    checkSeries("values", values, type.references.valuesDataId);
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
  const hint = "Use histogramBuckets({ from, to, count }) to create contiguous buckets.";
  const buckets = checkList("buckets", given).map(({ lower, upper }) => ({ lower, upper }));
  buckets.forEach(({ lower, upper }, at) => {
    if (typeof lower !== "number" || typeof upper !== "number" || !(lower < upper)) {
      const problem = `bucket ${at} goes from ${describeValue(lower)} to ${describeValue(upper)}`;
      throw new MetricDefinitionError(problem, { hint });
    }
    const previous = buckets[at - 1]?.upper ?? lower;
    if (previous !== lower) {
      const problem = `bucket ${at} starts at ${lower}, but the previous one ends at ${previous}`;
      throw new MetricDefinitionError(problem, { hint });
    }
  });
  return buckets;
}

function checkBound(what: string, bound: number | undefined, expected: number): number {
  if (bound === undefined || bound === expected) return expected;
  throw new MetricDefinitionError(
    `its ${what} must be ${expected} to match its buckets, got ${describeValue(bound)}`,
    {
      hint: "Omit the bounds: they follow from the buckets.",
    },
  );
}

/** Rule H2. */
function rules(metric: HistogramMetricValues, { report }: RuleScope): void {
  const { buckets } = metric;
  if (buckets.length === 0) {
    const remedy = "Add the buckets that the values are counted into.";
    report("H2", ["buckets"], new Found(0, "empty"), "at least one bucket", remedy);
    return;
  }
  let edge = metric.lowerBound ?? 0;
  let name = "lower_bound";
  for (const [at, { lower = 0, upper = 0 }] of buckets.entries()) {
    // Negated, so that NaN, which is neither equal nor less, is a problem.
    if (!(lower === edge)) {
      const remedy = "Make the buckets contiguous from lower_bound to upper_bound.";
      report("H2", ["buckets", at, "lower"], lower, `${edge}, the ${name}`, remedy);
    }
    if (!(lower < upper)) {
      const remedy = "Give each bucket a positive width.";
      report("H2", ["buckets", at, "upper"], upper, `more than ${lower}, its lower`, remedy);
    }
    edge = upper;
    name = "upper of the previous bucket";
  }
  const bound = metric.upperBound ?? 0;
  if (edge === bound) return;
  const remedy = "Make the buckets contiguous from lower_bound to upper_bound.";
  report("H2", ["upperBound"], bound, `${edge}, the upper of the last bucket`, remedy);
}

export const histogramMetric = defineMetric(type, {
  create,
  write: (
    { values, statuses, buckets, lowerBound, upperBound, xAxisName }: HistogramMetric,
    id,
  ) => ({
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
    values: find.data("valuesDataId"),
    statuses: find.data("statusesDataId"),
    buckets: message.buckets.map(({ lower = 0, upper = 0 }) => ({ lower, upper })),
    lowerBound: message.lowerBound ?? 0,
    upperBound: message.upperBound ?? 0,
    xAxisName: message.xAxisName,
  }),
  rules,
});
