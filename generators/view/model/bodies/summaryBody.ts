import type {
  MetricsData,
  Series,
  Timestamp,
  ValuesMessage,
} from "@metrics-project/runtime/messages";
import { toNum } from "../../common/numbers.js";
import { type BodyContext, limitsOf, statusesOf } from "../bodyContext.js";
import { timeText } from "../clock.js";
import { categoriesOf, elementsOf, labelAt, seriesOf, Unreadable } from "../messageIndex.js";
import type { SummaryBody } from "../pageData.js";

/** Maximum number of rows. */
const maximumRows = 1000;

/** The value at the index, or all values without one; a row for each group and value. */
export function summaryBody(
  values: ValuesMessage<"doubleMetricValues">,
  context: BodyContext,
): SummaryBody {
  const data = context.index.data(values.valueDataId);
  const indexData = context.index.find(data.indexDataId);
  const rows: SummaryBody["rows"] = [];
  let omitted = 0;
  // The statuses may have more groups than the values.
  const categories = categoriesOf(data);
  for (const category of categories.length > 0 ? categories : [null]) {
    const doubles = elementsOf(data, category, "doubles");
    const labels = indexData === undefined ? undefined : seriesOf(indexData, category);
    const statuses = statusesOf(context, values.statusDataId, category);
    for (const at of positions(values, doubles.length, labels, data, category)) {
      if (rows.length >= maximumRows) {
        omitted += 1;
        continue;
      }
      rows.push({
        category,
        label: labels === undefined ? (doubles.length > 1 ? `#${at}` : "") : labelAt(labels, at),
        value: toNum(doubles[at] ?? Number.NaN),
        status: statuses?.[at] ?? 0,
      });
    }
  }
  if (rows.length === 0) throw new Unreadable(notHeld(values, data));
  return {
    kind: "summary",
    unit: data.unit,
    indexName: indexData?.name ?? "",
    rows,
    omitted,
    ...limitsOf(values.failureDefinition),
  };
}

function positions(
  { index }: ValuesMessage<"doubleMetricValues">,
  length: number,
  labels: Series | undefined,
  data: MetricsData,
  category: string | null,
): number[] {
  if (index === undefined) return Array.from({ length }, (_, i) => i);
  if (index.$case === "seriesIndex") return index.value < length ? [index.value] : [];
  if (labels === undefined) throw new Unreadable(`"${data.name}" has no index`);
  const at = placesOf(labels).get(keyOf(index)) ?? -1;
  // A group may lack values of another one.
  if (at < 0 && category === null) return [];
  return at < 0 || at >= length ? [] : [at];
}

type ElementIndex = Exclude<
  NonNullable<ValuesMessage<"doubleMetricValues">["index"]>,
  { $case: "seriesIndex" }
>;

function keyOf(index: ElementIndex): string {
  switch (index.$case) {
    case "stringIndex":
      return `strings ${index.value}`;
    case "uuidIndex":
      return `uuids ${index.value.data}`;
    case "timestampIndex":
      return timeKey(index.value);
  }
}

function timeKey({ seconds, nanos }: Timestamp): string {
  return `timestamps ${Number(seconds)} ${nanos}`;
}

/** Finds each value's first position once: thousands of metrics may search one series. */
const places = new WeakMap<Series, Map<string, number>>();

function placesOf(series: Series): Map<string, number> {
  const known = places.get(series);
  if (known !== undefined) return known;
  const found = new Map<string, number>();
  for (const [at, key] of keysOf(series).entries()) if (!found.has(key)) found.set(key, at);
  places.set(series, found);
  return found;
}

function keysOf({ series }: Series): string[] {
  switch (series?.$case) {
    case "strings":
      return series.value.series.map((text) => `strings ${text}`);
    case "uuids":
      return series.value.series.map(({ data }) => `uuids ${data}`);
    case "timestamps":
      return Array.from(series.value.series, timeKey);
    case "doubles":
    case "statuses":
    case undefined:
      return [];
  }
}

function notHeld({ index }: ValuesMessage<"doubleMetricValues">, data: MetricsData): string {
  if (index === undefined) return `"${data.name}" is empty`;
  const wanted =
    index.$case === "timestampIndex"
      ? timeText(index.value)
      : index.$case === "uuidIndex"
        ? index.value.data
        : String(index.value);
  return `"${data.name}" has no value at ${wanted}`;
}
