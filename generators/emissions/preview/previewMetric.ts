import type { MetricsWriter } from "@metrics-project/runtime";
import { statusQueryTag } from "../../view/model/statusQuery.js";
import type { ConfigMetric } from "../EmissionsConfig.js";
import type { EmissionsDatabase, Scope } from "./EmissionsDatabase.js";
import type { LiquidCharts } from "./liquidChart.js";
import type { QueryResult } from "./QueryResult.js";
import { type Drawing, escaped, systemCharts } from "./systemCharts.js";
import { NotPreviewable, RefusedQuery } from "./trinoSql.js";

/** The status of a metric, as the platform names it. */
type PreviewStatus = "PASSED" | "FAIL_WARN" | "FAIL_BLOCK" | "NOT_APPLICABLE";

/** The result of one metric. */
export interface PreviewedMetric {
  readonly name: string;
  readonly status: PreviewStatus;
  /** Why there is no chart: the platform would reject it or fail on it. */
  readonly problem?: string;
  /** Why there is no chart here, although the platform may show one. */
  readonly warning?: string;
}

/** The tools for previewing metrics. */
export interface PreviewContext {
  readonly database: EmissionsDatabase;
  readonly charts: LiquidCharts;
  readonly scope: Scope;
  readonly writer: MetricsWriter;
}

/**
 * Runs a metric's query, its status query and its template, and adds the result to the message.
 * @returns undefined if it is hidden: its query returns no row, and it sets skip_if_no_data
 */
export async function previewMetric(
  context: PreviewContext,
  metric: ConfigMetric,
): Promise<PreviewedMetric | undefined> {
  const { database, scope, writer } = context;
  const { name } = metric;
  const { description = "" } = metric;
  const explained = (text: string, more: Omit<PreviewedMetric, "name" | "status"> = {}) => {
    writer.addTextMetric(name, { text, description });
    return { name, status: "NOT_APPLICABLE" as const, ...more };
  };
  try {
    const result = await database.query(scope, metric.query.sql);
    if (result.rows === 0 && metric.skipIfNoData === true) return undefined;
    // For an empty result, the platform does not run the status query, and the test passes.
    if (isEmpty(result)) return explained(noData(result, metric));
    const status = await judge(context, metric);
    await addDrawing(context, metric, await drawingOf(context, metric, result), status);
    return { name, status };
  } catch (error) {
    if (error instanceof NotPreviewable) {
      return explained(`**${escaped(error.message)}**`, { warning: error.message });
    }
    if (!(error instanceof RefusedQuery)) throw error;
    const problem = error.hint === undefined ? error.message : `${error.message}. ${error.hint}`;
    return explained(`**No chart:** ${escaped(problem)}`, { problem });
  }
}

/** The thresholds of a metric's status, for display; empty if it has none. */
function thresholdsOf({ status }: Pick<ConfigMetric, "status">): string {
  const { block, warn } = status ?? {};
  const thresholds = [
    ...(block === undefined ? [] : [`blocks at ${block}`]),
    ...(warn === undefined ? [] : [`warns at ${warn}`]),
  ];
  return thresholds.join(" and ");
}

/** No row, or one row of NULLs, as an aggregate over nothing returns. */
function isEmpty({ rows, columns }: QueryResult): boolean {
  return rows === 0 || (rows === 1 && columns.every(([value]) => value === null));
}

function noData({ rows }: QueryResult, { status }: ConfigMetric): string {
  const why = rows === 0 ? "The query returns no row" : "The query returns one row of NULLs";
  const gate =
    status === undefined
      ? ""
      : ", so its status query does not run, and the test passes. Add a metric with COUNT(\\*) to detect missing rows";
  return `**NO\\_DATA** ${why}${gate}.`;
}

/** The status query returns rows if the threshold is crossed. Block is tried first. */
async function judge(
  { database, scope }: PreviewContext,
  { status }: ConfigMetric,
): Promise<PreviewStatus> {
  if (status === undefined) return "NOT_APPLICABLE";
  const crosses = async (threshold: number | undefined) =>
    threshold !== undefined && (await database.query(scope, status.query.sql, threshold)).rows > 0;
  if (await crosses(status.block)) return "FAIL_BLOCK";
  return (await crosses(status.warn)) ? "FAIL_WARN" : "PASSED";
}

async function drawingOf(
  { charts }: PreviewContext,
  { template, settings }: ConfigMetric,
  result: QueryResult,
): Promise<Drawing> {
  if (template.kind === "system") return systemCharts[template.name](result, settings);
  return { kind: "figure", figure: await charts.render(template.file, result) };
}

async function addDrawing(
  { writer, scope }: PreviewContext,
  { units, ...metric }: ConfigMetric,
  drawing: Drawing,
  status: PreviewStatus,
): Promise<void> {
  const { doubles, externalFile, fromNanoseconds, histogramBuckets, strings, timestamps } =
    await import("@metrics-project/runtime");
  const { name } = metric;
  const judged = thresholdsOf(metric);
  const tags = judged === "" ? {} : { [statusQueryTag]: judged };
  const common = {
    description: metric.description ?? "",
    tags,
    status,
    blocking: status === "FAIL_BLOCK",
  };
  switch (drawing.kind) {
    case "scalar":
      if (Number.isNaN(drawing.value)) writer.addTextMetric(name, { ...common, text: "NaN" });
      else writer.addScalarMetric(name, { ...common, value: drawing.value, unit: units ?? "" });
      return;
    case "text":
      writer.addTextMetric(name, {
        ...common,
        text: drawing.text === "" ? "(empty)" : drawing.text,
      });
      return;
    case "figure":
      writer.addPlotlyMetric(name, { ...common, figure: drawing.figure });
      return;
    case "histogram": {
      const values = doubles(`${name}: values`, drawing.values, { unit: units ?? "" });
      const buckets = histogramBuckets({ values: spreadOf(drawing.values), count: drawing.bins });
      writer.addHistogramMetric(name, { ...common, values, buckets, xAxisName: drawing.axis });
      return;
    }
    case "states": {
      const series = drawing.systems.map(({ system, times, states }) => {
        const index = timestamps(`${name}: ${system}: time`, times.map(fromNanoseconds));
        return {
          states: strings(`${name}: ${system}`, states, { index }),
          legend: system === "" ? name : system,
        };
      });
      writer.addStatesOverTimeMetric(name, { ...common, series });
      return;
    }
    case "files": {
      if (scope.name !== "test") {
        const list = drawing.paths.map((path) => `- ${escaped(path)}`).join("\n");
        writer.addTextMetric(name, { ...common, text: `Files of the tests:\n\n${list}` });
        return;
      }
      const images = drawing.paths.map((path, at) => externalFile(`${name}: ${at + 1}`, path));
      writer.addImageListMetric(name, { ...common, images });
      return;
    }
  }
}

/** Buckets need a range; for equal values, it is one around them. */
function spreadOf(values: Float64Array): Float64Array {
  const [first = 0] = values;
  if (values.some((value) => value !== first)) return values;
  const margin = Math.abs(first) / 2 || 0.5;
  return Float64Array.of(first - margin, first + margin);
}
