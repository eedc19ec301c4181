import type { SeriesKind, Status, StatusRead } from "../facts.js";
import type { MetricsData } from "../generated/proto/resim/metrics/proto/metrics.js";
import type { Origin } from "./origin.js";
import type { Timestamp, TimestampInput } from "./timestamp.js";

/** The type of a list of elements, by kind of series. */
export interface ValuesOf {
  doubles: Float64Array;
  timestamps: readonly Timestamp[];
  uuids: readonly string[];
  strings: readonly string[];
  statuses: readonly StatusRead[];
}

/** The accepted types for the elements, by kind of series. */
export interface InputOf {
  doubles: ArrayLike<number>;
  timestamps: ArrayLike<TimestampInput>;
  uuids: ArrayLike<string>;
  strings: ArrayLike<string>;
  statuses: ArrayLike<Status>;
}

/** The type of one element, by kind of series. */
export type ElementOf<K extends SeriesKind> = ValuesOf[K][number];

/** Properties of all metrics data. */
interface NamedData<N extends string = string> {
  /** The identifier of the data in a message. */
  readonly id: string;
  readonly name: N;
  /** Whether the name was generated: if it is taken, a writer chooses another one. */
  readonly hasDefaultName?: boolean | undefined;
  /** The message that it was read from; undefined if it was created here. */
  readonly origin?: Origin<MetricsData> | undefined;
}

/** A file next to the message, for image metrics. */
export interface ExternalFile<N extends string = string> extends NamedData<N> {
  readonly kind: "externalFile";
  /** Relative to the outputs folder. */
  readonly path: string;
}

/** What labels the elements of a series: another series of the same length, or nothing. */
export type Index = AnySeries | undefined;

/** What labels the elements of a grouped series: another grouped series, or nothing. */
export type GroupedIndex = AnyGrouped | undefined;

interface Labeled<K extends SeriesKind, N extends string> extends NamedData<N> {
  readonly kind: K;
  /** The unit of the elements, for example `m/s`; empty if there is none. */
  readonly unit: string;
}

/** Options of {@link Series.map}. */
export interface MapOptions<K extends SeriesKind, M extends string> {
  /** The name of the result. Default: the name of the series followed by `-mapped`. */
  name?: M | undefined;
  /** The kind of the result. Default: the kind of the series. */
  to?: K | undefined;
  /** The unit of the result, for example `km/h`. Default: none, because it may differ from that of the series. */
  unit?: string | undefined;
}

/** A list of elements of one kind. `I` is the type of the series that indexes it. */
interface Series<K extends SeriesKind, N extends string, I> extends Labeled<K, N> {
  readonly grouped: false;
  readonly index: I;
  readonly length: number;
  readonly values: ValuesOf[K];
  /** Returns a new series with one result per element. It keeps the index; its unit is the option `unit`. */
  map<T extends SeriesKind = K, const M extends string = `${N}-mapped`>(
    fn: (value: ElementOf<K>, position: number) => InputOf[T][number],
    options?: MapOptions<T, M>,
  ): SeriesOf<M, I>[T];
}

/** A list of elements for each of several categories. `I` is the type of the grouped index. */
interface GroupedSeries<K extends SeriesKind, N extends string, I> extends Labeled<K, N> {
  readonly grouped: true;
  readonly index: I;
  readonly categories: readonly string[];
  /** The elements of one category; undefined if there is no such category. */
  get(category: string): ValuesOf[K] | undefined;
  /** Returns a new grouped series with one result per element. It keeps the index; its unit is the option `unit`. */
  map<T extends SeriesKind = K, const M extends string = `${N}-mapped`>(
    fn: (value: ElementOf<K>, position: number, category: string) => InputOf[T][number],
    options?: MapOptions<T, M>,
  ): GroupedOf<M, I>[T];
}

