import { isUUID } from "../../facts.js";
import {
  MetricStatus,
  type MetricsData,
  type Series,
} from "../../generated/proto/resim/metrics/proto/metrics.js";
import { called, Found, idExpected } from "../../metrics/rules.js";
import { idOf, type Scope } from "../scope.js";
import { eachSeries, type PlacedSeries } from "./series.js";

/**
 * Warnings N5, N8 and N9 for the elements of all metrics data; each reports the first of a series.
 * `nanShare` is the share of NaN at which a series of doubles is reported.
 */
export function warnElements(scope: Scope, nanShare: number): void {
  const indexes = new Set<string>();
  for (const data of scope.message.metricsData) {
    if (data.isIndexed) indexes.add(idOf(data.indexDataId));
  }
  for (const [at, data] of scope.message.metricsData.entries()) {
    scope.subject = called(data);
    for (const placed of eachSeries(data, `metrics_data[${at}]`)) {
      warnStatuses(scope, placed);
      warnIDs(scope, placed);
      warnNaN(scope, placed, nanShare);
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
    "Give every element a status; use NOT_APPLICABLE_METRIC_STATUS if none applies.",
  );
}

function warnIDs(scope: Scope, { series, path }: PlacedSeries): void {
  if (series.series?.$case !== "uuids") return;
  const { series: ids } = series.series.value;
  const at = ids.findIndex(({ data }) => !isUUID(data));
  if (at < 0) return;
  const where = `${path}.uuids.series[${at}]`;
  scope.report("N5", where, ids[at]?.data, idExpected, "Write IDs in the platform's format.");
}

function warnNaN(scope: Scope, { series, path }: PlacedSeries, nanShare: number): void {
  if (series.series?.$case !== "doubles") return;
  const { series: doubles } = series.series.value;
  let missing = 0;
  for (let at = 0; at < doubles.length; at++) {
    if (Number.isNaN(doubles[at])) missing += 1;
  }
  if (missing === 0 || missing < nanShare * doubles.length) return;
  scope.report(
    "N9",
    `${path}.doubles.series`,
    new Found(missing, `NaN in ${missing} of ${doubles.length} elements`),
    `numbers in more than ${percent(1 - nanShare)} of them`,
    "Find out why values are missing: a status of such a series only judges the remaining ones.",
  );
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}

function warnOrder(scope: Scope, data: MetricsData, { series, path }: PlacedSeries): void {
  const at = firstDescent(series);
  if (at === undefined) return;
  scope.report(
    "N8",
    `${path}.timestamps.series[${at}]`,
    new Found(at, "earlier than the one before it"),
    "ascending timestamps",
    `Sort ${called(data)} and the data that it indexes by time: charts draw elements in the given order.`,
  );
}

/** Position of the first timestamp that is earlier than the one before it. */
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
