import type { JobMetrics, MetricsDataId, MetricValues } from "@metrics-project/runtime/messages";

type Values = NonNullable<MetricValues["metricValues"]>;
type Reference = MetricsDataId | undefined;

/**
 * What to call the status data that metrics refer to, by ID: after the values that they judge. What a build calls them
 * is shown nowhere, and two ports of one metric seldom agree on it.
 */
export function statusDataNames(message: JobMetrics): Map<string, string> {
  const given = new Map(
    message.metricsData.map(({ metricsDataId, name }) => [metricsDataId?.id?.data ?? "", name]),
  );
  const statuses = new Set(
    message.metricsData
      .filter(({ data }) => holdsStatuses(data))
      .map(({ metricsDataId }) => metricsDataId?.id?.data ?? ""),
  );
  const names = new Map<string, string>();
  for (const { metricValues } of message.jobLevelMetrics?.metrics ?? []) {
    for (const [values, verdicts] of judgedBy(metricValues?.metricValues)) {
      const id = verdicts?.id?.data ?? "";
      const judged = given.get(values?.id?.data ?? "");
      if (judged !== undefined && statuses.has(id) && !names.has(id)) {
        names.set(id, `statuses of ${judged}`);
      }
    }
  }
  return names;
}

function holdsStatuses(data: JobMetrics["metricsData"][number]["data"]): boolean {
  if (data?.$case === "series") return data.value.series?.$case === "statuses";
  if (data?.$case !== "seriesPerCategory") return false;
  const all = Object.values(data.value.categoryToSeries);
  return all.length > 0 && all.every(({ series }) => series?.$case === "statuses");
}

/** Each piece of data of a metric's values, and what judges it. */
function judgedBy(held: Values | undefined): (readonly [values: Reference, statuses: Reference])[] {
  switch (held?.$case) {
    case "doubleMetricValues":
      return [[held.value.valueDataId, held.value.statusDataId]];
    case "histogramMetricValues":
      return [[held.value.valuesDataId, held.value.statusesDataId]];
    case "doubleOverTimeMetricValues":
      return pairs(held.value.doublesOverTimeDataId, held.value.statusesOverTimeDataId);
    case "linePlotMetricValues":
      return pairs(held.value.yDoublesDataId, held.value.statusesDataId);
    case "barChartMetricValues":
    case "batchwiseBarChartMetricValues":
      return pairs(held.value.valuesDataId, held.value.statusesDataId);
    case "statesOverTimeMetricValues":
      return pairs(held.value.statesOverTimeDataId, held.value.statusesOverTimeDataId);
    case "scalarMetricValues":
    case "plotlyMetricValues":
    case "imageMetricValues":
    case "imageListMetricValues":
    case "textMetricValues":
    case undefined:
      return [];
  }
}

function pairs(values: readonly Reference[], statuses: readonly Reference[]) {
  return values.map((value, i) => [value, statuses[i]] as const);
}
