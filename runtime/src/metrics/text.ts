import { describeValue } from "../data/describeValue.js";
import { MetricDefinitionError } from "../errors.js";
import { defineMetric } from "./definition.js";
import { describeType } from "./describeType.js";
import type { MetricBase, MetricOptions } from "./metric.js";
import { aboutMetric, metricFields } from "./metricFields.js";

/** Options of a text metric. */
export interface TextOptions extends MetricOptions {
  /** Markdown; not empty (rule X1). */
  text: string;
}

/** Markdown text. */
export interface TextMetric extends MetricBase<"TEXT"> {
  readonly text: string;
}

const type = describeType({
  word: "TEXT",
  member: "textMetricValues",
  judged: false,
  references: {},
  lists: {},
});

function create(name: string, options: TextOptions): TextMetric {
  return aboutMetric(name, options, () => {
    const { text } = options;
    if (typeof text !== "string" || text === "") {
      throw new MetricDefinitionError(
        `its text is ${text === "" ? "empty" : describeValue(text)}`,
        {
          hint: "The platform refuses empty text: omit the metric if there is nothing to say.",
        },
      );
    }
    return { type: "TEXT", ...metricFields(name, options, "NOT_APPLICABLE"), text };
  });
}

export const textMetric = defineMetric(type, {
  create,
  write: ({ text }: TextMetric) => ({ text }),
  read: ({ text }, fields): TextMetric => ({ type: "TEXT", ...fields, text }),
  rules({ text }, { report }) {
    if (text !== "") return;
    report("X1", ["text"], text, "text that is not empty", "Write some text.");
  },
});
