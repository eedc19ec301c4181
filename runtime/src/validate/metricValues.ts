import { seriesDataTypes } from "../facts.js";
import { MetricsDataType } from "../generated/proto/resim/metrics/proto/metrics.js";
import type { AnyDefinition } from "../metrics/definition.js";
import type { AnyType, Reference, ValuesMember } from "../metrics/describeType.js";
import type { FindingCode } from "../metrics/messageRules.js";
import { type PlacedReference, referencesOf } from "../metrics/references.js";
import { called, Found } from "../metrics/rules.js";
import { wireName, wirePath } from "../metrics/wireName.js";
import { anySeriesType, typesOf } from "./dataTypes.js";
import { type Allowed, follow, judgePair, type PathedReference } from "./pair.js";
import { enumName } from "./problem.js";
import { idOf, type Scope } from "./scope.js";

type Values = ValuesMember["value"];
type SeriesReference = Extract<Reference, { index: unknown }>;

/** The rules of one metric type: those that follow from its description, then its own. */
export function judgeValues(
  scope: Scope,
  { type, rules }: AnyDefinition,
  values: Values,
  path: string,
): void {
  judgeLengths(scope, type, values, path);
  judgeReferences(scope, type, values, path);
  rules(values, {
    report: (code, way, found, expected, remedy) =>
      scope.report(code, `${path}.${wirePath(way)}`, found, expected, remedy),
    data: (reference) => scope.data.get(idOf(reference)),
    distinct: (strings) => scope.distinct(strings),
  });
}

/** Parallel lists must have the same length. */
function judgeLengths(scope: Scope, type: AnyType, values: Values, path: string): void {
  if (type.inStep === undefined) return;
  const { with: first, rule } = type.inStep;
  const count = listIn(values, first).length;
  const each = Object.keys(type.lists).filter((field) => type.lists[field] === "each");
  for (const field of [...Object.keys(type.references), ...each]) {
    const { length } = listIn(values, field);
    if (length === count) continue;
    const name = wireName(field);
    scope.report(
      rule,
      `${path}.${name}`,
      new Found(length, `of length ${length}`),
      `${count} entries, the same number as ${wireName(first)}`,
      `Add one entry of ${name} for each entry of ${wireName(first)}.`,
    );
  }
}

/** A list field of a values message. */
export function listIn(values: Values, field: string): readonly unknown[] {
  return (values as unknown as Readonly<Record<string, readonly unknown[]>>)[field] ?? [];
}

function judgeReferences(scope: Scope, type: AnyType, values: Values, path: string): void {
  const place = ({ field, at, id }: PlacedReference): PathedReference => ({
    id,
    path: `${path}.${wirePath(at === undefined ? [field] : [field, at])}`,
  });
  const fields = Object.entries(type.references);
  const statuses = fields
    .filter(([, to]) => to.kind === "statuses")
    .flatMap(([field]) => referencesOf(type, values, field).map(place));
  for (const [field, to] of fields) {
    const places = referencesOf(type, values, field).map(place);
    if (to.kind === "externalFile") {
      for (const one of places) judgeFile(scope, to.rule, one);
    } else if (to.kind !== "statuses") {
      const allowed = allowedBy(to, values);
      for (const [at, status] of statuses.entries()) {
        const value = places[at];
        if (value !== undefined) judgePair(scope, to.rule, value, status, allowed);
      }
    }
  }
}

function allowedBy({ kind, index, narrow }: SeriesReference, values: Values): Allowed {
  // The description pairs the function with the message of the same type.
  const kinds = (narrow as ((values: Values) => typeof index | undefined) | undefined)?.(values);
  const allowed = kinds ?? index;
  if (allowed === "any") return { types: typesOf(kind), indexes: anySeriesType };
  const { plain, indexed } = seriesDataTypes[kind];
  return {
    types: allowed.includes(undefined) ? [plain, indexed] : [indexed],
    indexes: allowed.flatMap((one) => (one === undefined ? [] : typesOf(one))),
  };
}

const typeNames: Readonly<Record<number, string>> = MetricsDataType;

function judgeFile(scope: Scope, code: FindingCode, reference: PathedReference): void {
  const data = follow(scope, code, reference);
  if (data === undefined || data.dataType === MetricsDataType.EXTERNAL_FILE_DATA_TYPE) return;
  const type = enumName(typeNames, data.dataType);
  scope.report(
    code,
    reference.path,
    new Found(idOf(reference.id), `${called(data)} of type ${type}`),
    "metrics data of type EXTERNAL_FILE_DATA_TYPE",
    "Refer to metrics data with the file of the image.",
  );
}
