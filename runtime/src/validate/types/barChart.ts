import {
  type BarChartMetricValues,
  MetricsDataType,
} from "../../generated/proto/resim/metrics/proto/metrics.js";
import { byKind } from "../dataTypes.js";
import { checkPair } from "../pair.js";
import type { Scope } from "../scope.js";
import { checkLengths } from "./lists.js";

const allowed = {
  types: [MetricsDataType.INDEXED_DOUBLE_SERIES_DATA_TYPE],
  indexes: byKind.strings,
};

/** Rule B1. */
export function checkBarChart(scope: Scope, metric: BarChartMetricValues, path: string): void {
  const { valuesDataId: values, statusesDataId: statuses } = metric;
  checkLengths(scope, "B1", path, ["values_data_id", values], { statuses_data_id: statuses });
  for (let at = 0; at < Math.min(values.length, statuses.length); at++) {
    checkPair(
      scope,
      "B1",
      { id: values[at], path: `${path}.values_data_id[${at}]` },
      { id: statuses[at], path: `${path}.statuses_data_id[${at}]` },
      allowed,
    );
  }
}
