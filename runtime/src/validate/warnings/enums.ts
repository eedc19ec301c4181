import {
  MetricImportance,
  MetricStatus,
  MetricsDataType,
  TimestampType,
} from "../../generated/proto/resim/metrics/proto/metrics.js";
import { Found } from "../../metrics/rules.js";
import { metricsOf, type Scope } from "../scope.js";
import { eachSeries } from "./series.js";

type Names = Readonly<Record<number, string>>;

/** Warning N2: enum numbers that the format does not define. (An unknown metric type violates T4.) */
export function warnUnknownEnums(scope: Scope): void {
  const { message } = scope;
  look(scope, "metrics_status", MetricStatus, message.metricsStatus);
  const overall = message.jobLevelMetrics?.metricsStatus ?? MetricStatus.NO_METRIC_STATUS;
  look(scope, "job_level_metrics.metrics_status", MetricStatus, overall);
  for (const [at, metric] of metricsOf(message).entries()) {
    const path = `job_level_metrics.metrics[${at}]`;
    look(scope, `${path}.status`, MetricStatus, metric.status);
    look(scope, `${path}.importance`, MetricImportance, metric.importance);
  }
  for (const [at, event] of message.events.entries()) {
    const path = `events[${at}]`;
    look(scope, `${path}.status`, MetricStatus, event.status);
    look(scope, `${path}.importance`, MetricImportance, event.importance);
    look(scope, `${path}.timestamp_type`, TimestampType, event.timestampType);
  }
  for (const [at, data] of message.metricsData.entries()) {
    const path = `metrics_data[${at}]`;
    look(scope, `${path}.data_type`, MetricsDataType, data.dataType);
    look(scope, `${path}.index_data_type`, MetricsDataType, data.indexDataType);
    for (const { series, path: where } of eachSeries(data, path)) {
      if (series.series?.$case !== "statuses") continue;
      const statuses: ArrayLike<number> = series.series.value.series;
      const found = firstUnknown(statuses);
      if (found === undefined) continue;
      look(scope, `${where}.statuses.series[${found}]`, MetricStatus, statuses[found] ?? 0);
    }
  }
}

function look(scope: Scope, path: string, names: Names, value: number): void {
  if (names[value] !== undefined) return;
  scope.report(
    "N2",
    path,
    new Found(value, `${value}, which the format does not define`),
    `one of ${Object.keys(names)
      .filter((name) => /^\d+$/.test(name))
      .join(", ")}`,
    "Use a number that the format defines: the Python SDK cannot read others.",
  );
}

/** Position of the first status without a name. Known numbers run from 0 without a gap. */
function firstUnknown(statuses: ArrayLike<number>): number | undefined {
  const last = MetricStatus.FAIL_BLOCK_METRIC_STATUS;
  for (let at = 0; at < statuses.length; at++) {
    const status = statuses[at] ?? 0;
    if (status < 0 || status > last) return at;
  }
  return undefined;
}
