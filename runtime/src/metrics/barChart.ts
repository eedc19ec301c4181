import { checkText } from "../data/about.js";
import type {
  AnyDoubles,
  AnyStatuses,
  Doubles,
  GroupedDoubles,
  GroupedStrings,
  StatusesFor,
  Strings,
} from "../data/series.js";
import { checkList, checkSeries, statusesOr } from "./checks.js";
import { defineMetric } from "./definition.js";
import { describeType } from "./describeType.js";
import { passedStatuses, worstOf } from "./judge.js";
import type { MetricBase, MetricOptions } from "./metric.js";
import { aboutMetric, metricFields } from "./metricFields.js";
import { noOwnRules } from "./rules.js";

/** Accepted doubles for bars: indexed by the strings that label them. */
export type BarDoubles = Doubles<string, Strings> | GroupedDoubles<string, GroupedStrings>;

/** One set of bars of a {@link BarChartOptions}. */
export interface Bars<V extends BarDoubles> {
  /** Doubles indexed by the strings that label the bars (rule B1). */
  values: V;
  /** One status per bar, with the same index. Default: `PASSED`, and `NOT_APPLICABLE` for NaN. */
  statuses?: NoInfer<StatusesFor<V>> | undefined;
  /** Name of the set. Default: the name of the values. */
  legend?: string | undefined;
}

/** Options of a bar chart metric. */
export interface BarChartOptions<L extends readonly BarDoubles[]> extends MetricOptions {
  /** The sets of bars, at least one. */
  bars: { readonly [K in keyof L]: Bars<L[K]> };
  /** Whether to stack the sets instead of drawing them side by side. Default: unset, side by side. */
  stackBars?: boolean | undefined;
  xAxisName?: string | undefined;
  yAxisName?: string | undefined;
}

/** Sets of bars with labels. */
export interface BarChartMetric extends MetricBase<"BAR_CHART"> {
  readonly bars: readonly {
    readonly values: AnyDoubles;
    readonly statuses: AnyStatuses;
    readonly legend: string | undefined;
  }[];
  readonly stackBars: boolean | undefined;
  readonly xAxisName: string | undefined;
  readonly yAxisName: string | undefined;
}

const type = describeType({
  word: "BAR_CHART",
  member: "barChartMetricValues",
  judged: true,
  references: {
    valuesDataId: { kind: "doubles", index: ["strings"], rule: "B1" },
    statusesDataId: { kind: "statuses" },
  },
  inStep: { with: "valuesDataId", rule: "B1" },
  lists: { legendSeriesNames: "names" },
});

function create<const L extends readonly BarDoubles[]>(
  name: string,
  options: BarChartOptions<L>,
): BarChartMetric {
  return aboutMetric(name, options, () => {
    const given: readonly Bars<BarDoubles>[] = options.bars;
    const bars = checkList("bars", given).map(({ values, statuses, legend }, at) => {
      const role = `values of bars ${at}`;
      checkSeries(role, values, type.references.valuesDataId);
      return {
        values,
        statuses: statusesOr(role, values, statuses, () => passedStatuses(values)),
        legend: checkText("legend", legend) ?? values.name,
      };
    });
    return {
      type: "BAR_CHART",
      ...metricFields(name, options, worstOf(bars.map((set) => set.statuses))),
      bars,
      stackBars: options.stackBars,
      xAxisName: checkText("xAxisName", options.xAxisName),
      yAxisName: checkText("yAxisName", options.yAxisName),
    };
  });
}

export const barChartMetric = defineMetric(type, {
  create,
  write: ({ bars, stackBars, xAxisName, yAxisName }: BarChartMetric, id) => ({
    valuesDataId: bars.map((set) => id(set.values)),
    statusesDataId: bars.map((set) => id(set.statuses)),
    legendSeriesNames: bars.map((set) => set.legend ?? set.values.name),
    xAxisName,
    yAxisName,
    stackBars,
  }),
  read: (message, fields, find): BarChartMetric => ({
    type: "BAR_CHART",
    ...fields,
    bars: message.valuesDataId.map((_, at) => ({
      values: find.data("valuesDataId", at),
      statuses: find.data("statusesDataId", at),
      legend: message.legendSeriesNames[at],
    })),
    stackBars: message.stackBars,
    xAxisName: message.xAxisName,
    yAxisName: message.yAxisName,
  }),
  rules: noOwnRules,
});
