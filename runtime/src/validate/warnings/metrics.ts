import { isUUID } from "../../facts.js";
import type {
  DoubleSummaryMetricValues,
  Metric,
  MetricsData,
} from "../../generated/proto/resim/metrics/proto/metrics.js";
import type { ValuesMember } from "../../metrics/describeType.js";
import { called, Found, idExpected, shown } from "../../metrics/rules.js";
import { definitionByMember } from "../../metrics/table.js";
import { wireName } from "../../metrics/wireName.js";
import { lengthOf } from "../dataTypes.js";
import { valuesPath } from "../metric.js";
import { listIn } from "../metricValues.js";
import { idOf, metricsOf, type Scope } from "../scope.js";
import { eachSeries } from "./series.js";

/** Warnings N3, N5 and N8 for single metrics. */
export function warnMetrics(scope: Scope): void {
  const elements = new Map<MetricsData, Elements>();
  for (const [at, metric] of metricsOf(scope.message).entries()) {
    const values = metric.metricValues?.metricValues;
    if (values === undefined) continue;
    scope.subject = `metric ${shown(metric.name)}`;
    const path = valuesPath(`job_level_metrics.metrics[${at}]`, values.$case);
    warnLegend(scope, values, path);
    if (values.$case === "doubleMetricValues") warnIndex(scope, values.value, path, elements);
    if (values.$case === "doubleOverTimeMetricValues") warnRange(scope, metric, path);
  }
  scope.subject = undefined;
}

function warnLegend(scope: Scope, { $case, value }: ValuesMember, path: string): void {
  const type = definitionByMember($case)?.type;
  if (type?.inStep === undefined) return;
  const series = listIn(value, type.inStep.with).length;
  for (const [field, role] of Object.entries(type.lists)) {
    const names = listIn(value, field).length;
    if (role !== "names" || names >= series) continue;
    scope.report(
      "N3",
      `${path}.${wireName(field)}`,
      new Found(names, `${names} names`),
      `${series}, one for each series`,
      "Add every series to the legend.",
    );
  }
}

/** What can be selected from metrics data. Collected once, because many metrics can select from the same data. */
interface Elements {
  /** The length of the longest series. */
  longest: number;
  /** The {@link selectionKey} of each element, except doubles and statuses. */
  keys: Set<string>;
}

function elementsOf(data: MetricsData, known: Map<MetricsData, Elements>): Elements {
  const before = known.get(data);
  if (before !== undefined) return before;
  const elements: Elements = { longest: 0, keys: new Set() };
  for (const { series } of eachSeries(data, "")) {
    elements.longest = Math.max(elements.longest, lengthOf(series) ?? 0);
    const held = series.series;
    if (held?.$case === "timestamps") {
      for (const value of held.value.series) {
        elements.keys.add(selectionKey({ $case: "timestampIndex", value }));
      }
    } else if (held?.$case === "uuids") {
      for (const value of held.value.series) {
        elements.keys.add(selectionKey({ $case: "uuidIndex", value }));
      }
    } else if (held?.$case === "strings") {
      for (const value of held.value.series) {
        elements.keys.add(selectionKey({ $case: "stringIndex", value }));
      }
    }
  }
  known.set(data, elements);
  return elements;
}

function selectionKey(index: Selection): string {
  if (index.$case === "stringIndex") return `string ${index.value}`;
  if (index.$case === "uuidIndex") return `uuid ${index.value.data}`;
  return `timestamp ${index.value.seconds} ${index.value.nanos}`;
}

function warnIndex(
  scope: Scope,
  values: DoubleSummaryMetricValues,
  path: string,
  elements: Map<MetricsData, Elements>,
): void {
  const data = scope.data.get(idOf(values.valueDataId));
  const { index } = values;
  if (index?.$case === "uuidIndex" && !isUUID(index.value.data)) {
    const remedy = "Write IDs in the platform's format.";
    scope.report("N5", `${path}.uuid_index`, index.value.data, idExpected, remedy);
  }
  if (data === undefined || index === undefined) return;
  if (index.$case === "seriesIndex") {
    const { longest } = elementsOf(data, elements);
    if (index.value < longest) return;
    const expected = `less than ${longest}, the length of ${called(data)}`;
    const remedy = "Indexes start at 0.";
    scope.report("N3", `${path}.series_index`, index.value, expected, remedy);
    return;
  }
  const indexData = scope.data.get(idOf(data.indexDataId));
  if (indexData === undefined) return;
  if (elementsOf(indexData, elements).keys.has(selectionKey(index))) return;
  scope.report(
    "N3",
    `${path}.${wireName(index.$case)}`,
    selected(index),
    `an element of ${called(indexData)}`,
    "Select one of the elements of the value's index.",
  );
}

type Selection = Exclude<NonNullable<DoubleSummaryMetricValues["index"]>, { $case: "seriesIndex" }>;

function selected(index: Selection): unknown {
  if (index.$case === "stringIndex") return index.value;
  if (index.$case === "uuidIndex") return index.value.data;
  const { seconds, nanos } = index.value;
  return new Found(index.value, `${seconds} s and ${nanos} ns`);
}

function warnRange(scope: Scope, metric: Metric, path: string): void {
  const values = metric.metricValues?.metricValues;
  if (values?.$case !== "doubleOverTimeMetricValues") return;
  const { startTime: start, endTime: end } = values.value;
  if (start === undefined || end === undefined) return;
  if (start.seconds < end.seconds) return;
  if (start.seconds === end.seconds && start.nanos <= end.nanos) return;
  scope.report(
    "N8",
    `${path}.start_time`,
    new Found(start, `${start.seconds} s and ${start.nanos} ns`),
    `a time before end_time, ${end.seconds} s and ${end.nanos} ns`,
    "Swap them, or omit one.",
  );
}
