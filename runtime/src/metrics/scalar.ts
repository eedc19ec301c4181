import { checkText } from "../data/about.js";
import { describe } from "../data/describe.js";
import { MetricDefinitionError } from "../errors.js";
import { MetricType } from "../generated/proto/resim/metrics/proto/metrics.js";
import { defineMetric } from "./definition.js";
import { failure } from "./judge.js";
import type { MetricBase, MetricOptions, Thresholds } from "./metric.js";
import { aboutMetric, checkThresholds, metricFields } from "./metricFields.js";

/** Options of a scalar metric. */
export interface ScalarOptions extends MetricOptions, Thresholds {
  /** The number. Infinities pass, NaN does not (rule C1). */
  value: number;
  /** The unit, for example `m/s`. Default: none. */
  unit?: string | undefined;
}

/** One number. */
export interface ScalarMetric extends MetricBase<"SCALAR"> {
  readonly value: number;
  readonly unit: string | undefined;
  readonly failsAbove: number | undefined;
  readonly failsBelow: number | undefined;
}

function create(name: string, options: ScalarOptions): ScalarMetric {
  return aboutMetric(name, () => {
    const { value } = options;
    if (typeof value !== "number" || Number.isNaN(value)) {
      throw new MetricDefinitionError(`its value is ${describe(value)}, which is not a number`, {
        hint: "The platform refuses it: leave the metric out where there is nothing to say.",
      });
    }
    const { failsAbove, failsBelow } = checkThresholds(options);
    const fails =
      (failsAbove !== undefined && value > failsAbove) ||
      (failsBelow !== undefined && value < failsBelow);
    return {
      type: "SCALAR",
      ...metricFields(name, options, fails ? failure(options.blocking) : "PASSED"),
      value,
      unit: checkText("unit", options.unit),
      failsAbove,
      failsBelow,
    };
  });
}

export const scalarMetric = defineMetric({
  type: "SCALAR",
  number: MetricType.SCALAR_METRIC_TYPE,
  member: "scalarMetricValues",
  create,
  data: () => [],
  write({ value, unit, failsAbove, failsBelow }: ScalarMetric) {
    const bounded = failsAbove !== undefined || failsBelow !== undefined;
    return { value, unit, failureDefinition: bounded ? { failsAbove, failsBelow } : undefined };
  },
  read({ value, unit, failureDefinition }, fields, find): ScalarMetric {
    return {
      type: "SCALAR",
      ...fields,
      value: value ?? find.fail("its value is not set"),
      unit,
      failsAbove: failureDefinition?.failsAbove,
      failsBelow: failureDefinition?.failsBelow,
    };
  },
});
