import { MetricsDataType, type MetricType } from "./generated/proto/resim/metrics/proto/metrics.js";

/** The status of a metric, an event, or one element of a series. */
export type Status = "PASSED" | "FAIL_WARN" | "FAIL_BLOCK" | "RAW" | "NOT_APPLICABLE";

/** The importance of a metric or event. */
export type Importance = "ZERO" | "LOW" | "MEDIUM" | "HIGH" | "CRITICAL";

/** Whether the timestamps of events are absolute or offsets from the start of the test. */
export type TimestampKind = "ABSOLUTE" | "RELATIVE";

type WordOf<Name> = Name extends `${infer Word}_METRIC_TYPE` ? Word : never;

/** The types of metrics, as the platform's API spells them: `DOUBLE_OVER_TIME`. */
export type MetricTypeWord = Exclude<WordOf<keyof typeof MetricType>, "NO">;

/** The element kind of a series. */
export type SeriesKind = "doubles" | "timestamps" | "uuids" | "strings" | "statuses";

/** What a message may have instead of a known enum value: none, or an unknown number. */
export type UnknownWord = "UNSPECIFIED" | `UNKNOWN_${number}`;

/** A status read from a message of any origin. */
export type StatusRead = Status | UnknownWord;

/** An importance read from a message of any origin. */
export type ImportanceRead = Importance | UnknownWord;

/** Wire numbers of statuses. */
export const statusNumbers: Readonly<Record<Status, number>> = {
  PASSED: 1,
  FAIL_WARN: 2,
  FAIL_BLOCK: 5,
  RAW: 4,
  NOT_APPLICABLE: 3,
};

/** The statuses from worst to least significant. */
export const statusesByWeight: readonly Status[] = [
  "FAIL_BLOCK",
  "FAIL_WARN",
  "PASSED",
  "RAW",
  "NOT_APPLICABLE",
];

/** Wire numbers of importances. */
export const importanceNumbers: Readonly<Record<Importance, number>> = {
  ZERO: 1,
  LOW: 2,
  MEDIUM: 3,
  HIGH: 4,
  CRITICAL: 5,
};

/** Wire numbers of timestamp types. */
export const timestampTypeNumbers: Readonly<Record<TimestampKind, number>> = {
  ABSOLUTE: 1,
  RELATIVE: 2,
};

/** For each kind of series: its data type without and with an index. */
export const seriesDataTypes: Readonly<
  Record<SeriesKind, { readonly plain: MetricsDataType; readonly indexed: MetricsDataType }>
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

/** The name of a status number; `UNSPECIFIED` for 0, and for example `UNKNOWN_99` for an unknown number. */
export function statusWord(number: number): StatusRead {
  return statusWords.get(number) ?? unknownWord(number);
}

/** The name of an importance number, as in {@link statusWord}. */
export function importanceWord(number: number): ImportanceRead {
  return importanceWords.get(number) ?? unknownWord(number);
}

/** The name of a timestamp type's number, as in {@link statusWord}. */
export function timestampTypeWord(number: number): TimestampKind | UnknownWord {
  return timestampWords.get(number) ?? unknownWord(number);
}

/** The number of a status that was read: of any name that {@link statusWord} returns. */
export function statusNumber(word: StatusRead): number {
  return isStatus(word) ? statusNumbers[word] : unknownNumber(word);
}

/** The number of an importance that was read, as in {@link statusNumber}. */
export function importanceNumber(word: ImportanceRead): number {
  return isImportance(word) ? importanceNumbers[word] : unknownNumber(word);
}

/** The number of a timestamp type that was read, as in {@link statusNumber}. */
export function timestampTypeNumber(word: TimestampKind | UnknownWord): number {
  return word === "ABSOLUTE" || word === "RELATIVE"
    ? timestampTypeNumbers[word]
    : unknownNumber(word);
}

/** Whether a string is one of the five statuses. */
export function isStatus(value: unknown): value is Status {
  return typeof value === "string" && Object.hasOwn(statusNumbers, value);
}

/** Whether a string is one of the five importances. */
export function isImportance(value: unknown): value is Importance {
  return typeof value === "string" && Object.hasOwn(importanceNumbers, value);
}

const canonicalForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * The canonical form of a UUID as in the API: lower case and hyphenated. Accepts any spelling that
 * the platform accepts: 32 hexadecimal digits, plus any `urn:`, `uuid:`, surrounding braces and
 * hyphens. Undefined for any other string.
 */
export function canonicalUUID(value: string): string | undefined {
  if (canonicalForm.test(value)) return value;
  const bare = withoutBraces(value.replaceAll("urn:", "").replaceAll("uuid:", ""));
  const digits = bare.replaceAll("-", "").toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(digits)) return undefined;
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Whether the platform accepts a value as an identifier; see {@link canonicalUUID}. */
export function isUUID(value: unknown): value is string {
  return typeof value === "string" && canonicalUUID(value) !== undefined;
}

/** Not a regular expression: anchored at the end, it takes quadratic time for a string full of braces. */
function withoutBraces(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && "{}".includes(text.charAt(start))) start++;
  while (end > start && "{}".includes(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

/** The placeholder name of a number without a name. */
export function unknownWord(number: number): UnknownWord {
  return number === 0 ? "UNSPECIFIED" : `UNKNOWN_${number}`;
}

function unknownNumber(word: UnknownWord): number {
  return word === "UNSPECIFIED" ? 0 : Number(word.slice("UNKNOWN_".length));
}

function wordsByNumber<W extends string>(numbers: Readonly<Record<W, number>>): Map<number, W> {
  return new Map(Object.entries<number>(numbers).map(([word, number]) => [number, word as W]));
}
