import { type MetricTypeWord, type UnknownWord, unknownWord } from "../facts.js";
import { barChartMetric } from "./barChart.js";
import { batchwiseBarChartMetric } from "./batchwiseBarChart.js";
import type { AnyDefinition, ValuesCase } from "./definition.js";
import { doubleOverTimeMetric } from "./doubleOverTime.js";
import { doubleSummaryMetric } from "./doubleSummary.js";
import { histogramMetric } from "./histogram.js";
import { imageMetric } from "./image.js";
import { imageListMetric } from "./imageList.js";
import { linePlotMetric } from "./linePlot.js";
import type { MetricBase } from "./metric.js";
import { plotlyMetric } from "./plotly.js";
import { scalarMetric } from "./scalar.js";
import { statesOverTimeMetric } from "./statesOverTime.js";
import { textMetric } from "./text.js";

/** Refuses a table that lacks a type which the wire format knows; the compiler names it. */
type Complete<T extends Record<string, { member: ValuesCase }>> = [
  Exclude<ValuesCase, T[keyof T]["member"]>,
] extends [never]
  ? unknown
  : { missing: Exclude<ValuesCase, T[keyof T]["member"]> };

function complete<T extends Record<string, { member: ValuesCase }>>(table: T & Complete<T>): T {
  return table;
}

/** Every type of metric, by the name of the writer's method that adds one. */
export const metricTypes = complete({
  /** Adds one number. */
  addScalarMetric: scalarMetric,
  /** Adds one element of a series of doubles. */
  addDoubleSummaryMetric: doubleSummaryMetric,
  /** Adds series of doubles drawn against time. */
  addDoubleOverTimeMetric: doubleOverTimeMetric,
  /** Adds lines through pairs of doubles. */
  addLinePlotMetric: linePlotMetric,
  /** Adds sets of bars, labelled by texts. */
  addBarChartMetric: barChartMetric,
  /** Adds bars of several batches through time. */
  addBatchwiseBarChartMetric: batchwiseBarChartMetric,
  /** Adds timelines of named states. */
  addStatesOverTimeMetric: statesOverTimeMetric,
  /** Adds doubles counted into buckets. */
  addHistogramMetric: histogramMetric,
  /** Adds a plotly figure. */
  addPlotlyMetric: plotlyMetric,
  /** Adds one picture among the output files. */
  addImageMetric: imageMetric,
  /** Adds several pictures among the output files. */
  addImageListMetric: imageListMetric,
  /** Adds a text in Markdown. */
  addTextMetric: textMetric,
});

type Table = typeof metricTypes;

/** Any metric, told apart by its `type`. */
export type Metric = { [K in keyof Table]: ReturnType<Table[K]["create"]> }[keyof Table];

/** A metric of the type `T`. */
export type MetricOfType<T extends MetricBase["type"]> = Extract<Metric, { type: T }>;

/** The writer's methods, one for each line of the table. */
export type AddMetricMethods = { readonly [K in keyof Table]: Table[K]["create"] };

const definitions: readonly AnyDefinition[] = Object.values(metricTypes).map(
  (definition) => definition as unknown as AnyDefinition,
);
const byType = new Map(definitions.map((definition) => [definition.type, definition]));
const byNumber = new Map<number, MetricTypeWord>(
  definitions.map(({ number, type }) => [number, type]),
);
const byMember = new Map(definitions.map((definition) => [definition.member, definition]));

/** The definition of a type of metric. */
export function definitionOf(type: MetricBase["type"]): AnyDefinition | undefined {
  return byType.get(type);
}

/** The word of a type's number on the wire; `UNSPECIFIED` for 0 and `UNKNOWN_99` for a number nobody knows. */
export function metricTypeWord(number: number): MetricTypeWord | UnknownWord {
  return byNumber.get(number) ?? unknownWord(number);
}

/** The definition of the type of metric that sets a member of a values message. */
export function definitionByMember(member: ValuesCase): AnyDefinition | undefined {
  return byMember.get(member);
}
