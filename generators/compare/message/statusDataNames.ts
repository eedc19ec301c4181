import { dataReferencesOf } from "@metrics-project/runtime";
import type { JobMetrics, Metric, MetricsDataId } from "@metrics-project/runtime/messages";

type Reference = MetricsDataId | undefined;

/**
 * Names for the status data of metrics, by ID: they follow the values that they judge. The build's own names
 * are not shown anywhere, and two ports of the same metric rarely agree on them.
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
  for (const metric of message.jobLevelMetrics?.metrics ?? []) {
    for (const [values, verdicts] of judgedBy(metric)) {
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

/** Each piece of data of a metric's values, with the statuses at its position, which get its name. */
function judgedBy(metric: Metric): (readonly [values: Reference, statuses: Reference])[] {
  const references = dataReferencesOf(metric);
  return references.flatMap(({ at, id, to }, place) => {
    if (to.kind !== "statuses") return [];
    const values = references
      .slice(0, place)
      .findLast((before) => before.at === at && before.to.kind !== "statuses");
    return [[values?.id, id] as const];
  });
}
