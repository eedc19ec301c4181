import { validateJobMetrics } from "@metrics-project/runtime";
import { describe, expect, test } from "vitest";
import { KitchenSink, refer } from "./kitchenSink.js";

/** Sets the names of the categories of the top speeds. */
function categories(...names: string[]): (sink: KitchenSink) => void {
  return (sink) => {
    sink.data("Top speed").categoryNames = names;
  };
}

describe("each problem says what is wrong and what was expected", () => {
  test.each<[said: string, change: (sink: KitchenSink) => void]>([
    [
      "M2: metrics_status is NO_METRIC_STATUS; expected a status.",
      (sink) => {
        sink.message.metricsStatus = 0;
      },
    ],
    [
      "is with series; expected a series per category",
      (sink) => {
        sink.data("Recall").isPerCategory = true;
      },
    ],
    ['is "ego"; expected every category, including "cart".', categories("ego")],
    ["is none; expected every category, including", categories()],
    [
      'is "cart", "ego", "a", "b", "c"; expected only categories with a series; "a" has none.',
      categories("cart", "ego", "a", "b", "c"),
    ],
    [
      'is "cart", "ego", "a", "b", "c" … (6); expected',
      categories("cart", "ego", "a", "b", "c", "d"),
    ],
    [
      'is metrics data "Top speed status" with series next to seriesPerCategory; ' +
        "expected a series per category on both sides",
      (sink) => {
        sink.data("Top speed status").data = sink.data("PR status").data;
        sink.data("Top speed status").isPerCategory = false;
      },
    ],
    [
      'is metrics data "PR status" with nothing next to series; expected a series on both sides',
      (sink) => {
        sink.data("PR status").data = undefined;
      },
    ],
    [
      "is without any data; expected a series",
      (sink) => {
        sink.data("PR status").data = undefined;
      },
    ],
    [
      'is metrics data "Sensors" of type STRING_SERIES_DATA_TYPE; ' +
        "expected DOUBLE_SERIES_DATA_TYPE or INDEXED_DOUBLE_SERIES_DATA_TYPE.",
      (sink) => {
        sink.values("linePlotMetricValues").xDoublesDataId[0] = refer(sink.data("Sensors"));
      },
    ],
    [
      'is "Recall"; expected a unique value; metrics_data[16].name has the same. Rename one.',
      (sink) => {
        sink.data("Precision").name = "Recall";
      },
    ],
    [
      "metrics_data[16].metrics_data_id has the same. Give it a fresh random UUID.",
      (sink) => {
        sink.data("Battery 电池").metricsDataId = refer(sink.data("Recall"));
      },
    ],
    [
      "job_level_metrics.metrics[0].metric_id has the same. Give it a fresh random UUID.",
      (sink) => {
        sink.metric("Route map").metricId = sink.metric("Path length").metricId;
      },
    ],
    [
      "is 99 (unknown); expected RELATIVE_TIMESTAMP, as in events[0].",
      (sink) => {
        sink.event(1).timestampType = 99 as never;
      },
    ],
  ])("%s", (said, change) => {
    const sink = new KitchenSink();
    change(sink);
    const messages = validateJobMetrics(sink.message).map(({ message }) => message);
    expect(
      messages.filter((message) => message.includes(said)),
      messages.join("\n"),
    ).not.toEqual([]);
  });
});
