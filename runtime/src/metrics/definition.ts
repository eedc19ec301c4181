import type { AnyData } from "../data/series.js";
import type {
  Metric as MetricMessage,
  MetricsDataId,
  MetricType,
  MetricValues,
} from "../generated/proto/resim/metrics/proto/metrics.js";
import type { Find } from "./find.js";
import type { MetricBase, MetricFields } from "./metric.js";

/** The member of a values message that a type of metric sets. */
export type ValuesMember = NonNullable<MetricValues["metricValues"]>;
/** The names of those members. */
export type ValuesCase = ValuesMember["$case"];
/** The message of one member. */
export type ValuesMessage<C extends ValuesCase> = Extract<ValuesMember, { $case: C }>["value"];

/** How a reference to metrics data is written. */
export type IdOf = (data: AnyData) => MetricsDataId;

/** Everything that the writer and the unpacker know of one type of metric. */
export interface MetricDefinition<
  M extends MetricBase,
  C extends ValuesCase,
  Create extends (name: string, options: never) => M,
> {
  readonly type: M["type"];
  /** The number of the type on the wire. */
  readonly number: MetricType;
  readonly member: C;
  /** Makes a metric from options, and says at once what the platform would refuse. */
  readonly create: Create;
  /** The metrics data in the order in which the values message refers to them. */
  data(metric: M): AnyData[];
  /** The values message. */
  write(metric: M, id: IdOf): ValuesMessage<C>;
  /** The metric behind a values message. */
  read(values: ValuesMessage<C>, fields: MetricFields, find: Find): M;
}

/** A definition seen by code that treats all types alike. */
export interface AnyDefinition {
  readonly type: MetricBase["type"];
  readonly number: MetricMessage["type"];
  readonly member: ValuesCase;
  create(name: string, options: unknown): MetricBase;
  data(metric: MetricBase): AnyData[];
  write(metric: MetricBase, id: IdOf): ValuesMember["value"];
  read(values: ValuesMember["value"], fields: MetricFields, find: Find): MetricBase;
}

/** Defines a type of metric: see `scalar.ts` for the shortest, and `table.ts` for the list. */
export function defineMetric<
  M extends MetricBase,
  C extends ValuesCase,
  Create extends (name: string, options: never) => M,
>(definition: MetricDefinition<M, C, Create>): MetricDefinition<M, C, Create> {
  return definition;
}
