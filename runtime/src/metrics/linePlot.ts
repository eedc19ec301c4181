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
import { checkList, checkSameShape, checkSeries, statusesOr } from "./checks.js";
import { defineMetric } from "./definition.js";
import { describeType } from "./describeType.js";
import { passedStatuses, worstOf } from "./judge.js";
import type { MetricBase, MetricOptions } from "./metric.js";
import { aboutMetric, metricFields } from "./metricFields.js";
import { noOwnRules } from "./rules.js";

/** Accepted doubles for a line: without an index, or indexed by timestamps. */
export type LineDoubles =
  | Doubles<string, Timestamps | undefined>
  | GroupedDoubles<string, GroupedTimestamps | undefined>;

/** Doubles that match `V`: with the same index, and grouped if it is grouped. */
export type DoublesFor<V extends LineDoubles> = V extends GroupedDoubles
  ? GroupedDoubles<string, V["index"]>
  : Doubles<string, V["index"]>;

/** One line of a {@link LinePlotOptions}. */
export interface LinePlotLine<Y extends LineDoubles> {
  /** The x coordinates, with the index of `y`. */
  x: NoInfer<DoublesFor<Y>>;
  /** The y coordinates: without an index, or indexed by timestamps (rule L1). */
  y: Y;
  /** One status per point, with the index of `y`. Default: `PASSED`, and `NOT_APPLICABLE` for NaN. */
  statuses?: NoInfer<StatusesFor<Y>> | undefined;
  /** Name of the line. Default: the name of `y`. */
  legend?: string | undefined;
}

/** Options of a line plot metric. */
export interface LinePlotOptions<L extends readonly LineDoubles[]> extends MetricOptions {
  /** The lines, at least one. */
  lines: { readonly [K in keyof L]: LinePlotLine<L[K]> };
  xAxisName?: string | undefined;
  yAxisName?: string | undefined;
}

/** Lines through pairs of doubles. */
export interface LinePlotMetric extends MetricBase<"LINE_PLOT"> {
  readonly lines: readonly {
    readonly x: AnyDoubles;
    readonly y: AnyDoubles;
    readonly statuses: AnyStatuses;
    readonly legend: string | undefined;
  }[];
  readonly xAxisName: string | undefined;
  readonly yAxisName: string | undefined;
}

const type = describeType({
  word: "LINE_PLOT",
  member: "linePlotMetricValues",
  judged: true,
  references: {
    xDoublesDataId: { kind: "doubles", index: [undefined, "timestamps"], rule: "L1" },
    yDoublesDataId: { kind: "doubles", index: [undefined, "timestamps"], rule: "L1" },
    statusesDataId: { kind: "statuses" },
  },
  inStep: { with: "xDoublesDataId", rule: "L1" },
  lists: { legendSeriesNames: "names" },
});

function create<const L extends readonly LineDoubles[]>(
  name: string,
  options: LinePlotOptions<L>,
): LinePlotMetric {
  return aboutMetric(name, options, () => {
    const given: readonly LinePlotLine<LineDoubles>[] = options.lines;
    const lines = checkList("lines", given).map(({ x, y, statuses, legend }, at) => {
      const role = `y of line ${at}`;
      checkSeries(role, y, type.references.yDoublesDataId);
      checkSeries(`x of line ${at}`, x, type.references.xDoublesDataId);
      checkSameShape(role, y, "x", x);
      return {
        x,
        y,
        statuses: statusesOr(role, y, statuses, () => passedStatuses(y)),
        legend: checkText("legend", legend) ?? y.name,
      };
    });
    return {
      type: "LINE_PLOT",
      ...metricFields(name, options, worstOf(lines.map((line) => line.statuses))),
      lines,
      xAxisName: checkText("xAxisName", options.xAxisName),
      yAxisName: checkText("yAxisName", options.yAxisName),
    };
  });
}

export const linePlotMetric = defineMetric(type, {
  create,
  write: ({ lines, xAxisName, yAxisName }: LinePlotMetric, id) => ({
    xDoublesDataId: lines.map((line) => id(line.x)),
    yDoublesDataId: lines.map((line) => id(line.y)),
    statusesDataId: lines.map((line) => id(line.statuses)),
    xAxisName,
    yAxisName,
    legendSeriesNames: lines.map((line) => line.legend ?? line.y.name),
  }),
  read: (message, fields, find): LinePlotMetric => ({
    type: "LINE_PLOT",
    ...fields,
    lines: message.xDoublesDataId.map((_, at) => ({
      x: find.data("xDoublesDataId", at),
      y: find.data("yDoublesDataId", at),
      statuses: find.data("statusesDataId", at),
      legend: message.legendSeriesNames[at],
    })),
    xAxisName: message.xAxisName,
    yAxisName: message.yAxisName,
  }),
  rules: noOwnRules,
});
