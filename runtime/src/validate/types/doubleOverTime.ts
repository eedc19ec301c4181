import {
  type DoubleOverTimeMetricValues,
  MetricsDataType,
} from "../../generated/proto/resim/metrics/proto/metrics.js";
import { byKind } from "../dataTypes.js";
import { checkPair } from "../pair.js";
import type { Scope } from "../scope.js";
import { checkLengths } from "./lists.js";

const allowed = {
  types: [MetricsDataType.INDEXED_DOUBLE_SERIES_DATA_TYPE],
  indexes: byKind.timestamps,
};

/** Rule O1. */
export function checkDoubleOverTime(
  scope: Scope,
  values: DoubleOverTimeMetricValues,
  path: string,
): void {
  const { doublesOverTimeDataId: doubles, statusesOverTimeDataId: statuses } = values;
  checkLengths(scope, "O1", path, ["doubles_over_time_data_id", doubles], {
    statuses_over_time_data_id: statuses,
    failure_definition: values.failureDefinition,
  });
  for (let at = 0; at < Math.min(doubles.length, statuses.length); at++) {
    checkPair(
      scope,
      "O1",
      { id: doubles[at], path: `${path}.doubles_over_time_data_id[${at}]` },
      { id: statuses[at], path: `${path}.statuses_over_time_data_id[${at}]` },
      allowed,
    );
  }
}
