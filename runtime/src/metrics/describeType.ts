import type { AnyData } from "../data/series.js";
import type { MetricTypeWord, SeriesKind } from "../facts.js";
import {
  type MetricsDataId,
  MetricType,
  type MetricValues,
} from "../generated/proto/resim/metrics/proto/metrics.js";
import type { RuleCode } from "./messageRules.js";

/** The member of a values message that a type of metric sets. */
export type ValuesMember = NonNullable<MetricValues["metricValues"]>;

/** The names of those members. */
export type ValuesCase = ValuesMember["$case"];

/** The message of one member: `ValuesMessage<"scalarMetricValues">`. */
export type ValuesMessage<C extends ValuesCase> = Extract<ValuesMember, { $case: C }>["value"];

type FieldsOf<V, T> = {
  [K in keyof V]-?: NonNullable<V[K]> extends T ? K : never;
}[keyof V] &
  string;

/** The fields of a values message that refer to metrics data. */
export type ReferenceField<V> = FieldsOf<V, MetricsDataId | readonly MetricsDataId[]>;

type ReferenceList<V> = FieldsOf<V, readonly MetricsDataId[]>;

/** The lists of a values message besides its references. */
type ListField<V> = Exclude<FieldsOf<V, readonly unknown[]>, ReferenceList<V>>;

/** Allowed indexes of a series: kinds of series; `undefined` means none. */
export type IndexKinds = readonly (SeriesKind | undefined)[] | "any";

/** What a field of a values message refers to, and the rule behind it. */
export type Reference<V = never> =
  | {
      readonly kind: Exclude<SeriesKind, "statuses">;
      readonly index: IndexKinds;
      readonly rule: RuleCode;
      /** Which of `index` the rest of the message allows; undefined if it does not matter. */
      readonly narrow?: (values: V) => IndexKinds | undefined;
    }
  /** The statuses of the series next to it, one by one: with the same index and grouping. */
  | { readonly kind: "statuses" }
  | { readonly kind: "externalFile"; readonly rule: RuleCode };

/** The target of a reference. */
export type DataBehind<R> = R extends { readonly kind: infer K }
  ? Extract<AnyData, { kind: K }>
  : never;

/**
 * Contents of a list that has no references. `each`: exactly one entry per series. `names`: one per
 * series, with only a warning for fewer (rule N3). `own`: something else.
 */
type ListRole = "each" | "names" | "own";

/** The list whose length all parallel lists must have, and the rule behind it. */
type InStep<V> = [ReferenceList<V>] extends [never]
  ? { readonly inStep?: undefined }
  : { readonly inStep: { readonly with: ReferenceList<V>; readonly rule: RuleCode } };

/** What writing and reading share about one metric type. */
export type TypeDescription<W extends MetricTypeWord, C extends ValuesCase, R> = {
  /** The type as in the platform's API. */
  readonly word: W;
  /** The member of the values message that it sets. */
  readonly member: C;
  /** Whether its values have statuses. If not, a metric is `NOT_APPLICABLE` by default. */
  readonly judged: boolean;
  /** The fields that refer to metrics data and their kinds, in message order. */
  readonly references: R & { readonly [K in ReferenceField<ValuesMessage<C>>]: unknown };
  /** The contents of the other lists. */
  readonly lists: { readonly [K in ListField<ValuesMessage<C>>]: ListRole };
} & InStep<ValuesMessage<C>>;

/** A description with derived properties. */
export interface DescribedType<W extends MetricTypeWord, C extends ValuesCase, R> {
  readonly word: W;
  readonly member: C;
  readonly judged: boolean;
  readonly references: R;
  readonly lists: Readonly<Record<string, ListRole>>;
  readonly inStep: { readonly with: string; readonly rule: RuleCode } | undefined;
  /** The number of the type on the wire. */
  readonly number: MetricType;
  /** Readable name: `Double over time`. */
  readonly label: string;
}

/** A description as seen by code that treats all types alike. */
export type AnyType = DescribedType<
  MetricTypeWord,
  ValuesCase,
  Readonly<Record<string, Reference>>
>;

/**
 * Describes a metric type. The compiler reports fields of its values message that are missing here.
 */
export function describeType<
  const W extends MetricTypeWord,
  const C extends ValuesCase,
  const R extends {
    readonly [K in ReferenceField<ValuesMessage<C>>]: Reference<ValuesMessage<C>>;
  },
>(description: TypeDescription<W, C, R>): DescribedType<W, C, R> {
  const { word, member, judged, references, lists, inStep } = description;
  return {
    word,
    member,
    judged,
    references,
    lists,
    inStep,
    number: MetricType[`${word}_METRIC_TYPE`],
    label: `${word.charAt(0)}${word.slice(1).toLowerCase().replaceAll("_", " ")}`,
  };
}
