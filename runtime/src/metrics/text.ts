import { describe } from "../data/describe.js";
import { MetricDefinitionError } from "../errors.js";
import { MetricType } from "../generated/proto/resim/metrics/proto/metrics.js";
import { defineMetric } from "./definition.js";
import type { MetricBase, MetricOptions } from "./metric.js";
import { aboutMetric, metricFields } from "./metricFields.js";

/** Options of a text metric. */
export interface TextOptions extends MetricOptions {
  /** Markdown; not empty (rule X1). */
  text: string;
}

/** A text in Markdown. */
export interface TextMetric extends MetricBase<"TEXT"> {
  readonly text: string;
}

function create(name: string, options: TextOptions): TextMetric {
  return aboutMetric(name, () => {
    const { text } = options;
    if (typeof text !== "string" || text === "") {
      throw new MetricDefinitionError(`its text is ${text === "" ? "empty" : describe(text)}`, {
        hint: "The platform refuses empty texts: leave the metric out where there is nothing to say.",
      });
    }
    return { type: "TEXT", ...metricFields(name, options, "NOT_APPLICABLE"), text };
  });
}

export const textMetric = defineMetric({
  type: "TEXT",
  number: MetricType.TEXT_METRIC_TYPE,
  member: "textMetricValues",
  create,
  data: () => [],
  write: ({ text }: TextMetric) => ({ text }),
  read: ({ text }, fields): TextMetric => ({ type: "TEXT", ...fields, text }),
});
