import { describeValue } from "../data/describeValue.js";
import type { AnyDoubles, AnyStatuses, StatusesFor } from "../data/series.js";
import { seriesOf } from "../data/seriesData.js";
import {
  compareTimestamps,
  type Timestamp,
  type TimestampInput,
  timestampFrom,
} from "../data/timestamp.js";
import { MetricDefinitionError } from "../errors.js";
import { isStatus, type Status, statusWord } from "../facts.js";
import type { DoubleSummaryMetricValues } from "../generated/proto/resim/metrics/proto/metrics.js";
import { checkSeries, statusesOr } from "./checks.js";
import { defineMetric } from "./definition.js";
import { describeType, type IndexKinds } from "./describeType.js";
import { failure, thresholdStatuses, worstOf } from "./judge.js";
import type { MetricBase, MetricOptions, SeriesThresholds } from "./metric.js";
import { aboutMetric, checkSeriesThresholds, metricFields } from "./metricFields.js";
import { noOwnRules } from "./rules.js";

/** What selects an element, for an index of type `I`. */
export type IndexElement<I> = I extends { kind: "timestamps" }
  ? TimestampInput
  : I extends { kind: "uuids" | "strings" }
    ? string
    : never;

/** Options of a double summary metric. */
export interface DoubleSummaryOptions<V extends AnyDoubles>
  extends MetricOptions,
    SeriesThresholds {
  /** The doubles; one of them is shown. Any index is allowed (rule D1). */
  value: V;
  /** One status per double, with the index of the values. Default: from the thresholds. */
  statuses?: NoInfer<StatusesFor<V>> | undefined;
  /**
   * Which one to show: its position from 0, or an element of the index (a timestamp, UUID or string). A
   * warning is given if it does not exist (rule N3). Default: unset.
   */
  index?: number | IndexElement<NoInfer<V>["index"]> | undefined;
}

/** How the index of a summary selects. */
export type SummaryIndex =
  | { readonly by: "position"; readonly value: number }
  | { readonly by: "timestamp"; readonly value: Timestamp }
  | { readonly by: "uuid"; readonly value: string }
  | { readonly by: "string"; readonly value: string };

/** One element of a series of doubles. */
export interface DoubleSummaryMetric extends MetricBase<"DOUBLE_SUMMARY"> {
  readonly value: AnyDoubles;
  readonly statuses: AnyStatuses;
  readonly index: SummaryIndex | undefined;
  /** The position that the index selects; undefined if there is none, or if the data is grouped. */
  readonly position: number | undefined;
  readonly failsAbove: number | undefined;
  readonly failsBelow: number | undefined;
}

const type = describeType({
  word: "DOUBLE_SUMMARY",
  member: "doubleMetricValues",
  judged: true,
  references: {
    valueDataId: { kind: "doubles", index: "any", rule: "D1", narrow: indexFor },
    statusDataId: { kind: "statuses" },
  },
  lists: {},
});

/** To select by an element of the index, the values need an index of that kind. */
function indexFor({ index }: DoubleSummaryMetricValues): IndexKinds | undefined {
  switch (index?.$case) {
    case "timestampIndex":
      return ["timestamps"];
    case "uuidIndex":
      return ["uuids"];
    case "stringIndex":
      return ["strings"];
    case "seriesIndex":
    case undefined:
      return undefined;
  }
}

function create<V extends AnyDoubles>(
  name: string,
  options: DoubleSummaryOptions<V>,
): DoubleSummaryMetric {
  return aboutMetric(name, options, () => {
    const { value } = options;
    checkSeries("value", value, type.references.valueDataId);
    const { failsAbove, failsBelow, nan } = checkSeriesThresholds(options);
    const given: AnyStatuses | undefined = options.statuses;
    const statuses = statusesOr("value", value, given, () =>
      thresholdStatuses(value, { failsAbove, failsBelow, nan }, failure(options.blocking)),
    );
    const index = checkIndex(value, options.index);
    const position = positionOf(value, index);
    return {
      type: "DOUBLE_SUMMARY",
      ...metricFields(name, options, statusAt(statuses, position)),
      value,
      statuses,
      index,
      position,
      failsAbove,
      failsBelow,
    };
  });
}