/** Double-precision numbers. */
export interface Doubles<N extends string = string, I = Index> extends Series<"doubles", N, I> {
  readonly kind: "doubles";
}
/** Points in time. */
export interface Timestamps<N extends string = string, I = Index>
  extends Series<"timestamps", N, I> {
  readonly kind: "timestamps";
}
/** Identifiers, for example of batches or jobs. */
export interface UUIDs<N extends string = string, I = Index> extends Series<"uuids", N, I> {
  readonly kind: "uuids";
}
/** Strings, for example states or bar labels. */
export interface Strings<N extends string = string, I = Index> extends Series<"strings", N, I> {
  readonly kind: "strings";
}
/** Statuses, one per element of the series that they belong to. */
export interface Statuses<N extends string = string, I = Index> extends Series<"statuses", N, I> {
  readonly kind: "statuses";
  /** The statuses as wire numbers: faster to read than the strings in `values`. */
  readonly codes: Uint8Array | Int32Array;
}

/** {@link Doubles} per category. */
export interface GroupedDoubles<N extends string = string, I = GroupedIndex>
  extends GroupedSeries<"doubles", N, I> {
  readonly kind: "doubles";
}
/** {@link Timestamps} per category. */
export interface GroupedTimestamps<N extends string = string, I = GroupedIndex>
  extends GroupedSeries<"timestamps", N, I> {
  readonly kind: "timestamps";
}
/** {@link UUIDs} per category. */
export interface GroupedUUIDs<N extends string = string, I = GroupedIndex>
  extends GroupedSeries<"uuids", N, I> {
  readonly kind: "uuids";
}
/** {@link Strings} per category. */
export interface GroupedStrings<N extends string = string, I = GroupedIndex>
  extends GroupedSeries<"strings", N, I> {
  readonly kind: "strings";
}
/** {@link Statuses} per category. */
export interface GroupedStatuses<N extends string = string, I = GroupedIndex>
  extends GroupedSeries<"statuses", N, I> {
  readonly kind: "statuses";
  /** The statuses of one category as wire numbers. */
  codes(category: string): Uint8Array | Int32Array | undefined;
}

/** The type of a series by its kind. */
export interface SeriesOf<N extends string, I> {
  doubles: Doubles<N, I>;
  timestamps: Timestamps<N, I>;
  uuids: UUIDs<N, I>;
  strings: Strings<N, I>;
  statuses: Statuses<N, I>;
}

/** The type of a grouped series by its kind. */
export interface GroupedOf<N extends string, I> {
  doubles: GroupedDoubles<N, I>;
  timestamps: GroupedTimestamps<N, I>;
  uuids: GroupedUUIDs<N, I>;
  strings: GroupedStrings<N, I>;
  statuses: GroupedStatuses<N, I>;
}

/** A series of any kind. */
export type AnySeries = Doubles | Timestamps | UUIDs | Strings | Statuses;

/** A grouped series of any kind. */
export type AnyGrouped =
  | GroupedDoubles
  | GroupedTimestamps
  | GroupedUUIDs
  | GroupedStrings
  | GroupedStatuses;

/** Any metrics data. */
export type AnyData = AnySeries | AnyGrouped | ExternalFile;

/** Statuses that match `V`: on the same index, and grouped if it is grouped. */
export type StatusesFor<V extends AnySeries | AnyGrouped> = V extends AnyGrouped
  ? GroupedStatuses<string, V["index"]>
  : Statuses<string, V["index"]>;

/** Options of the functions that make a series. */
export interface SeriesOptions<I> {
  /** The unit of the elements, for example `m/s`. Default: none. */
  unit?: string | undefined;
  /** The series that labels the elements of this one, one by one. Default: none. */
  index?: I;
}

/** Doubles, plain or grouped. */
export type AnyDoubles = Doubles | GroupedDoubles;
/** Timestamps, plain or grouped. */
export type AnyTimestamps = Timestamps | GroupedTimestamps;
/** Strings, plain or grouped. */
export type AnyStrings = Strings | GroupedStrings;
/** Statuses, plain or grouped. */
export type AnyStatuses = Statuses | GroupedStatuses;
