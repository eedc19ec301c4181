import type { Scope } from "../scope.js";
import { metricsOf } from "../scope.js";

/** Warning N1: shared names that no rule forbids. */
export function warnSharedNames(scope: Scope): void {
  const { message } = scope;
  const first = new Map<string, { kind: string; path: string }>();
  const look = (kind: string, name: string, path: string) => {
    const before = first.get(name);
    if (before === undefined) {
      first.set(name, { kind, path });
      return;
    }
    // Two of one kind violate a rule (M6, M7, M8), which is reported elsewhere.
    if (before.kind === kind && kind !== "event metric") return;
    scope.report(
      "N1",
      path,
      name,
      `a unique name; ${before.path} has the same`,
      "Rename one: the Python SDK cannot read such a test in batch mode.",
    );
  };
  for (const [at, metric] of metricsOf(message).entries()) {
    const kind = metric.eventMetric === true ? "event metric" : "metric";
    look(kind, metric.name, `job_level_metrics.metrics[${at}].name`);
  }
  for (const [at, data] of message.metricsData.entries()) {
    look("metrics data", data.name, `metrics_data[${at}].name`);
  }
  for (const [at, event] of message.events.entries()) {
    look("event", event.name, `events[${at}].name`);
  }
}
