import { isUUID } from "../facts.js";
import {
  type JobMetrics,
  MetricStatus,
  TimestampType,
} from "../generated/proto/resim/metrics/proto/metrics.js";
import type { FindingCode } from "../metrics/messageRules.js";
import { Found, idExpected } from "../metrics/rules.js";
import { judgeEvent } from "./event.js";
import { judgeMetric } from "./metric.js";
import { judgeMetricsData } from "./metricsData.js";
import { enumName, type Problem } from "./problem.js";
import { idOf, metricsOf, Scope } from "./scope.js";

/**
 * Returns every reason why the platform would refuse a message. Each has the code of the violated
 * rule, the path, the value, what was expected, and how to fix it. An empty list means that the
 * platform accepts the message. Lists the first thousand problems per code and counts the rest in a
 * last problem of that code. Never throws.
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
  return scope.findings.all();
}

/** Rules M1 to M8 and M10; M9 is checked with each metric. */
function judgeMessage(scope: Scope): void {
  const { message } = scope;
  judgeID(scope, "M1", "job_id", idOf(message.jobId));
  judgeStatus(scope, "metrics_status", message.metricsStatus);
  judgeStatus(
    scope,
    "job_level_metrics.metrics_status",
    message.jobLevelMetrics?.metricsStatus ?? MetricStatus.NO_METRIC_STATUS,
  );

  const metrics = metricsOf(message);
  const { metricsData, events } = message;
  const metricPath = (at: number) => `job_level_metrics.metrics[${at}]`;
  const dataPath = (at: number) => `metrics_data[${at}]`;
  const eventPath = (at: number) => `events[${at}]`;

  // Paths are only composed for reported problems: a message can have millions of events.
  const judgeIDs = (code: FindingCode, ids: Iterable<string>, path: (at: number) => string) => {
    let at = 0;
    for (const id of ids) {
      if (!isUUID(id)) judgeID(scope, code, path(at), id);
      at += 1;
    }
  };
  const dataIDs = metricsData.map((one) => idOf(one.metricsDataId));
  judgeIDs("M3", dataIDs, (at) => `${dataPath(at)}.metrics_data_id`);
  judgeUnique(scope, "M3", dataIDs, (at) => `${dataPath(at)}.metrics_data_id`);
  const metricIDs = metrics.map((one) => idOf(one.metricId));
  judgeIDs("M4", metricIDs, (at) => `${metricPath(at)}.metric_id`);
  judgeUnique(scope, "M4", metricIDs, (at) => `${metricPath(at)}.metric_id`);
  const eventIDs = events.map((one) => idOf(one.eventId));
  judgeIDs("M5", eventIDs, (at) => `${eventPath(at)}.event_id`);
  const names = metrics.map((one) => (one.eventMetric === true ? undefined : one.name));
  judgeUnique(scope, "M6", names, (at) => `${metricPath(at)}.name`);
  const dataNames = metricsData.map(({ name }) => name);
  judgeUnique(scope, "M7", dataNames, (at) => `${dataPath(at)}.name`);
  const eventNames = events.map(({ name }) => name);
  judgeUnique(scope, "M8", eventNames, (at) => `${eventPath(at)}.name`);
  judgeTimestampTypes(scope);
}

function judgeID(scope: Scope, code: FindingCode, path: string, id: string): void {
  if (isUUID(id)) return;
  scope.report(code, path, id, idExpected, "Give it a fresh random UUID.");
}

function judgeStatus(scope: Scope, path: string, status: MetricStatus): void {
  if (status !== MetricStatus.NO_METRIC_STATUS) return;
  const found = new Found(status, "NO_METRIC_STATUS");
  const remedy = "Set both statuses of the message to the worst of its metrics.";
  scope.report("M2", path, found, "a status", remedy);
}

/** Checks that values are unique; undefined values do not count. */
function judgeUnique(
  scope: Scope,
  code: FindingCode,
  values: readonly (string | undefined)[],
  path: (at: number) => string,
): void {
  const first = new Map<string, number>();
  for (const [at, value] of values.entries()) {
    if (value === undefined) continue;
    const before = first.get(value);
    if (before === undefined) {
      first.set(value, at);
    } else {
      const expected = `a unique value; ${path(before)} has the same`;
      const what = code === "M3" || code === "M4" ? "Give it a fresh random UUID." : "Rename one.";
      scope.report(code, path(at), value, expected, what);
    }
  }
}

const typeNames: Readonly<Record<number, string>> = TimestampType;

function judgeTimestampTypes(scope: Scope): void {
  const { events } = scope.message;
  const [first] = events;
  for (const [at, event] of events.entries()) {
    if (first === undefined || event.timestampType === first.timestampType) continue;
    scope.report(
      "M10",
      `events[${at}].timestamp_type`,
      new Found(event.timestampType, enumName(typeNames, event.timestampType)),
      `${enumName(typeNames, first.timestampType)}, as in events[0]`,
      "Use the same timestamp type for all events of a message.",
    );
  }
}
