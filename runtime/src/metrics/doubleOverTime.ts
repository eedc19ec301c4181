import { checkText } from "../data/about.js";
import type {
  AnyDoubles,
  AnyStatuses,
  Doubles,
  GroupedDoubles,
  GroupedTimestamps,
  StatusesFor,
  Timestamps,
} from "../data/series.js";
import { type Timestamp, type TimestampInput, timestampFrom } from "../data/timestamp.js";
import { checkList, checkSeries, statusesOr } from "./checks.js";
import { defineMetric } from "./definition.js";
import { describeType } from "./describeType.js";
import { failure, thresholdStatuses, worstOf } from "./judge.js";
import type { MetricBase, MetricOptions, SeriesThresholds } from "./metric.js";
import { aboutMetric, checkSeriesThresholds, metricFields } from "./metricFields.js";
import { noOwnRules } from "./rules.js";

/** Accepted doubles for a line over time: indexed by timestamps. */
export type DoublesOverTime =
  | Doubles<string, Timestamps>
  | GroupedDoubles<string, GroupedTimestamps>;

/** One line of a {@link DoubleOverTimeOptions}. */
export interface DoubleOverTimeLine<V extends DoublesOverTime> extends SeriesThresholds {
  /** Doubles indexed by timestamps (rule O1) in ascending order (rule N8). */
  values: V;
  /** One status per value, with the same index. Default: from the thresholds. */
  statuses?: NoInfer<StatusesFor<V>> | undefined;
  /** Name of the line. Default: the name of the values. */
  legend?: string | undefined;
}

/** Options of a double over time metric. */
export interface DoubleOverTimeOptions<L extends readonly DoublesOverTime[]> extends MetricOptions {
  /** The lines, at least one. */
  lines: { readonly [K in keyof L]: DoubleOverTimeLine<L[K]> };
  /** Start of the time axis. Default: unset, the platform decides. */
  startTime?: TimestampInput | undefined;
  /** End of the time axis. Default: unset, the platform decides. */
  endTime?: TimestampInput | undefined;
  yAxisName?: string | undefined;
}

/** Lines of doubles over time. */
export interface DoubleOverTimeMetric extends MetricBase<"DOUBLE_OVER_TIME"> {
  readonly lines: readonly {
    readonly values: AnyDoubles;
    readonly statuses: AnyStatuses;
    readonly legend: string | undefined;
    readonly failsAbove: number | undefined;
    readonly failsBelow: number | undefined;
  }[];
  readonly startTime: Timestamp | undefined;
  readonly endTime: Timestamp | undefined;
  readonly yAxisName: string | undefined;
}

const type = describeType({
  word: "DOUBLE_OVER_TIME",
  member: "doubleOverTimeMetricValues",
  judged: true,
  references: {
    doublesOverTimeDataId: { kind: "doubles", index: ["timestamps"], rule: "O1" },
    statusesOverTimeDataId: { kind: "statuses" },
  },
  inStep: { with: "doublesOverTimeDataId", rule: "O1" },
  lists: { failureDefinition: "each", legendSeriesNames: "names" },
});

function create<const L extends readonly DoublesOverTime[]>(
  name: string,
  options: DoubleOverTimeOptions<L>,
): DoubleOverTimeMetric {
  return aboutMetric(name, options, () => {
    const given: readonly DoubleOverTimeLine<DoublesOverTime>[] = options.lines;
    const lines = checkList("lines", given).map((line, at) => {
      const { values } = line;
      const role = `values of line ${at}`;
      checkSeries(role, values, type.references.doublesOverTimeDataId);
      const { failsAbove, failsBelow, nan } = checkSeriesThresholds(line);
      const statuses = statusesOr(role, values, line.statuses, () =>
        thresholdStatuses(values, { failsAbove, failsBelow, nan }, failure(options.blocking)),
      );
      const legend = checkText("legend", line.legend) ?? values.name;
      return { values, statuses, legend, failsAbove, failsBelow };
    });
    const { startTime, endTime } = options;
    return {
      type: "DOUBLE_OVER_TIME",
      ...metricFields(name, options, worstOf(lines.map((line) => line.statuses))),
      lines,
      startTime: startTime === undefined ? undefined : timestampFrom(startTime),
      endTime: endTime === undefined ? undefined : timestampFrom(endTime),
      yAxisName: checkText("yAxisName", options.yAxisName),
    };
  });
}

export const doubleOverTimeMetric = defineMetric(type, {
  create,
  write: ({ lines, startTime, endTime, yAxisName }: DoubleOverTimeMetric, id) => ({
    doublesOverTimeDataId: lines.map((line) => id(line.values)),
    statusesOverTimeDataId: lines.map((line) => id(line.statuses)),
    failureDefinition: lines.map(({ failsAbove, failsBelow }) => ({ failsAbove, failsBelow })),
    startTime,
    endTime,
    yAxisName,
    legendSeriesNames: lines.map((line) => line.legend ?? line.values.name),
  }),
  read: (message, fields, find): DoubleOverTimeMetric => ({
    type: "DOUBLE_OVER_TIME",
    ...fields,
    lines: message.doublesOverTimeDataId.map((_, at) => ({
      values: find.data("doublesOverTimeDataId", at),
      statuses: find.data("statusesOverTimeDataId", at),
      legend: message.legendSeriesNames[at],
      failsAbove: message.failureDefinition[at]?.failsAbove,
      failsBelow: message.failureDefinition[at]?.failsBelow,
    })),
    startTime: message.startTime,
    endTime: message.endTime,
    yAxisName: message.yAxisName,
  }),
  rules: noOwnRules,
});
