import type { Metric, MetricsDataId, MetricValues } from "@metrics-project/runtime/messages";
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
import type { Body, MetricView } from "./pageData.js";

type Values = NonNullable<MetricValues["metricValues"]>;
type Case = Values["$case"];
type ValueOf<C extends Case> = Extract<Values, { $case: C }>["value"];

interface BodyMaker<V> {
  /** The data whose groups the chooser offers; none where a body shows all groups at once. */
  data(values: V): readonly (MetricsDataId | undefined)[];
  make(values: V, context: BodyContext): Body;
}

const none = () => [];

/** How each type of metric is drawn. */
const makers: { [C in Case]: BodyMaker<ValueOf<C>> } = {
  scalarMetricValues: { data: none, make: scalarBody },
  doubleMetricValues: { data: (v) => [v.valueDataId, v.statusDataId], make: summaryBody },
  doubleOverTimeMetricValues: {
    data: (v) => [...v.doublesOverTimeDataId, ...v.statusesOverTimeDataId],
    make: overTimeBody,
  },
  linePlotMetricValues: {
    data: (v) => [...v.xDoublesDataId, ...v.yDoublesDataId, ...v.statusesDataId],
    make: linePlotBody,
  },
  barChartMetricValues: { data: (v) => [...v.valuesDataId, ...v.statusesDataId], make: barsBody },
  batchwiseBarChartMetricValues: {
    data: (v) => [...v.timesDataId, ...v.valuesDataId, ...v.statusesDataId],
    make: batchwiseBody,
  },
  statesOverTimeMetricValues: {
    data: (v) => [...v.statesOverTimeDataId, ...v.statusesOverTimeDataId],
    make: statesBody,
  },
  histogramMetricValues: { data: (v) => [v.valuesDataId, v.statusesDataId], make: histogramBody },
  plotlyMetricValues: { data: none, make: figureBody },
  imageMetricValues: { data: none, make: (v, context) => picturesBody([v.imageDataId], context) },
  imageListMetricValues: {
    data: none,
    make: (v, context) => picturesBody(v.imageDataIds, context),
  },
  textMetricValues: { data: none, make: (v) => ({ kind: "text", text: v.text }) },
};

/** What is drawn for a metric: one body, or one for each group of its data. */
export function buildGroups(
  metric: Metric,
  context: Omit<BodyContext, "category" | "categories">,
): MetricView["groups"] {
  const values = metric.metricValues?.metricValues;
  if (values === undefined) {
    return [{ name: null, body: { kind: "broken", reason: "the metric holds no values" } }];
  }
  // The table pairs each case with its own type; the compiler cannot follow that through a union.
  const maker = makers[values.$case] as unknown as BodyMaker<unknown>;
  const categories = groupNames(maker.data(values.value), context.index);
  const make = (category: string | null): Body => {
    try {
      return maker.make(values.value, { ...context, category, categories });
    } catch (error) {
      if (error instanceof Unreadable) return { kind: "broken", reason: error.message };
      throw error;
    }
  };
  if (categories.length === 0 || values.$case === "doubleMetricValues") {
    return [{ name: null, body: make(null) }];
  }
  return categories.map((name) => ({ name, body: make(name) }));
}

function groupNames(
  ids: readonly (MetricsDataId | undefined)[],
  index: BodyContext["index"],
): string[] {
  const names = ids.flatMap((id) => {
    const data = index.find(id);
    return data === undefined ? [] : categoriesOf(data);
  });
  return [...new Set(names)];
}
