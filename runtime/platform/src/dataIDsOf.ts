import type { MetricsDataId, MetricValues } from "@metrics-project/runtime/messages";

/** The IDs of the metrics data that a metric draws from, each once, in the order of its lists. */
export function dataIDsOf(values: MetricValues | undefined): string[] {
  const ids = new Set<string>();
  for (const reference of references(values?.metricValues)) {
    const id = reference?.id?.data;
    if (id !== undefined && id !== "") ids.add(id);
  }
  return [...ids];
}

function references(values: MetricValues["metricValues"]): (MetricsDataId | undefined)[] {
  switch (values?.$case) {
    case "doubleMetricValues":
    case "histogramMetricValues": {
      const { valueDataId, statusDataId } =
        values.$case === "histogramMetricValues"
          ? { valueDataId: values.value.valuesDataId, statusDataId: values.value.statusesDataId }
          : values.value;
      return [valueDataId, statusDataId];
    }
    case "doubleOverTimeMetricValues":
      return [...values.value.doublesOverTimeDataId, ...values.value.statusesOverTimeDataId];
    case "linePlotMetricValues": {
      const { xDoublesDataId, yDoublesDataId, statusesDataId } = values.value;
      return [...xDoublesDataId, ...yDoublesDataId, ...statusesDataId];
    }
    case "barChartMetricValues":
      return [...values.value.valuesDataId, ...values.value.statusesDataId];
    case "batchwiseBarChartMetricValues": {
      const { timesDataId, valuesDataId, statusesDataId } = values.value;
      return [...timesDataId, ...valuesDataId, ...statusesDataId];
    }
    case "statesOverTimeMetricValues":
      return [...values.value.statesOverTimeDataId, ...values.value.statusesOverTimeDataId];
    case "imageMetricValues":
      return [values.value.imageDataId];
    case "imageListMetricValues":
      return values.value.imageDataIds;
    default:
      return [];
  }
}
