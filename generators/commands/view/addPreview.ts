import { type JobMetrics, MetricStatus } from "@metrics-project/runtime/messages";
import type { RunSource } from "../../view/model/runSource.js";

/**
 * Adds the charts of a run's emissions to those of its message. Marks names that both have, because names in
 * a message must be unique.
 */
export function addPreview(run: RunSource, preview: RunSource): RunSource {
  if (preview.message === undefined) return run;
  const files = new Map([...(run.files ?? []), ...(preview.files ?? [])]);
  if (run.message === undefined) return { ...run, message: preview.message, files };
  return { ...run, message: merged(run.message, preview.message), files };
}

function merged(message: JobMetrics, preview: JobMetrics): JobMetrics {
  const metrics = message.jobLevelMetrics?.metrics ?? [];
  const shown = preview.jobLevelMetrics?.metrics ?? [];
  const { metricsData, events } = message;
  const metricsStatus = gravest(message.metricsStatus, preview.metricsStatus);
  return {
    ...message,
    metricsStatus,
    jobLevelMetrics: {
      ...message.jobLevelMetrics,
      metrics: [...metrics, ...marked(shown, metrics)],
      metricsStatus,
    },
    metricsData: [...metricsData, ...marked(preview.metricsData, metricsData)],
    events: [...events, ...marked(preview.events, events)],
  };
}

function marked<T extends { name: string }>(added: readonly T[], there: readonly T[]): T[] {
  const names = new Set(there.map(({ name }) => name));
  return added.map((one) =>
    names.has(one.name) ? { ...one, name: `${one.name} (emissions)` } : one,
  );
}

function gravest(a: MetricStatus, b: MetricStatus): MetricStatus {
  return order.indexOf(b) > order.indexOf(a) ? b : a;
}

/** From least to most severe; all others rank lower. */
const order: readonly MetricStatus[] = [
  MetricStatus.PASSED_METRIC_STATUS,
  MetricStatus.FAIL_WARN_METRIC_STATUS,
  MetricStatus.FAIL_BLOCK_METRIC_STATUS,
];
