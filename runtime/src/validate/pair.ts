import { isUUID } from "../facts.js";
import {
  type MetricsData,
  type MetricsDataId,
  MetricsDataType,
} from "../generated/proto/resim/metrics/proto/metrics.js";
import type { FindingCode, RuleCode } from "../metrics/messageRules.js";
import { called, Found, idExpected, shown } from "../metrics/rules.js";
import { indexedTypes } from "./dataTypes.js";
import { enumName } from "./problem.js";
import { idOf, type Scope } from "./scope.js";

/** A reference to metrics data, and its path. */
export interface PathedReference {
  readonly id: MetricsDataId | undefined;
  readonly path: string;
}

/** What a metric type allows for its values, for rules V2 and V3. */
export interface Allowed {
  readonly types: readonly MetricsDataType[];
  readonly indexes: readonly MetricsDataType[];
}

/**
 * Rules V1 to V4 for a series of values and its series of statuses, as used by `rule`.
 */
export function judgePair(
  scope: Scope,
  rule: RuleCode,
  value: PathedReference,
  status: PathedReference,
  allowed: Allowed,
): void {
  const values = follow(scope, `${rule}/V1`, value);
  const statuses = follow(scope, `${rule}/V1`, status);
  if (values !== undefined) judgeType(scope, `${rule}/V2`, value, values, allowed.types);
  if (values === undefined || statuses === undefined) return;
  judgeIndexes(scope, `${rule}/V3`, { value, status, values, statuses }, allowed.indexes);
  const problem = scope.agreements.of(values, statuses);
  if (problem !== undefined) {
    scope.report(
      `${rule}/V4`,
      status.path,
      new Found(idOf(status.id), `${called(statuses)} ${problem.found}`),
      `${problem.expected}, as in ${called(values)}`,
      "Add one status for every element of the values.",
    );
  }
}

/** The metrics data that a reference names; reports a problem of `code` if there is none. */
export function follow(
  scope: Scope,
  code: FindingCode,
  reference: PathedReference,
): MetricsData | undefined {
  const id = idOf(reference.id);
  const data = scope.data.get(id);
  if (!isUUID(id)) {
    const remedy = "Refer to metrics data by the UUID in its metrics_data_id.";
    scope.report(code, reference.path, id === "" ? undefined : id, idExpected, remedy);
  } else if (data === undefined) {
    scope.report(
      code,
      reference.path,
      id,
      "the id of metrics data in this message",
      "Add the metrics data to the message, or refer to existing metrics data.",
    );
  }
  return data;
}

const typeNames: Readonly<Record<number, string>> = MetricsDataType;

/** Data types as in findings: `DOUBLE_SERIES_DATA_TYPE or …`. */
function typeList(types: readonly MetricsDataType[]): string {
  return types.map((type) => enumName(typeNames, type)).join(" or ");
}

function foundType(data: MetricsData): Found {
  const type = enumName(typeNames, data.dataType);
  return new Found(idOf(data.metricsDataId), `${called(data)} of type ${type}`);
}

function judgeType(
  scope: Scope,
  code: FindingCode,
  reference: PathedReference,
  data: MetricsData,
  types: readonly MetricsDataType[],
): void {
  if (types.includes(data.dataType)) return;
  scope.report(
    code,
    reference.path,
    foundType(data),
    typeList(types),
    "Use metrics data of that type, indexed if the type requires it.",
  );
}

interface Pair {
  readonly value: PathedReference;
  readonly status: PathedReference;
  readonly values: MetricsData;
  readonly statuses: MetricsData;
}

function judgeIndexes(
  scope: Scope,
  code: FindingCode,
  { value, status, values, statuses }: Pair,
  allowed: readonly MetricsDataType[],
): void {
  const indexed = indexedTypes.has(values.dataType);
  const wanted = indexed
    ? MetricsDataType.INDEXED_METRIC_STATUS_SERIES_DATA_TYPE
    : MetricsDataType.METRIC_STATUS_SERIES_DATA_TYPE;
  if (statuses.dataType !== wanted) {
    scope.report(
      code,
      status.path,
      foundType(statuses),
      `${enumName(typeNames, wanted)}, as the values are ${indexed ? "" : "not "}indexed`,
      "Index the statuses in the same way as the values.",
    );
  }
  if (!indexed) return;
  if (idOf(values.indexDataId) !== idOf(statuses.indexDataId)) {
    scope.report(
      code,
      status.path,
      new Found(
        idOf(status.id),
        `${called(statuses)} indexed by ${shown(idOf(statuses.indexDataId))}`,
      ),
      `the index of ${called(values)}, ${shown(idOf(values.indexDataId))}`,
      "Use the same index for the values and their statuses.",
    );
  }
  for (const [reference, data] of [
    [value, values],
    [status, statuses],
  ] as const) {
    if (allowed.includes(data.indexDataType)) continue;
    scope.report(
      code,
      reference.path,
      new Found(
        idOf(reference.id),
        `${called(data)} indexed by ${enumName(typeNames, data.indexDataType)}`,
      ),
      `an index of type ${typeList(allowed)}`,
      "Index the data by a series of that type.",
    );
  }
}
