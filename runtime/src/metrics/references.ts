import type { MetricsDataId } from "../generated/proto/resim/metrics/proto/metrics.js";
import type { AnyType, Reference, ValuesMember } from "./describeType.js";

/** One reference of a values message to metrics data. */
export interface PlacedReference {
  readonly field: string;
  /** Its position, if the field is a list. */
  readonly at: number | undefined;
  /** Undefined if the field is not set. */
  readonly id: MetricsDataId | undefined;
  /** The expected target. */
  readonly to: Reference;
}

/** All references of a values message to metrics data, in field order. */
export function referencesIn(type: AnyType, values: ValuesMember["value"]): PlacedReference[] {
  return Object.keys(type.references).flatMap((field) => referencesOf(type, values, field));
}

/** The references of one field: one per list entry, or a single one. */
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

/** The ID at one position of a field; undefined if it is not set. */
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
