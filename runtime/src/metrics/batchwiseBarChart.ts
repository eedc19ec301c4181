import { checkText } from "../data/about.js";
import { describeValue } from "../data/describeValue.js";
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
import type { BatchwiseBarChartMetricValues } from "../generated/proto/resim/metrics/proto/metrics.js";
import { checkList, checkSameShape, checkSeries, statusesOr } from "./checks.js";
import { defineMetric } from "./definition.js";
import { describeType } from "./describeType.js";
import { passedStatuses, worstOf } from "./judge.js";
import type { MetricBase, MetricOptions } from "./metric.js";
import { aboutMetric, metricFields } from "./metricFields.js";
import { idExpected, type RuleScope } from "./rules.js";

/** Accepted doubles for a category: indexed by the UUIDs of batches. */
export type BatchDoubles = Doubles<string, UUIDs> | GroupedDoubles<string, GroupedUUIDs>;

/** Times that match `V`: with the same index, and grouped if it is grouped. */
export type TimesFor<V extends BatchDoubles> = V extends GroupedDoubles
  ? GroupedTimestamps<string, V["index"]>
  : Timestamps<string, V["index"]>;

/** One category of a {@link BatchwiseBarChartOptions}. */
export interface BatchCategory<V extends BatchDoubles> {
  /** Name of the category. */
  category: string;
  /** One double per batch, indexed by the UUIDs of the batches (rule W4). */
  values: V;
  /** The time of each batch, with the same index (rule W5). */
  times: NoInfer<TimesFor<V>>;
  /** One status per batch, with the same index. Default: `PASSED`, and `NOT_APPLICABLE` for NaN. */
  statuses?: NoInfer<StatusesFor<V>> | undefined;
  /** `#` and 6 or 8 hexadecimal digits (rule W2). Default: from a small palette, if any category has a color. */
  color?: string | undefined;
}

/** Options of a batchwise bar chart metric. */
export interface BatchwiseBarChartOptions<L extends readonly BatchDoubles[]> extends MetricOptions {
  /** The categories, at least one. */
  categories: { readonly [K in keyof L]: BatchCategory<L[K]> };
  /** The project of the batches, a UUID (rule W3): the bars link to it. */
  projectID: string;
  /** Whether to stack the categories instead of drawing them side by side. Default: unset, side by side. */
  stackBars?: boolean | undefined;
  xAxisName?: string | undefined;
  yAxisName?: string | undefined;
}

/** Bars of several batches over time. */
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

const type = describeType({
  word: "BATCHWISE_BAR_CHART",
  member: "batchwiseBarChartMetricValues",
  judged: true,
  references: {
    timesDataId: { kind: "timestamps", index: ["uuids"], rule: "W5" },
    valuesDataId: { kind: "doubles", index: ["uuids"], rule: "W4" },
    statusesDataId: { kind: "statuses" },
  },
  inStep: { with: "valuesDataId", rule: "W1" },
  lists: { categories: "each", colors: "own" },
});

function create<const L extends readonly BatchDoubles[]>(
  name: string,
  options: BatchwiseBarChartOptions<L>,
): BatchwiseBarChartMetric {
  return aboutMetric(name, options, () => {
    const given = checkList(
      "categories",
      options.categories as readonly BatchCategory<BatchDoubles>[],
    );
    const colored = given.some(({ color }) => color !== undefined);
    const categories = given.map(({ category, values, times, statuses, color }, at) => {
      const role = `values of category ${describeValue(category)}`;
      if (typeof category !== "string") {
        throw new MetricDefinitionError(`the name of category ${at} is ${describeValue(category)}`);
      }
      checkSeries(role, values, type.references.valuesDataId);
      checkSeries(
        `times of category ${describeValue(category)}`,
        times,
        type.references.timesDataId,
      );
      checkSameShape(role, values, "times", times);
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
      const problem = `its projectID must be a UUID, got ${describeValue(options.projectID)}`;
      throw new MetricDefinitionError(problem, {
        hint: "Use the projectID of the batch or report context.",
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

const hexColor = /^#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{8})$/;

function checkColor(category: string, color: unknown): string {
  if (typeof color === "string" && hexColor.test(color)) return color;
  throw new MetricDefinitionError(
    `the color of its category "${category}" must be a hex color, got ${describeValue(color)}`,
    { hint: "A color must be # and 6 or 8 hexadecimal digits: #7CA0FB." },
  );
}

/** Rules W2 and W3. */
function rules(metric: BatchwiseBarChartMetricValues, { report }: RuleScope): void {
  for (const [at, color] of metric.colors.entries()) {
    if (hexColor.test(color)) continue;
    const expected = "# and 6 or 8 hexadecimal digits";
    report("W2", ["colors", at], color, expected, "Write it like #1f77b4.");
  }
  const project = metric.projectId?.data;
  if (isUUID(project)) return;
  const remedy = "Set the ID of the project that the batches belong to.";
  report("W3", ["projectId"], project, idExpected, remedy);
}

export const batchwiseBarChartMetric = defineMetric(type, {
  create,
  write: (
    { categories, projectID, stackBars, xAxisName, yAxisName }: BatchwiseBarChartMetric,
    id,
  ) => ({
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
    categories: message.valuesDataId.map((_, at) => ({
      category: message.categories[at] ?? find.fail(`its category ${at} has no name`),
      values: find.data("valuesDataId", at),
      times: find.data("timesDataId", at),
      statuses: find.data("statusesDataId", at),
      color: message.colors[at],
    })),
    projectID: message.projectId?.data ?? "",
    stackBars: message.stackBars,
    xAxisName: message.xAxisName,
    yAxisName: message.yAxisName,
  }),
  rules,
});
