import { createHash } from "node:crypto";
import {
  type JobMetrics,
  type Metric,
  MetricStatus,
  type Series,
} from "@metrics-project/runtime/messages";

const { FAIL_BLOCK_METRIC_STATUS, FAIL_WARN_METRIC_STATUS, PASSED_METRIC_STATUS } = MetricStatus;

/**
 * Creates the message of a slightly different run. Scalars and series of doubles are multiplied by
 * a factor within `spread` of 1, the same for the same seed. A scalar with bounds gets the status
 * of its new value; everything else stays unchanged. Use it for synthetic batches, to rehearse
 * reports.
 *
 * @param seed for example the number of the batch and the name of the test
 * @param spread default 0.1: up to ten percent up or down
 */
export function perturbMessage(message: JobMetrics, seed: string, spread = 0.1): JobMetrics {
  const copy = structuredClone(message);
  const metrics = copy.jobLevelMetrics?.metrics ?? [];
  for (const metric of metrics) perturbScalar(metric, factor(seed, metric.name, spread));
  for (const data of copy.metricsData) {
    const scale = factor(seed, data.name, spread);
    if (data.data?.$case === "series") perturbSeries(data.data.value, scale);
    if (data.data?.$case === "seriesPerCategory") {
      for (const series of seriesOf(data.data.value.categoryToSeries)) perturbSeries(series, scale);
    }
  }
  const status = overall(metrics, copy.metricsStatus);
  copy.metricsStatus = status;
  if (copy.jobLevelMetrics !== undefined) copy.jobLevelMetrics.metricsStatus = status;
  return copy;
}

/** Uniform from 1 - spread to 1 + spread. */
function factor(seed: string, name: string, spread: number): number {
  const draw = createHash("sha256").update(`${seed}\n${name}`).digest().readUInt32BE(0);
  return 1 + spread * ((2 * draw) / 0xffff_ffff - 1);
}

function perturbScalar(metric: Metric, scale: number): void {
  const values = metric.metricValues?.metricValues;
  if (values?.$case !== "scalarMetricValues" || values.value.value === undefined) return;
  const value = values.value.value * scale;
  values.value.value = value;
  const { failsAbove = Infinity, failsBelow = -Infinity } = values.value.failureDefinition ?? {};
  if (failsAbove === Infinity && failsBelow === -Infinity) return;
  const fails = value > failsAbove || value < failsBelow;
  if (!fails && isFailure(metric.status)) metric.status = PASSED_METRIC_STATUS;
  if (fails && metric.status === PASSED_METRIC_STATUS) {
    metric.status = metric.blocking === true ? FAIL_BLOCK_METRIC_STATUS : FAIL_WARN_METRIC_STATUS;
  }
}

function perturbSeries(series: Series, scale: number): void {
  if (series.series?.$case !== "doubles") return;
  const values = series.series.value.series;
  for (let index = 0; index < values.length; index++) {
    values[index] = (values[index] ?? 0) * scale;
  }
}

/** The worst status of the metrics. A status that the build set itself stays unless it contradicts them. */
function overall(metrics: readonly Metric[], before: MetricStatus): MetricStatus {
  const has = (status: MetricStatus) => metrics.some((metric) => metric.status === status);
  if (has(FAIL_BLOCK_METRIC_STATUS)) return FAIL_BLOCK_METRIC_STATUS;
  if (has(FAIL_WARN_METRIC_STATUS)) return FAIL_WARN_METRIC_STATUS;
  return isFailure(before) ? PASSED_METRIC_STATUS : before;
}

function isFailure(status: MetricStatus): boolean {
  return status === FAIL_BLOCK_METRIC_STATUS || status === FAIL_WARN_METRIC_STATUS;
}

function seriesOf(categories: Map<string, Series> | Record<string, Series>): Iterable<Series> {
  return categories instanceof Map ? categories.values() : Object.values(categories);
}
