import type { ConfigPart } from "./ConfigPart.js";
import {
  type ConfigMetric,
  type ConfigQuery,
  type ConfigStatus,
  metricTypes,
  systemTemplates,
} from "./EmissionsConfig.js";
import type { EmissionRuleCode } from "./emissionRules.js";

const members = [
  "type",
  "description",
  "query_string",
  "template_type",
  "template",
  "template_file",
  "template_settings",
  "units",
  "skip_if_no_data",
  "skip-if-no-data",
  "status",
];

/** The metrics of a config's `metrics` (C5 to C8, C12), without those that have a problem. */
export function metricsOfConfig(
  part: ConfigPart,
  skipByDefault: boolean | undefined,
): ConfigMetric[] {
  const metrics: ConfigMetric[] = [];
  for (const name of part.names) {
    const metric = part.part(name);
    if (metric === undefined) continue;
    metric.expectOnly(members);
    const type = required(metric, "type", "C5")
      ? metric.word("type", metricTypes, "C5")
      : undefined;
    const query = required(metric, "query_string", "C6") ? queryOf(metric) : undefined;
    const template = templateOf(metric);
    const settings = metric.part("template_settings");
    const status = statusOf(metric.part("status"));
    const skip = metric.boolean("skip_if_no_data") ?? metric.boolean("skip-if-no-data");
    const description = metric.string("description");
    const units = metric.string("units");
    if (metric.has("skip-if-no-data")) warnOfSpelling(metric);
    if (type === undefined || query === undefined || template === undefined) continue;
    if (metric.has("status") && status === undefined) continue;
    if (metric.has("description") && description === undefined) continue;
    if (metric.has("units") && units === undefined) continue;
    metrics.push({
      name,
      type,
      description,
      query,
      template,
      settings:
        settings === undefined ? {} : recordOf(metric.text.plain(metric.node("template_settings"))),
      units,
      skipIfNoData: skip ?? skipByDefault,
      status,
      at: part.positionOf(name),
    });
  }
  return metrics;
}

/** A query; undefined if it is missing or blank. */
function queryOf(part: ConfigPart): ConfigQuery | undefined {
  const sql = part.string("query_string");
  if (sql === undefined) return undefined;
  if (sql.trim() !== "") return { sql, at: part.valuePosition("query_string") };
  part.report({
    code: "C6",
    severity: "problem",
    name: "query_string",
    message: `${part.pathOf("query_string")} is empty`,
    remedy: "Write the SELECT that returns the values to show.",
  });
  return undefined;
}

function templateOf(metric: ConfigPart): ConfigMetric["template"] | undefined {
  if (!required(metric, "template_type", "C6")) return undefined;
  const kind = metric.word("template_type", ["system", "custom"], "C6");
  if (kind === undefined) return undefined;
  if (kind === "system") {
    if (!required(metric, "template", "C7")) return undefined;
    const name = metric.word("template", systemTemplates, "C7");
    return name === undefined ? undefined : { kind, name };
  }
  if (!required(metric, "template_file", "C8")) return undefined;
  const file = metric.string("template_file");
  return file === undefined ? undefined : { kind, file, at: metric.valuePosition("template_file") };
}

function statusOf(status: ConfigPart | undefined): ConfigStatus | undefined {
  if (status === undefined) return undefined;
  status.expectOnly(["query_string", "block", "warn"]);
  const query = required(status, "query_string", "C12") ? queryOf(status) : undefined;
  const block = status.number("block", "C12");
  const warn = status.number("warn", "C12");
  if (!status.has("block") && !status.has("warn")) {
    status.report({
      code: "C12",
      severity: "problem",
      message: `${status.path} has neither block nor warn`,
      remedy: "Set the threshold for its ? as a number.",
    });
  }
  if (query === undefined || (block === undefined && warn === undefined)) return undefined;
  return { query, block, warn, at: status.at };
}

/** Reports a member that is missing. */
function required(part: ConfigPart, name: string, code: EmissionRuleCode): boolean {
  if (part.has(name)) return true;
  part.report({
    code,
    severity: "problem",
    message: `${part.path} has no ${name}`,
    remedy: `Add ${name}.`,
  });
  return false;
}

function warnOfSpelling(metric: ConfigPart): void {
  metric.report({
    code: "A7",
    severity: "warning",
    name: "skip-if-no-data",
    message: `${metric.pathOf("skip-if-no-data")} is the spelling of the command line; in a config, it is skip_if_no_data`,
    remedy: "Write skip_if_no_data.",
  });
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
