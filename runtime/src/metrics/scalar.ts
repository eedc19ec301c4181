import { checkText } from "../data/about.js";
import { describeValue } from "../data/describeValue.js";
import { MetricDefinitionError } from "../errors.js";
import { defineMetric } from "./definition.js";
import { describeType } from "./describeType.js";
import { failure } from "./judge.js";
import type { MetricBase, MetricOptions, Thresholds } from "./metric.js";
import { aboutMetric, checkThresholds, metricFields } from "./metricFields.js";

/** Options of a scalar metric. */
export interface ScalarOptions extends MetricOptions, Thresholds {
  /** The number. Infinities are allowed, NaN is not (rule C1). */
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

const type = describeType({
  word: "SCALAR",
  member: "scalarMetricValues",
  judged: true,
  references: {},
  lists: {},
});

function create(name: string, options: ScalarOptions): ScalarMetric {
  return aboutMetric(name, options, () => {
    const { value } = options;
    if (typeof value !== "number" || Number.isNaN(value)) {
      throw new MetricDefinitionError(`its value must be a number, got ${describeValue(value)}`, {
        hint: "The platform refuses other values: omit the metric if there is no number.",
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

export const scalarMetric = defineMetric(type, {
  create,
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
  rules({ value }, { report }) {
    if (value !== undefined && !Number.isNaN(value)) return;
    const remedy = "Write the metric only if there is a number.";
    report("C1", ["value"], value, "a number (infinities are allowed)", remedy);
  },
});
