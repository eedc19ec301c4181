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

/** A reference to metrics data and where it stands. */
export interface PathedReference {
  readonly id: MetricsDataId | undefined;
  readonly path: string;
}

/** What a metric type allows of its values, for rules V2 and V3. */
export interface Allowed {
  readonly types: readonly MetricsDataType[];
  readonly indexes: readonly MetricsDataType[];
}

/**
 * Rules V1 to V4: a series of values and the series of statuses that goes with it, as used by
 * `rule`.
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
      "Give every element of the values one status.",
    );
  }
}

/** The metrics data that a reference names; a problem of `code` where it names none. */
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
      "Add the metrics data to the message, or refer to one that is there.",
    );
  }
  return data;
}

const typeNames: Readonly<Record<number, string>> = MetricsDataType;

/** `DOUBLE_SERIES_DATA_TYPE or …`: data types as findings name them. */
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
    "Use metrics data of that type, indexed where the type says so.",
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
      "Index the statuses exactly as their values.",
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
      "Give the values and their statuses one index.",
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
