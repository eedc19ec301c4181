import { isUUID } from "../facts.js";
import {
  type Metric,
  MetricImportance,
  MetricStatus,
  MetricType,
  type MetricValues,
} from "../generated/proto/resim/metrics/proto/metrics.js";
import { enumName, Found, idExpected, shown } from "./problem.js";
import { idOf, jobIDOf, type Scope } from "./scope.js";
import { checkBarChart } from "./types/barChart.js";
import { checkBatchwiseBarChart } from "./types/batchwiseBarChart.js";
import { checkDoubleOverTime } from "./types/doubleOverTime.js";
import { checkDoubleSummary } from "./types/doubleSummary.js";
import { checkHistogram } from "./types/histogram.js";
import { checkImage, checkImageList } from "./types/image.js";
import { checkLinePlot } from "./types/linePlot.js";
import { checkPlotly, checkScalar, checkText } from "./types/plain.js";
import { checkStatesOverTime } from "./types/statesOverTime.js";

type Values = NonNullable<MetricValues["metricValues"]>;
type Member = Values["$case"];

/** A member of the values, its metric type, and its own rules. */
type TypeTable = {
  [M in Member]: {
    readonly type: MetricType;
    readonly wireName: string;
    readonly check: (
      scope: Scope,
      values: Extract<Values, { $case: M }>["value"],
      path: string,
    ) => void;
  };
};

const table: TypeTable = {
  doubleMetricValues: {
    type: MetricType.DOUBLE_SUMMARY_METRIC_TYPE,
    wireName: "double_metric_values",
    check: checkDoubleSummary,
  },
  doubleOverTimeMetricValues: {
    type: MetricType.DOUBLE_OVER_TIME_METRIC_TYPE,
    wireName: "double_over_time_metric_values",
    check: checkDoubleOverTime,
  },
  linePlotMetricValues: {
    type: MetricType.LINE_PLOT_METRIC_TYPE,
    wireName: "line_plot_metric_values",
    check: checkLinePlot,
  },
  barChartMetricValues: {
    type: MetricType.BAR_CHART_METRIC_TYPE,
    wireName: "bar_chart_metric_values",
    check: checkBarChart,
  },
  statesOverTimeMetricValues: {
    type: MetricType.STATES_OVER_TIME_METRIC_TYPE,
    wireName: "states_over_time_metric_values",
    check: checkStatesOverTime,
  },
  histogramMetricValues: {
    type: MetricType.HISTOGRAM_METRIC_TYPE,
    wireName: "histogram_metric_values",
    check: checkHistogram,
  },
  scalarMetricValues: {
    type: MetricType.SCALAR_METRIC_TYPE,
    wireName: "scalar_metric_values",
    check: checkScalar,
  },
  plotlyMetricValues: {
    type: MetricType.PLOTLY_METRIC_TYPE,
    wireName: "plotly_metric_values",
    check: checkPlotly,
  },
  imageMetricValues: {
    type: MetricType.IMAGE_METRIC_TYPE,
    wireName: "image_metric_values",
    check: checkImage,
  },
  batchwiseBarChartMetricValues: {
    type: MetricType.BATCHWISE_BAR_CHART_METRIC_TYPE,
    wireName: "batchwise_bar_chart_metric_values",
    check: checkBatchwiseBarChart,
  },
  textMetricValues: {
    type: MetricType.TEXT_METRIC_TYPE,
    wireName: "text_metric_values",
    check: checkText,
  },
  imageListMetricValues: {
    type: MetricType.IMAGE_LIST_METRIC_TYPE,
    wireName: "image_list_metric_values",
    check: checkImageList,
  },
};

const typeNames: Readonly<Record<number, string>> = MetricType;

/** The path of a metric's values, with the member that is set. */
export function valuesPath(path: string, member: Member): string {
  return `${path}.metric_values.${table[member].wireName}`;
}

/** Rules T1 to T4 and those of the metric's own type. */
export function checkMetric(scope: Scope, metric: Metric, path: string): void {
  scope.subject = `metric ${shown(metric.name)}`;
  const id = idOf(metric.metricId);
  if (!isUUID(id)) {
    scope.report("T1", `${path}.metric_id`, id, idExpected, "Give it a fresh random UUID.");
  }
  if (metric.name === "") {
    scope.report("T1", `${path}.name`, "", "a name", "Name the metric.");
  }
  if (metric.type === MetricType.NO_METRIC_TYPE) {
    const found = new Found(0, "NO_METRIC_TYPE");
    scope.report("T1", `${path}.type`, found, "a metric type", "Name what the metric shows.");
  }
  checkStatusAndImportance(scope, "T1", metric, path);
  checkJobID(scope, metric, path);
  checkTags(scope, metric, path);
  checkValues(scope, metric, path);
}

/** The part of T1 and E1 that metrics and events share. */
export function checkStatusAndImportance(
  scope: Scope,
  code: string,
  { status, importance }: { status: MetricStatus; importance: MetricImportance },
  path: string,
): void {
  if (status === MetricStatus.NO_METRIC_STATUS) {
    const found = new Found(status, "NO_METRIC_STATUS");
    const remedy = "Set a status; NOT_APPLICABLE_METRIC_STATUS where none applies.";
    scope.report(code, `${path}.status`, found, "a status", remedy);
  }
  if (importance === MetricImportance.NO_SPECIFIED_IMPORTANCE) {
    const found = new Found(importance, "NO_SPECIFIED_IMPORTANCE");
    const remedy = "Set an importance; MEDIUM_IMPORTANCE is the usual one.";
    scope.report(code, `${path}.importance`, found, "an importance", remedy);
  }
}

function checkJobID(scope: Scope, metric: Metric, path: string): void {
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

function checkTags(scope: Scope, metric: Metric, path: string): void {
  for (const [at, tag] of metric.tags.entries()) {
    for (const part of ["key", "value"] as const) {
      if (tag[part] !== "") continue;
      const remedy = "Give the tag a key and a value, or leave it out.";
      scope.report("T3", `${path}.tags[${at}].${part}`, "", `a ${part} that is not empty`, remedy);
    }
  }
}

function checkValues(scope: Scope, metric: Metric, path: string): void {
  const values = metric.metricValues?.metricValues;
  const at = `${path}.metric_values`;
  if (values === undefined) {
    const remedy = "Set the values that belong to the metric's type.";
    scope.report("T4", at, undefined, "the values of the metric", remedy);
    return;
  }
  const { type, wireName } = table[values.$case];
  if (metric.type !== MetricType.NO_METRIC_TYPE && metric.type !== type) {
    scope.report(
      "T4",
      at,
      new Found(values.$case, wireName),
      `the values of a ${enumName(typeNames, metric.type)}`,
      "Make the type and the values agree.",
    );
    return;
  }
  checkMember(scope, values.$case, values.value, `${at}.${wireName}`);
}

function checkMember<M extends Member>(
  scope: Scope,
  member: M,
  values: Parameters<TypeTable[M]["check"]>[1],
  path: string,
): void {
  const check = table[member].check as (scope: Scope, value: typeof values, path: string) => void;
  check(scope, values, path);
}
