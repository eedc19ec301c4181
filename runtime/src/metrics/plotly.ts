import { describeValue } from "../data/describeValue.js";
import { MetricDefinitionError } from "../errors.js";
import { defineMetric } from "./definition.js";
import { describeType } from "./describeType.js";
import { figureJson } from "./figureJson.js";
import type { MetricBase, MetricOptions } from "./metric.js";
import { aboutMetric, metricFields } from "./metricFields.js";
import type { PlotlyFigure } from "./plotlyFigure.js";

/** Options of a plotly metric. */
export interface PlotlyOptions extends MetricOptions {
  /**
   * The figure: `{ data, layout }`. Typed arrays and Dates are allowed; NaN and infinities become null, with a
   * warning; functions are refused. Required (rule P1).
   */
  figure: PlotlyFigure;
}

/** A plotly figure. */
export interface PlotlyMetric extends MetricBase<"PLOTLY"> {
  /** The figure as JSON values. */
  readonly figure: PlotlyFigure;
  /** The warning that a writer logs when the figure is added. */
  readonly warnings: readonly string[];
}

const type = describeType({
  word: "PLOTLY",
  member: "plotlyMetricValues",
  judged: false,
  references: {},
  lists: {},
});

function create(name: string, options: PlotlyOptions): PlotlyMetric {
  return aboutMetric(name, options, () => {
    const given: unknown = options.figure;
    if (typeof given !== "object" || given === null || !("data" in given)) {
      throw new MetricDefinitionError(`its figure is ${describeValue(given)}, without data`, {
        hint:
          typeof given === "string"
            ? "A figure must be an object: pass JSON.parse(text)."
            : "A figure must be { data: [ … ], layout: { … } }.",
      });
    }
    if (!Array.isArray(given.data)) {
      throw new MetricDefinitionError(
        `figure.data must be a list, got ${describeValue(given.data)}`,
      );
    }
    const { json, replaced, replacements } = figureJson(given);
    return {
      type: "PLOTLY",
      ...metricFields(name, options, "NOT_APPLICABLE"),
      figure: json as unknown as PlotlyFigure,
      warnings:
        replacements === 0
          ? []
          : [
              `metric "${name}": ${replacements} ${replacements === 1 ? "number that is" : "numbers that are"} NaN, infinite or an invalid date became null: ${replaced.join(", ")}${replacements > replaced.length ? ", …" : ""}`,
            ],
    };
  });
}

export const plotlyMetric = defineMetric(type, {
  create,
  write: ({ figure }: PlotlyMetric) => ({ json: figure as unknown as Record<string, unknown> }),
  read: ({ json }, fields, find): PlotlyMetric => ({
    type: "PLOTLY",
    ...fields,
    figure: (json ?? find.fail("its figure is not set")) as unknown as PlotlyFigure,
    warnings: [],
  }),
  rules({ json }, { report }) {
    if (json !== undefined) return;
    report("P1", ["json"], json, "a figure", "Set data and layout of the figure.");
  },
});
