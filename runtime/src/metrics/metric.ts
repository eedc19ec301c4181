import type { Origin } from "../data/origin.js";
import type { Importance, ImportanceRead, MetricTypeWord, Status, StatusRead } from "../facts.js";
import type { Metric as MetricMessage } from "../generated/proto/resim/metrics/proto/metrics.js";

/** Options of all metric types. */
export interface MetricOptions {
  /** Description of the metric, one sentence. Default: none. */
  description?: string | undefined;
  /**
   * The status. Default: from the value and its thresholds. For charts, it is the worst of their
   * statuses. For a summary, it is the status of the shown element, or the worst of all if `index`
   * selects none. It is `NOT_APPLICABLE` for text, images and plotly figures.
   */
  status?: Status | undefined;
  /** Importance of the metric. Default: `MEDIUM`. */
  importance?: Importance | undefined;
  /** Whether the platform shows the metric. Default: true. */
  shouldDisplay?: boolean | undefined;
  /** Whether an exceeded threshold gives `FAIL_BLOCK` instead of `FAIL_WARN`. Default: false. */
  blocking?: boolean | undefined;
  /** Position on the page. Default: the order of addition, from 0. */
  order?: number | undefined;
  /**
   * Tags of the metric, for example `{ RESIM_SUMMARY: "1" }`; keys and values must not be empty (rule T3). A
   * list of `{ key, value }` or of Map entries may repeat keys and keeps its order. An object does not keep
   * the order of numeric keys. Default: none.
   */
  tags?: MetricTags | undefined;
  /**
   * Whether to show the metric with its event instead of separately. Its name does not have to be unique (rule
   * M6). An event metric that no event lists gives a warning (rule N4). Default: false.
   */
  eventMetric?: boolean | undefined;
}

/** Thresholds; a number fails strictly beyond them. */
export interface Thresholds {
  /** Values above it fail. Default: none. */
  failsAbove?: number | undefined;
  /** Values below it fail. Default: none. */
  failsBelow?: number | undefined;
}

/** The status of NaN: missing values must not pass by default. */
export type NaNStatus = Exclude<Status, "RAW">;

/** {@link Thresholds} for the elements of a series, some of which may be missing. */
export interface SeriesThresholds extends Thresholds {
  /**
   * The status of NaN values. With the default, a metric with only NaN is `NOT_APPLICABLE`, too. Default:
   * `NOT_APPLICABLE`.
   */
  nan?: NaNStatus | undefined;
}

/** Accepted types for tags. */
export type MetricTags =
  | Readonly<Record<string, string>>
  | readonly MetricTag[]
  | ReadonlyMap<string, string>;

/** Key and value of a tag. */
export interface MetricTag {
  readonly key: string;
  readonly value: string;
}

/** Properties of all metrics, created or read. */
export interface MetricFields {
  /** The identifier of the metric in a message. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly status: StatusRead;
  readonly importance: ImportanceRead;
  readonly shouldDisplay: boolean | undefined;
  readonly blocking: boolean | undefined;
  /** Undefined if it was not given: a writer then uses the order of addition. */
  readonly order: number | undefined;
  readonly eventMetric: boolean | undefined;
  readonly tags: readonly MetricTag[];
  /** The message that it was read from; undefined if it was created here. */
  readonly origin?: Origin<MetricMessage> | undefined;
}

/** The base of all metric types. */
export interface MetricBase<T extends MetricTypeWord = MetricTypeWord> extends MetricFields {
  readonly type: T;
}
