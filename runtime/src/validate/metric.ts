import { isUUID } from "../facts.js";
import {
  type Metric,
  MetricImportance,
  MetricStatus,
  MetricType,
} from "../generated/proto/resim/metrics/proto/metrics.js";
import type { ValuesCase } from "../metrics/describeType.js";
import type { FindingCode } from "../metrics/messageRules.js";
import { Found, idExpected, shown } from "../metrics/rules.js";
import { definitionByMember } from "../metrics/table.js";
import { wireName } from "../metrics/wireName.js";
import { judgeValues } from "./metricValues.js";
import { enumName } from "./problem.js";
import { idOf, jobIDOf, type Scope } from "./scope.js";

const typeNames: Readonly<Record<number, string>> = MetricType;

/** The path of a metric's values, including the oneof member that is set. */
export function valuesPath(path: string, member: ValuesCase): string {
  return `${path}.metric_values.${wireName(member)}`;
}

/** Rules T1 to T4 and those of the metric's own type. */
export function judgeMetric(scope: Scope, metric: Metric, path: string): void {
  scope.subject = `metric ${shown(metric.name)}`;
  const id = idOf(metric.metricId);
  if (!isUUID(id)) {
    scope.report("T1", `${path}.metric_id`, id, idExpected, "Give it a fresh random UUID.");
  }
  if (metric.name === "") {
    scope.report("T1", `${path}.name`, "", "a name", "Give the metric a name.");
  }
  if (metric.type === MetricType.NO_METRIC_TYPE) {
    const found = new Found(0, "NO_METRIC_TYPE");
    scope.report("T1", `${path}.type`, found, "a metric type", "Set the type of the metric.");
  }
  judgeStatusAndImportance(scope, "T1", metric, path);
  judgeJobID(scope, metric, path);
  judgeTags(scope, metric, path);
  judgeType(scope, metric, path);
}

/** The part of T1 and E1 that metrics and events share. */
export function judgeStatusAndImportance(
  scope: Scope,
  code: FindingCode,
  { status, importance }: { status: MetricStatus; importance: MetricImportance },
  path: string,
): void {
  if (status === MetricStatus.NO_METRIC_STATUS) {
    const found = new Found(status, "NO_METRIC_STATUS");
    const remedy = "Set a status; use NOT_APPLICABLE_METRIC_STATUS if none applies.";
    scope.report(code, `${path}.status`, found, "a status", remedy);
  }
  if (importance === MetricImportance.NO_SPECIFIED_IMPORTANCE) {
    const found = new Found(importance, "NO_SPECIFIED_IMPORTANCE");
    const remedy = "Set an importance; MEDIUM_IMPORTANCE is the default.";
    scope.report(code, `${path}.importance`, found, "an importance", remedy);
  }
}

function judgeJobID(scope: Scope, metric: Metric, path: string): void {
  const id = jobIDOf(metric);
  const remedy = "Give every metric the job_id of the message.";
  if (id === undefined || !isUUID(id)) {
    scope.report("T2", `${path}.job_id`, id, idExpected, remedy);
  }
  const wanted = idOf(scope.message.jobId);
  if ((id ?? "") !== wanted) {
    scope.report("M9", `${path}.job_id`, id, `${shown(wanted)}, the message's`, remedy);
  }
}

function judgeTags(scope: Scope, metric: Metric, path: string): void {
  for (const [at, tag] of metric.tags.entries()) {
    for (const part of ["key", "value"] as const) {
      if (tag[part] !== "") continue;
      const remedy = "Give the tag a key and a value, or leave it out.";
      scope.report("T3", `${path}.tags[${at}].${part}`, "", `a ${part} that is not empty`, remedy);
    }
  }
}

function judgeType(scope: Scope, metric: Metric, path: string): void {
  const values = metric.metricValues?.metricValues;
  const at = `${path}.metric_values`;
  if (values === undefined) {
    const remedy = "Set the values that belong to the metric's type.";
    scope.report("T4", at, undefined, "the values of the metric", remedy);
    return;
  }
  const definition = definitionByMember(values.$case);
  if (definition === undefined) return;
  if (metric.type !== MetricType.NO_METRIC_TYPE && metric.type !== definition.type.number) {
    scope.report(
      "T4",
      at,
      new Found(values.$case, wireName(values.$case)),
      `the values of a ${enumName(typeNames, metric.type)}`,
      "Make the type match the values.",
    );
    return;
  }
  judgeValues(scope, definition, values.value, valuesPath(path, values.$case));
}
