import { Found, shown } from "../../metrics/rules.js";
import { idOf, metricsOf, type Scope } from "../scope.js";

/** Warning N4: event metrics without an event, and ordinary metrics listed by events. */
export function warnEventMetrics(scope: Scope): void {
  const { message } = scope;
  const listed = new Set<string>();
  for (const [at, event] of message.events.entries()) {
    scope.subject = `event ${shown(event.name)}`;
    for (const [position, reference] of event.metrics.entries()) {
      const id = idOf(reference);
      listed.add(id);
      const metric = scope.metrics.get(id);
      if (metric === undefined || metric.eventMetric === true) continue;
      scope.report(
        "N4",
        `events[${at}].metrics[${position}]`,
        new Found(id, `the metric ${shown(metric.name)}, which is not an event metric`),
        "an event metric",
        "Set event_metric on it, so that it is shown with the event.",
      );
    }
  }
  for (const [at, metric] of metricsOf(message).entries()) {
    if (metric.eventMetric !== true || listed.has(idOf(metric.metricId))) continue;
    scope.subject = `metric ${shown(metric.name)}`;
    scope.report(
      "N4",
      `job_level_metrics.metrics[${at}].event_metric`,
      true,
      "false, as no event lists this metric",
      "List it in an event, or make it an ordinary metric: currently, it is not shown anywhere.",
    );
  }
  scope.subject = undefined;
}
