import { isUUID } from "../../facts.js";
import {
  MetricStatus,
  type MetricsData,
  type Series,
} from "../../generated/proto/resim/metrics/proto/metrics.js";
import { called, Found, idExpected } from "../../metrics/rules.js";
import { idOf, type Scope } from "../scope.js";
import { eachSeries, type PlacedSeries } from "./series.js";

/** Warnings N5 and N8 for the elements of all metrics data; each tells the first of a series. */
export function warnElements(scope: Scope): void {
  const indexes = new Set<string>();
  for (const data of scope.message.metricsData) {
    if (data.isIndexed) indexes.add(idOf(data.indexDataId));
  }
  for (const [at, data] of scope.message.metricsData.entries()) {
    scope.subject = called(data);
    for (const placed of eachSeries(data, `metrics_data[${at}]`)) {
      warnStatuses(scope, placed);
      warnIDs(scope, placed);
      if (indexes.has(idOf(data.metricsDataId))) warnOrder(scope, data, placed);
    }
  }
  scope.subject = undefined;
}

function warnStatuses(scope: Scope, { series, path }: PlacedSeries): void {
  if (series.series?.$case !== "statuses") return;
  const { series: statuses } = series.series.value;
  const at = statuses.indexOf(MetricStatus.NO_METRIC_STATUS);
  if (at < 0) return;
  scope.report(
    "N5",
    `${path}.statuses.series[${at}]`,
    new Found(MetricStatus.NO_METRIC_STATUS, "NO_METRIC_STATUS"),
    "a status",
    "Give every element a status; NOT_APPLICABLE_METRIC_STATUS where none applies.",
  );
}

function warnIDs(scope: Scope, { series, path }: PlacedSeries): void {
  if (series.series?.$case !== "uuids") return;
  const { series: ids } = series.series.value;
  const at = ids.findIndex(({ data }) => !isUUID(data));
  if (at < 0) return;
  const where = `${path}.uuids.series[${at}]`;
  scope.report("N5", where, ids[at]?.data, idExpected, "Write IDs as the platform gives them.");
}

function warnOrder(scope: Scope, data: MetricsData, { series, path }: PlacedSeries): void {
  const at = firstDescent(series);
  if (at === undefined) return;
  scope.report(
    "N8",
    `${path}.timestamps.series[${at}]`,
    new Found(at, "earlier than the one before it"),
    "timestamps that ascend",
    `Sort ${called(data)} and what it indexes by time: charts draw them in their order.`,
  );
}

/** Where the first timestamp stands that is earlier than the one before it. */
function firstDescent({ series }: Series): number | undefined {
  if (series?.$case !== "timestamps") return undefined;
  const times = series.value.series;
  let last = times[0];
  for (let at = 1; at < times.length; at++) {
    const time = times[at];
    if (time === undefined || last === undefined) return undefined;
    const descends =
      time.seconds < last.seconds || (time.seconds === last.seconds && time.nanos < last.nanos);
    if (descends) return at;
    last = time;
  }
  return undefined;
}
