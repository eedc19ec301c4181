import type { MetricsData } from "../../generated/proto/resim/metrics/proto/metrics.js";
import { MetricsDataType } from "../../generated/proto/resim/metrics/proto/metrics.js";
import { called, Found } from "../../metrics/rules.js";
import { indexedTypes } from "../dataTypes.js";
import { enumName } from "../problem.js";
import { idOf, type Scope } from "../scope.js";

const typeNames: Readonly<Record<number, string>> = MetricsDataType;

/** Warnings N6 and N7 about the index of metrics data. */
export function warnIndexing(scope: Scope): void {
  const settled = new Set<string>();
  for (const [at, data] of scope.message.metricsData.entries()) {
    scope.subject = called(data);
    const path = `metrics_data[${at}]`;
    warnFlag(scope, data, path);
    if (leadsBack(scope, data, settled)) {
      scope.report(
        "N6",
        `${path}.index_data_id`,
        idOf(data.indexDataId),
        "index data that does not refer back to itself",
        "Index the data by a series that does not depend on it.",
      );
    }
  }
  scope.subject = undefined;
}

/** Whether the chain of indexes from `data` is a cycle; each cycle is reported once. */
function leadsBack(scope: Scope, data: MetricsData, settled: Set<string>): boolean {
  const trail = new Set<string>();
  let current: MetricsData | undefined = data;
  while (current !== undefined) {
    const id = idOf(current.metricsDataId);
    if (trail.has(id)) break;
    if (settled.has(id)) current = undefined;
    else {
      trail.add(id);
      current = current.isIndexed ? scope.data.get(idOf(current.indexDataId)) : undefined;
    }
  }
  for (const id of trail) settled.add(id);
  return current !== undefined;
}

function warnFlag(scope: Scope, data: MetricsData, path: string): void {
  const says = indexedTypes.has(data.dataType);
  // A file has no indexed data type, and no index would be accepted.
  if (says === data.isIndexed || data.dataType === MetricsDataType.EXTERNAL_FILE_DATA_TYPE) return;
  const type = enumName(typeNames, data.dataType);
  scope.report(
    "N7",
    `${path}.is_indexed`,
    new Found(data.isIndexed, `${data.isIndexed} with data_type ${type}`),
    says ? "true" : "false, or an INDEXED data_type",
    "Make data_type and is_indexed agree.",
  );
}
