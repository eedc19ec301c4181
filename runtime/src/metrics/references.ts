import type { MetricsDataId } from "../generated/proto/resim/metrics/proto/metrics.js";
import type { AnyType, Reference, ValuesMember } from "./describeType.js";

/** One reference of a values message to metrics data. */
export interface PlacedReference {
  readonly field: string;
  /** Its position, where the field is a list. */
  readonly at: number | undefined;
  /** Undefined where the field is not set. */
  readonly id: MetricsDataId | undefined;
  /** What it should lead to. */
  readonly to: Reference;
}

/** Every reference of a values message to metrics data, in the order of its fields. */
export function referencesIn(type: AnyType, values: ValuesMember["value"]): PlacedReference[] {
  return Object.keys(type.references).flatMap((field) => referencesOf(type, values, field));
}

/** The references of one field: as many as its list is long, else one. */
export function referencesOf(
  { references }: AnyType,
  values: ValuesMember["value"],
  field: string,
): PlacedReference[] {
  const to = references[field];
  if (to === undefined) return [];
  const held = idsIn(values, field);
  return Array.isArray(held)
    ? held.map((id, at) => ({ field, at, id, to }))
    : [{ field, at: undefined, id: held, to }];
}

/** The ID at one place of a field; undefined where it is not set. */
export function idAt(
  values: ValuesMember["value"],
  field: string,
  at: number,
): MetricsDataId | undefined {
  const held = idsIn(values, field);
  return Array.isArray(held) ? held[at] : held;
}

function idsIn(
  values: ValuesMember["value"],
  field: string,
): MetricsDataId | MetricsDataId[] | undefined {
  return (values as unknown as Readonly<Record<string, MetricsDataId | MetricsDataId[]>>)[field];
}
