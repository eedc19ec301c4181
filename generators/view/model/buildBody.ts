import { dataReferencesOf } from "@metrics-project/runtime";
import type { Metric, MetricValues, ValuesMessage } from "@metrics-project/runtime/messages";
import { barsBody, batchwiseBody } from "./bodies/barsBody.js";
import { figureBody } from "./bodies/figureBody.js";
import { histogramBody } from "./bodies/histogramBody.js";
import { linePlotBody, overTimeBody } from "./bodies/linesBody.js";
import { picturesBody } from "./bodies/picturesBody.js";
import { scalarBody } from "./bodies/scalarBody.js";
import { statesBody } from "./bodies/statesBody.js";
import { summaryBody } from "./bodies/summaryBody.js";
import type { BodyContext } from "./bodyContext.js";
import { categoriesOf, Unreadable } from "./messageIndex.js";
import type { Body, GroupView } from "./pageData.js";
import { worstStatus } from "./shownStatus.js";

type Case = NonNullable<MetricValues["metricValues"]>["$case"];

/** Builders of bodies by type of metric. */
const makers: { [C in Case]: (values: ValuesMessage<C>, context: BodyContext) => Body } = {
  scalarMetricValues: scalarBody,
  doubleMetricValues: summaryBody,
  doubleOverTimeMetricValues: overTimeBody,
  linePlotMetricValues: linePlotBody,
  barChartMetricValues: barsBody,
  batchwiseBarChartMetricValues: batchwiseBody,
  statesOverTimeMetricValues: statesBody,
  histogramMetricValues: histogramBody,
  plotlyMetricValues: figureBody,
  imageMetricValues: ({ imageDataId }, context) => picturesBody([imageDataId], context),
  imageListMetricValues: ({ imageDataIds }, context) => picturesBody(imageDataIds, context),
  textMetricValues: ({ text }) => ({ kind: "text", text }),
};

/** The drawings of a metric: one body, or one for each group of its data. */
export function buildGroups(
  metric: Metric,
  context: Omit<BodyContext, "category" | "categories">,
): GroupView[] {
  const values = metric.metricValues?.metricValues;
  if (values === undefined) {
    const body: Body = { kind: "broken", reason: "the metric has no values" };
    return [{ name: null, body, status: 0 }];
  }
  // The table maps each case to its own type; the compiler cannot infer that for a union.
  const maker = makers[values.$case] as (values: unknown, context: BodyContext) => Body;
  const categories = groupNames(metric, context.index);
  const bodyOf = (category: string | null): Body => {
    try {
      return maker(values.value, { ...context, category, categories });
    } catch (error) {
      if (error instanceof Unreadable) return { kind: "broken", reason: error.message };
      throw error;
    }
  };
  const make = (name: string | null): GroupView => {
    const body = bodyOf(name);
    return { name, body, status: worstStatus(body, context.arrays) };
  };
  if (categories.length === 0 || values.$case === "doubleMetricValues") {
    return [make(null)];
  }
  return categories.map(make);
}

/** The groups of all data that a metric uses, for the selector. */
function groupNames(metric: Metric, index: BodyContext["index"]): string[] {
  const names = dataReferencesOf(metric).flatMap(({ id }) => {
    const data = index.find(id);
    return data === undefined ? [] : categoriesOf(data);
  });
  return [...new Set(names)];
}
