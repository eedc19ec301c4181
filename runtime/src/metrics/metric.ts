import type { Origin } from "../data/origin.js";
import type { Importance, ImportanceRead, MetricTypeWord, Status, StatusRead } from "../facts.js";
import type { Metric as MetricMessage } from "../generated/proto/resim/metrics/proto/metrics.js";

/** The options that every type of metric takes. */
export interface MetricOptions {
  /** A sentence about the metric. Default: none. */
  description?: string | undefined;
  /**
   * The verdict. Default: what the value and its thresholds say; for charts the worst of their
   * statuses; for a summary the status of the element that it shows, the worst of all where `index`
   * selects none; `NOT_APPLICABLE` for texts, images and plotly figures.
   */
  status?: Status | undefined;
  /** How much attention the metric asks for. Default: `MEDIUM`. */
  importance?: Importance | undefined;
  /** Whether the platform shows it at all. Default: true. */
  shouldDisplay?: boolean | undefined;
  /** Whether a threshold that is crossed says `FAIL_BLOCK` instead of `FAIL_WARN`. Default: false. */
  blocking?: boolean | undefined;
  /** Position on the page. Default: the position of adding, from 0. */
  order?: number | undefined;
  /**
   * Keys and values that mark the metric, for example `{ RESIM_SUMMARY: "1" }`; neither is empty (rule
   * T3). A list of `{ key, value }`, or of a Map's entries, may repeat a key and keeps its order,
   * which an object does not for keys that are numbers. Default: none.
   */
  tags?: MetricTags | undefined;
  /**
   * Shown with its event rather than on its own; its name need not be unique (rule M6). One that no
   * event lists is a warning (rule N4). Default: false.
   */
  eventMetric?: boolean | undefined;
}

/** Bounds strictly beyond which a number fails. */
export interface Thresholds {
  /** Values above it fail. Default: none. */
  failsAbove?: number | undefined;
  /** Values below it fail. Default: none. */
  failsBelow?: number | undefined;
}

/** The verdict on values that are NaN: what is missing must not pass unless it is said to. */
export type NaNStatus = Exclude<Status, "RAW">;

/** {@link Thresholds} for the elements of a series, any of which may be missing. */
export interface SeriesThresholds extends Thresholds {
  /**
   * The status of values that are NaN. With the default, a metric of nothing but NaN is
   * `NOT_APPLICABLE` itself. Default: `NOT_APPLICABLE`.
   */
  nan?: NaNStatus | undefined;
}

/** What may stand where tags are asked for. */
export type MetricTags =
  | Readonly<Record<string, string>>
  | readonly MetricTag[]
  | ReadonlyMap<string, string>;

/** A key and a value that mark a metric. */
export interface MetricTag {
  readonly key: string;
  readonly value: string;
}

/** What every metric has, written or read. */
export interface MetricFields {
  /** The identifier by which a message refers to it. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly status: StatusRead;
  readonly importance: ImportanceRead;
  readonly shouldDisplay: boolean | undefined;
  readonly blocking: boolean | undefined;
  /** Undefined where it was not given: a writer then says the position of adding. */
  readonly order: number | undefined;
  readonly eventMetric: boolean | undefined;
  readonly tags: readonly MetricTag[];
  /** What it was read from; undefined where it was made here. */
  readonly origin?: Origin<MetricMessage> | undefined;
}

/** The base of every type of metric. */
export interface MetricBase<T extends MetricTypeWord = MetricTypeWord> extends MetricFields {
  readonly type: T;
}
