import type { Event, Metric, MetricsData } from "../generated/proto/resim/metrics/proto/metrics.js";

/** What was read of one test or batch, as messages. */
export interface UnpackedMetrics {
  metrics: Metric[];
  metricsData: MetricsData[];
  events: Event[];
  names: string[];
}

export function unpackMetrics(read: {
  metrics: Metric[];
  metricsData: MetricsData[];
  events?: Event[];
}): UnpackedMetrics {
  const { metrics, metricsData, events = [] } = read;
  const names = [...metrics, ...metricsData, ...events].map(({ name }) => name);
  return { metrics, metricsData, events, names };
}
