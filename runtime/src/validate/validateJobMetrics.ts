import { isUUID } from "../facts.js";
import {
  type JobMetrics,
  MetricStatus,
  TimestampType,
} from "../generated/proto/resim/metrics/proto/metrics.js";
import { Found, idExpected } from "../metrics/rules.js";
import { judgeEvent } from "./event.js";
import { judgeMetric } from "./metric.js";
import { judgeMetricsData } from "./metricsData.js";
import { enumName, type Problem } from "./problem.js";
import { idOf, metricsOf, Scope } from "./scope.js";

/**
 * Every reason for which the platform would refuse a message, each with the code of the broken rule,
 * the path of the value, the value, what was expected and how to mend it. An empty list means that
 * the platform takes it. Never throws, whatever the message holds.
 */
export function validateJobMetrics(message: JobMetrics): Problem[] {
  const scope = new Scope(message);
  judgeMessage(scope);
  for (const [at, metric] of metricsOf(message).entries()) {
    judgeMetric(scope, metric, `job_level_metrics.metrics[${at}]`);
  }
  for (const [at, data] of message.metricsData.entries()) {
    judgeMetricsData(scope, data, `metrics_data[${at}]`);
  }
  for (const [at, event] of message.events.entries()) judgeEvent(scope, event, `events[${at}]`);
  return scope.findings.list;
}

/** Rules M1 to M8 and M10; M9 is judged with each metric. */
function judgeMessage(scope: Scope): void {
  const { message } = scope;
  judgeID(scope, "M1", "job_id", idOf(message.jobId));
  judgeStatus(scope, "metrics_status", message.metricsStatus);
  judgeStatus(
    scope,
    "job_level_metrics.metrics_status",
    message.jobLevelMetrics?.metricsStatus ?? MetricStatus.NO_METRIC_STATUS,
  );

  const data = message.metricsData.map((one, at) => ({ one, path: `metrics_data[${at}]` }));
  const metrics = metricsOf(message).map((one, at) => ({
    one,
    path: `job_level_metrics.metrics[${at}]`,
  }));
  const events = message.events.map((one, at) => ({ one, path: `events[${at}]` }));

  for (const { one, path } of data) {
    judgeID(scope, "M3", `${path}.metrics_data_id`, idOf(one.metricsDataId));
  }
  judgeUnique(
    scope,
    "M3",
    data.map(({ one, path }) => [`${path}.metrics_data_id`, idOf(one.metricsDataId)]),
  );
  for (const { one, path } of metrics) {
    judgeID(scope, "M4", `${path}.metric_id`, idOf(one.metricId));
  }
  judgeUnique(
    scope,
    "M4",
    metrics.map(({ one, path }) => [`${path}.metric_id`, idOf(one.metricId)]),
  );
  for (const { one, path } of events) judgeID(scope, "M5", `${path}.event_id`, idOf(one.eventId));
  judgeUnique(
    scope,
    "M6",
    metrics
      .filter(({ one }) => one.eventMetric !== true)
      .map(({ one, path }) => [`${path}.name`, one.name]),
  );
  judgeUnique(
    scope,
    "M7",
    data.map(({ one, path }) => [`${path}.name`, one.name]),
  );
  judgeUnique(
    scope,
    "M8",
    events.map(({ one, path }) => [`${path}.name`, one.name]),
  );
  judgeTimestampTypes(scope);
}

function judgeID(scope: Scope, code: string, path: string, id: string): void {
  if (isUUID(id)) return;
  scope.report(code, path, id, idExpected, "Give it a fresh random UUID.");
}

function judgeStatus(scope: Scope, path: string, status: MetricStatus): void {
  if (status !== MetricStatus.NO_METRIC_STATUS) return;
  const found = new Found(status, "NO_METRIC_STATUS");
  const remedy = "Set both statuses of the message to the worst of its metrics.";
  scope.report("M2", path, found, "a status", remedy);
}

function judgeUnique(
  scope: Scope,
  code: string,
  entries: readonly (readonly [path: string, value: string])[],
): void {
  const first = new Map<string, string>();
  for (const [path, value] of entries) {
    const before = first.get(value);
    if (before === undefined) {
      first.set(value, path);
    } else {
      const expected = `a value of its own; ${before} has the same`;
      const what = code === "M3" || code === "M4" ? "Give it a fresh random UUID." : "Rename one.";
      scope.report(code, path, value, expected, what);
    }
  }
}

const typeNames: Readonly<Record<number, string>> = TimestampType;

function judgeTimestampTypes(scope: Scope): void {
  const [first, ...others] = scope.message.events;
  for (const [at, event] of others.entries()) {
    if (first === undefined || event.timestampType === first.timestampType) continue;
    scope.report(
      "M10",
      `events[${at + 1}].timestamp_type`,
      new Found(event.timestampType, enumName(typeNames, event.timestampType)),
      `${enumName(typeNames, first.timestampType)}, as in events[0]`,
      "Let all events of a message count time in one way.",
    );
  }
}
