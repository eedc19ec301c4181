import { checkText } from "../data/about.js";
import { describe } from "../data/describe.js";
import type {
  AnyDoubles,
  AnyStatuses,
  AnyTimestamps,
  Doubles,
  GroupedDoubles,
  GroupedTimestamps,
  GroupedUUIDs,
  StatusesFor,
  Timestamps,
  UUIDs,
} from "../data/series.js";
import { MetricDefinitionError } from "../errors.js";
import { isUUID } from "../facts.js";
import { MetricType } from "../generated/proto/resim/metrics/proto/metrics.js";
import { checkList, checkPair, checkSeries, statusesOr } from "./checks.js";
import { defineMetric } from "./definition.js";
import { passedStatuses, worstOf } from "./judge.js";
import type { MetricBase, MetricOptions } from "./metric.js";
import { aboutMetric, metricFields } from "./metricFields.js";

/** Doubles that a category may take: indexed by the UUIDs of batches. */
export type BatchDoubles = Doubles<string, UUIDs> | GroupedDoubles<string, GroupedUUIDs>;

/** Times that fit to `V`: on the same UUIDs, and grouped where it is grouped. */
export type TimesFor<V extends BatchDoubles> = V extends GroupedDoubles
  ? GroupedTimestamps<string, V["index"]>
  : Timestamps<string, V["index"]>;

/** One category of a {@link BatchwiseBarChartOptions}. */
export interface BatchCategory<V extends BatchDoubles> {
  /** What the category is called. */
  category: string;
  /** One double per batch, indexed by the UUIDs of the batches (rule W4). */
  values: V;
  /** The time of each batch, on the same UUIDs (rule W5). */
  times: NoInfer<TimesFor<V>>;
  /** One verdict per batch, on the same UUIDs. Default: all `PASSED`. */
  statuses?: NoInfer<StatusesFor<V>> | undefined;
  /** `#` and 6 or 8 hexadecimal digits (rule W2). Default: one of a small palette, where any has a colour. */
  color?: string | undefined;
}

/** Options of a batchwise bar chart metric. */
export interface BatchwiseBarChartOptions<L extends readonly BatchDoubles[]> extends MetricOptions {
  /** The categories, at least one. */
  categories: { readonly [K in keyof L]: BatchCategory<L[K]> };
  /** The project of the batches, a UUID (rule W3): the bars link to it. */
  projectID: string;
  /** Whether the categories are stacked rather than side by side. Default: unset, side by side. */
  stackBars?: boolean | undefined;
  xAxisName?: string | undefined;
  yAxisName?: string | undefined;
}

/** Bars of several batches through time. */
export interface BatchwiseBarChartMetric extends MetricBase<"BATCHWISE_BAR_CHART"> {
  readonly categories: readonly {
    readonly category: string;
    readonly values: AnyDoubles;
    readonly times: AnyTimestamps;
    readonly statuses: AnyStatuses;
    readonly color: string | undefined;
  }[];
  readonly projectID: string;
  readonly stackBars: boolean | undefined;
  readonly xAxisName: string | undefined;
  readonly yAxisName: string | undefined;
}

const palette = ["#7CA0FB", "#FFAC70", "#FA7070", "#AD4143", "#FCB5EC", "#6BBF8A", "#B79CED"];

function create<const L extends readonly BatchDoubles[]>(
  name: string,
  options: BatchwiseBarChartOptions<L>,
): BatchwiseBarChartMetric {
  return aboutMetric(name, () => {
    const given = checkList(
      "categories",
      options.categories as readonly BatchCategory<BatchDoubles>[],
    );
    const colored = given.some(({ color }) => color !== undefined);
    const categories = given.map(({ category, values, times, statuses, color }, at) => {
      const role = `values of category ${describe(category)}`;
      if (typeof category !== "string") {
        throw new MetricDefinitionError(`category ${at} is called ${describe(category)}`);
      }
      checkSeries(role, values, "doubles", ["uuids"]);
      checkSeries(`times of category ${describe(category)}`, times, "timestamps", ["uuids"]);
      checkPair(role, values, "times", times);
      const fallback = colored ? palette[at % palette.length] : undefined;
      return {
        category,
        values,
        times,
        statuses: statusesOr(role, values, statuses, () => passedStatuses(values)),
        color: color === undefined ? fallback : checkColor(category, color),
      };
    });
    if (!isUUID(options.projectID)) {
      const problem = `its projectID is ${describe(options.projectID)}, which is not a UUID`;
      throw new MetricDefinitionError(problem, {
        hint: "Batch and report functions are given projectID.",
      });
    }
    return {
      type: "BATCHWISE_BAR_CHART",
      ...metricFields(name, options, worstOf(categories.map((one) => one.statuses))),
      categories,
      projectID: options.projectID,
      stackBars: options.stackBars,
      xAxisName: checkText("xAxisName", options.xAxisName),
      yAxisName: checkText("yAxisName", options.yAxisName),
    };
  });
}

function checkColor(category: string, color: unknown): string {
  if (typeof color === "string" && /^#([0-9a-fA-F]{6}|[0-9a-fA-F]{8})$/.test(color)) return color;
  throw new MetricDefinitionError(
    `the color of its category "${category}" is ${describe(color)}, which is no hex colour`,
    { hint: "A colour is # and 6 or 8 hexadecimal digits: #7CA0FB." },
  );
}

export const batchwiseBarChartMetric = defineMetric({
  type: "BATCHWISE_BAR_CHART",
  number: MetricType.BATCHWISE_BAR_CHART_METRIC_TYPE,
  member: "batchwiseBarChartMetricValues",
  create,
  data: ({ categories }: BatchwiseBarChartMetric) => [
    ...categories.map((one) => one.times),
    ...categories.map((one) => one.values),
    ...categories.map((one) => one.statuses),
  ],
  write: ({ categories, projectID, stackBars, xAxisName, yAxisName }, id) => ({
    timesDataId: categories.map((one) => id(one.times)),
    valuesDataId: categories.map((one) => id(one.values)),
    statusesDataId: categories.map((one) => id(one.statuses)),
    categories: categories.map((one) => one.category),
    colors: categories.flatMap((one) => one.color ?? []),
    xAxisName,
    yAxisName,
    stackBars,
    projectId: { data: projectID },
  }),
  read: (message, fields, find): BatchwiseBarChartMetric => ({
    type: "BATCHWISE_BAR_CHART",
    ...fields,
    categories: message.valuesDataId.map((id, at) => ({
      category: message.categories[at] ?? find.fail(`its category ${at} has no name`),
      values: find.doubles(id),
      times: find.timestamps(message.timesDataId[at]),
      statuses: find.statuses(message.statusesDataId[at]),
      color: message.colors[at],
    })),
    projectID: message.projectId?.data ?? "",
    stackBars: message.stackBars,
    xAxisName: message.xAxisName,
    yAxisName: message.yAxisName,
  }),
});
