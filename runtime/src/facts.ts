import {
  MetricImportance,
  MetricStatus,
  MetricsDataType,
  TimestampType,
} from "./generated/proto/resim/metrics/proto/metrics.js";

/** The verdict on a metric, an event, or one element of a series. */
export type Status = "PASSED" | "FAIL_WARN" | "FAIL_BLOCK" | "RAW" | "NOT_APPLICABLE";

/** How much attention a metric or event asks for. */
export type Importance = "ZERO" | "LOW" | "MEDIUM" | "HIGH" | "CRITICAL";

/** Whether the times of events are points on the clock or offsets from the start of the test. */
export type TimestampKind = "ABSOLUTE" | "RELATIVE";

/** The types of metrics, as the platform's API spells them. */
export type MetricTypeWord =
  | "SCALAR"
  | "DOUBLE_SUMMARY"
  | "DOUBLE_OVER_TIME"
  | "LINE_PLOT"
  | "BAR_CHART"
  | "BATCHWISE_BAR_CHART"
  | "STATES_OVER_TIME"
  | "HISTOGRAM"
  | "PLOTLY"
  | "IMAGE"
  | "IMAGE_LIST"
  | "TEXT";

/** What kind of element a series holds. */
export type SeriesKind = "doubles" | "timestamps" | "uuids" | "strings" | "statuses";

/** What a message may hold where a word is expected: nothing, or a number that nobody knows. */
export type UnknownWord = "UNSPECIFIED" | `UNKNOWN_${number}`;

/** A status as it is read from a message that anyone may have written. */
export type StatusRead = Status | UnknownWord;

/** An importance as it is read from a message that anyone may have written. */
export type ImportanceRead = Importance | UnknownWord;

/** Wire numbers of statuses. */
export const statusNumbers: Readonly<Record<Status, MetricStatus>> = {
  PASSED: MetricStatus.PASSED_METRIC_STATUS,
  FAIL_WARN: MetricStatus.FAIL_WARN_METRIC_STATUS,
  FAIL_BLOCK: MetricStatus.FAIL_BLOCK_METRIC_STATUS,
  RAW: MetricStatus.RAW_METRIC_STATUS,
  NOT_APPLICABLE: MetricStatus.NOT_APPLICABLE_METRIC_STATUS,
};

/** The statuses from the worst to the one that says least. */
export const statusesByWeight: readonly Status[] = [
  "FAIL_BLOCK",
  "FAIL_WARN",
  "PASSED",
  "RAW",
  "NOT_APPLICABLE",
];

/** Wire numbers of importances. */
export const importanceNumbers: Readonly<Record<Importance, MetricImportance>> = {
  ZERO: MetricImportance.ZERO_IMPORTANCE,
  LOW: MetricImportance.LOW_IMPORTANCE,
  MEDIUM: MetricImportance.MEDIUM_IMPORTANCE,
  HIGH: MetricImportance.HIGH_IMPORTANCE,
  CRITICAL: MetricImportance.CRITICAL_IMPORTANCE,
};

/** Wire numbers of timestamp types. */
export const timestampTypeNumbers: Readonly<Record<TimestampKind, TimestampType>> = {
  ABSOLUTE: TimestampType.ABSOLUTE_TIMESTAMP,
  RELATIVE: TimestampType.RELATIVE_TIMESTAMP,
};

/** For each kind of series: its data type without and with an index. */
export const seriesDataTypes: Readonly<
  Record<SeriesKind, { plain: MetricsDataType; indexed: MetricsDataType }>
> = {
  doubles: {
    plain: MetricsDataType.DOUBLE_SERIES_DATA_TYPE,
    indexed: MetricsDataType.INDEXED_DOUBLE_SERIES_DATA_TYPE,
  },
  timestamps: {
    plain: MetricsDataType.TIMESTAMP_SERIES_DATA_TYPE,
    indexed: MetricsDataType.INDEXED_TIMESTAMP_SERIES_DATA_TYPE,
  },
  uuids: {
    plain: MetricsDataType.UUID_SERIES_DATA_TYPE,
    indexed: MetricsDataType.INDEXED_UUID_SERIES_DATA_TYPE,
  },
  strings: {
    plain: MetricsDataType.STRING_SERIES_DATA_TYPE,
    indexed: MetricsDataType.INDEXED_STRING_SERIES_DATA_TYPE,
  },
  statuses: {
    plain: MetricsDataType.METRIC_STATUS_SERIES_DATA_TYPE,
    indexed: MetricsDataType.INDEXED_METRIC_STATUS_SERIES_DATA_TYPE,
  },
};

const statusWords = wordsByNumber(statusNumbers);
const importanceWords = wordsByNumber(importanceNumbers);
const timestampWords = wordsByNumber(timestampTypeNumbers);

/** The word of a status number; `UNSPECIFIED` for 0 and `UNKNOWN_99` for a number nobody knows. */
export function statusWord(number: number): StatusRead {
  return statusWords.get(number) ?? unknownWord(number);
}

/** The word of an importance number, as {@link statusWord}. */
export function importanceWord(number: number): ImportanceRead {
  return importanceWords.get(number) ?? unknownWord(number);
}

/** The word of a timestamp type's number, as {@link statusWord}. */
export function timestampTypeWord(number: number): TimestampKind | UnknownWord {
  return timestampWords.get(number) ?? unknownWord(number);
}

/** Whether a text is one of the five status words. */
export function isStatus(value: unknown): value is Status {
  return typeof value === "string" && Object.hasOwn(statusNumbers, value);
}

/** Whether a text is one of the five importance words. */
export function isImportance(value: unknown): value is Importance {
  return typeof value === "string" && Object.hasOwn(importanceNumbers, value);
}

function unknownWord(number: number): UnknownWord {
  return number === 0 ? "UNSPECIFIED" : `UNKNOWN_${number}`;
}

function wordsByNumber<W extends string>(numbers: Readonly<Record<W, number>>): Map<number, W> {
  return new Map(Object.entries<number>(numbers).map(([word, number]) => [number, word as W]));
}