/** Interprets an index by the kind of the value's index. */
function checkIndex(value: AnyDoubles, index: unknown): SummaryIndex | undefined {
  if (index === undefined) return undefined;
  if (typeof index === "number") {
    if (Number.isInteger(index) && index >= 0 && index < 2 ** 32) {
      return { by: "position", value: index };
    }
    throw new MetricDefinitionError(`its index must be a position in a series, got ${index}`, {
      hint: "Positions start at 0. A timestamp is { seconds, nanos }, a bigint or a Date.",
    });
  }
  const kind = value.index?.kind;
  if (kind === "timestamps" && typeof index !== "string") {
    return { by: "timestamp", value: timestampFrom(index as TimestampInput) };
  }
  if (typeof index === "string" && kind === "uuids") return { by: "uuid", value: index };
  if (typeof index === "string" && kind === "strings") return { by: "string", value: index };
  throw new MetricDefinitionError(
    `its index is ${describeValue(index)}, but its value "${value.name}" is indexed by ${kind ?? "nothing"}`,
    { hint: "Select by position, or by an element of the series that indexes the value." },
  );
}

function positionOf(value: AnyDoubles, index: SummaryIndex | undefined): number | undefined {
  if (index === undefined || value.grouped) return undefined;
  if (index.by === "position") return index.value < value.length ? index.value : undefined;
  if (value.index === undefined) return undefined;
  const held = seriesOf(value.index).values as readonly (string | Timestamp)[];
  const wanted = index.value;
  const position = held.findIndex((element) =>
    typeof element === "string" || typeof wanted === "string"
      ? element === wanted
      : compareTimestamps(element, wanted) === 0,
  );
  return position < 0 ? undefined : position;
}

/** The status of the shown element, or else of all. */
function statusAt(statuses: AnyStatuses, position: number | undefined): Status {
  if (position !== undefined && !statuses.grouped) {
    const status = statusWord(statuses.codes[position] ?? 0);
    if (isStatus(status)) return status;
  }
  return worstOf([statuses]);
}

function readIndex(index: DoubleSummaryMetricValues["index"]): SummaryIndex | undefined {
  switch (index?.$case) {
    case "seriesIndex":
      return { by: "position", value: index.value };
    case "timestampIndex":
      return { by: "timestamp", value: index.value };
    case "uuidIndex":
      return { by: "uuid", value: index.value.data };
    case "stringIndex":
      return { by: "string", value: index.value };
    case undefined:
      return undefined;
  }
}

function writeIndex(index: SummaryIndex | undefined): DoubleSummaryMetricValues["index"] {
  switch (index?.by) {
    case "position":
      return { $case: "seriesIndex", value: index.value };
    case "timestamp":
      return { $case: "timestampIndex", value: index.value };
    case "uuid":
      return { $case: "uuidIndex", value: { data: index.value } };
    case "string":
      return { $case: "stringIndex", value: index.value };
    case undefined:
      return undefined;
  }
}

export const doubleSummaryMetric = defineMetric(type, {
  create,
  write({ value, statuses, index, failsAbove, failsBelow }: DoubleSummaryMetric, id) {
    const bounded = failsAbove !== undefined || failsBelow !== undefined;
    return {
      valueDataId: id(value),
      statusDataId: id(statuses),
      index: writeIndex(index),
      failureDefinition: bounded ? { failsAbove, failsBelow } : undefined,
    };
  },
  read(message, fields, find): DoubleSummaryMetric {
    const value = find.data("valueDataId");
    const index = readIndex(message.index);
    return {
      type: "DOUBLE_SUMMARY",
      ...fields,
      value,
      statuses: find.data("statusDataId"),
      index,
      position: positionOf(value, index),
      failsAbove: message.failureDefinition?.failsAbove,
      failsBelow: message.failureDefinition?.failsBelow,
    };
  },
  rules: noOwnRules,
});
