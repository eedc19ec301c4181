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

/** What may index a series: kinds of series, or nothing where `undefined` is among them. */
export type IndexKinds = readonly (SeriesKind | undefined)[] | "any";

/** What a field of a values message refers to, and the rule that says so. */
export type Reference<V = never> =
  | {
      readonly kind: Exclude<SeriesKind, "statuses">;
      readonly index: IndexKinds;
      readonly rule: RuleCode;
      /** What the rest of the message allows of `index`; undefined where it does not matter. */
      readonly narrow?: (values: V) => IndexKinds | undefined;
    }
  /** The verdicts on all series beside it, one for one: on their index, grouped as they are. */
  | { readonly kind: "statuses" }
  | { readonly kind: "externalFile"; readonly rule: RuleCode };

/** What a reference leads to. */
export type DataBehind<R> = R extends { readonly kind: infer K }
  ? Extract<AnyData, { kind: K }>
  : never;

/**
 * What a list besides the references holds: `each`, exactly one entry per series; `names`, one per
 * series, where fewer are only worth a warning (rule N3); `own`, something else.
 */
type ListRole = "each" | "names" | "own";

/** Lists of references run in step with one of them, and the rule that says so. */
type InStep<V> = [ReferenceList<V>] extends [never]
  ? { readonly inStep?: undefined }
  : { readonly inStep: { readonly with: ReferenceList<V>; readonly rule: RuleCode } };

/** All that code on either side of the wire shares about one type of metric. */
export type TypeDescription<W extends MetricTypeWord, C extends ValuesCase, R> = {
  /** As the platform's API spells the type. */
  readonly word: W;
  /** The member of the values message that it sets. */
  readonly member: C;
  /** Whether its values have verdicts; without, a metric is `NOT_APPLICABLE` unless it says otherwise. */
  readonly judged: boolean;
  /** Which fields refer to metrics data of what kind, in the order of the message. */
  readonly references: R & { readonly [K in ReferenceField<ValuesMessage<C>>]: unknown };
  /** What the other lists hold. */
  readonly lists: { readonly [K in ListField<ValuesMessage<C>>]: ListRole };
} & InStep<ValuesMessage<C>>;

/** A description with what follows from it. */
export interface DescribedType<W extends MetricTypeWord, C extends ValuesCase, R> {
  readonly word: W;
  readonly member: C;
  readonly judged: boolean;
  readonly references: R;
  readonly lists: Readonly<Record<string, ListRole>>;
  readonly inStep: { readonly with: string; readonly rule: RuleCode } | undefined;
  /** The number of the type on the wire. */
  readonly number: MetricType;
  /** As people read it: `Double over time`. */
  readonly label: string;
}

/** A description seen by code that treats all types alike. */
export type AnyType = DescribedType<
  MetricTypeWord,
  ValuesCase,
  Readonly<Record<string, Reference>>
>;

/**
 * Describes a type of metric. The compiler names fields of its values message that are missing here.
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
