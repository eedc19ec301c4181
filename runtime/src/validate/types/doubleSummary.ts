import {
  type DoubleSummaryMetricValues,
  MetricsDataType,
} from "../../generated/proto/resim/metrics/proto/metrics.js";
import { anySeriesType, byKind } from "../dataTypes.js";
import { type Allowed, checkPair } from "../pair.js";
import type { Scope } from "../scope.js";

const indexed = [MetricsDataType.INDEXED_DOUBLE_SERIES_DATA_TYPE];

/** Rule D1. */
export function checkDoubleSummary(
  scope: Scope,
  values: DoubleSummaryMetricValues,
  path: string,
): void {
  checkPair(
    scope,
    "D1",
    { id: values.valueDataId, path: `${path}.value_data_id` },
    { id: values.statusDataId, path: `${path}.status_data_id` },
    allowedBy(values.index),
  );
}

function allowedBy(index: DoubleSummaryMetricValues["index"]): Allowed {
  switch (index?.$case) {
    case "timestampIndex":
      return { types: indexed, indexes: byKind.timestamps };
    case "uuidIndex":
      return { types: indexed, indexes: byKind.uuids };
    case "stringIndex":
      return { types: indexed, indexes: byKind.strings };
    default:
      return { types: byKind.doubles, indexes: anySeriesType };
  }
}
