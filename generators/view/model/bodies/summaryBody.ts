import type {
  DoubleSummaryMetricValues,
  MetricsData,
  Series,
  Timestamp,
} from "@metrics-project/runtime/messages";
import { type BodyContext, limitsOf, statusesOf } from "../bodyContext.js";
import { timeText } from "../clock.js";
import { categoriesOf, elementsOf, labelAt, seriesOf, Unreadable } from "../messageIndex.js";
import { type SummaryBody, toNum } from "../pageData.js";

/** More rows than this are no summary any more. */
const maximumRows = 1000;

/** The value at the index, or all values where none is given; a row for each group and value. */
export function summaryBody(values: DoubleSummaryMetricValues, context: BodyContext): SummaryBody {
  const data = context.index.data(values.valueDataId);
  const indexData = context.index.find(data.indexDataId);
  const rows: SummaryBody["rows"] = [];
  let omitted = 0;
  // The statuses may have groups that the values lack.
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
  { index }: DoubleSummaryMetricValues,
  length: number,
  labels: Series | undefined,
  data: MetricsData,
  category: string | null,
): number[] {
  if (index === undefined) return Array.from({ length }, (_, i) => i);
  if (index.$case === "seriesIndex") return index.value < length ? [index.value] : [];
  if (labels === undefined) throw new Unreadable(`"${data.name}" has no index to look in`);
  const held = labels.series;
  let at = -1;
  if (index.$case === "stringIndex" && held?.$case === "strings") {
    at = held.value.series.indexOf(index.value);
  } else if (index.$case === "uuidIndex" && held?.$case === "uuids") {
    at = held.value.series.findIndex((uuid) => uuid.data === index.value.data);
  } else if (index.$case === "timestampIndex" && held?.$case === "timestamps") {
    at = held.value.series.findIndex((time) => sameTime(time, index.value));
  }
  // A group may lack what another one holds.
  if (at < 0 && category === null) return [];
  return at < 0 || at >= length ? [] : [at];
}

function sameTime(a: Timestamp, b: Timestamp): boolean {
  return Number(a.seconds) === Number(b.seconds) && a.nanos === b.nanos;
}

function notHeld({ index }: DoubleSummaryMetricValues, data: MetricsData): string {
  if (index === undefined) return `"${data.name}" is empty`;
  const wanted =
    index.$case === "timestampIndex"
      ? timeText(index.value)
      : index.$case === "uuidIndex"
        ? index.value.data
        : String(index.value);
  return `"${data.name}" has no value at ${wanted}`;
}
