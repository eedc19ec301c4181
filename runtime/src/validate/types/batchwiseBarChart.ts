import { isUUID } from "../../facts.js";
import {
  type BatchwiseBarChartMetricValues,
  MetricsDataType,
} from "../../generated/proto/resim/metrics/proto/metrics.js";
import { byKind } from "../dataTypes.js";
import { checkPair } from "../pair.js";
import { idExpected } from "../problem.js";
import type { Scope } from "../scope.js";
import { checkLengths } from "./lists.js";

const allowedValues = {
  types: [MetricsDataType.INDEXED_DOUBLE_SERIES_DATA_TYPE],
  indexes: byKind.uuids,
};
const allowedTimes = {
  types: [MetricsDataType.INDEXED_TIMESTAMP_SERIES_DATA_TYPE],
  indexes: byKind.uuids,
};
const color = /^#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{8})$/;

/** Rules W1 to W5. */
export function checkBatchwiseBarChart(
  scope: Scope,
  metric: BatchwiseBarChartMetricValues,
  path: string,
): void {
  const { timesDataId: times, valuesDataId: values, statusesDataId: statuses } = metric;
  checkLengths(scope, "W1", path, ["values_data_id", values], {
    times_data_id: times,
    statuses_data_id: statuses,
    categories: metric.categories,
  });
  for (const [at, text] of metric.colors.entries()) {
    if (color.test(text)) continue;
    const expected = "# and 6 or 8 hexadecimal digits";
    scope.report("W2", `${path}.colors[${at}]`, text, expected, "Write it like #1f77b4.");
  }
  const project = metric.projectId?.data;
  if (!isUUID(project ?? "")) {
    const remedy = "Give the ID of the project that the batches belong to.";
    scope.report("W3", `${path}.project_id`, project, idExpected, remedy);
  }
  for (let at = 0; at < statuses.length; at++) {
    const status = { id: statuses[at], path: `${path}.statuses_data_id[${at}]` };
    const value = { id: values[at], path: `${path}.values_data_id[${at}]` };
    const time = { id: times[at], path: `${path}.times_data_id[${at}]` };
    if (at < values.length) checkPair(scope, "W4", value, status, allowedValues);
    if (at < times.length) checkPair(scope, "W5", time, status, allowedTimes);
  }
}
