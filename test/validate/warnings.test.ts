import { validateJobMetrics, warnJobMetrics } from "@metrics-project/runtime";
import { describe, expect, test } from "vitest";
import { KitchenSink, madeID, refer, there } from "./kitchenSink.js";

type Case = [what: string, code: string, path: RegExp, change: (sink: KitchenSink) => void];

const cases: Case[] = [
  [
    "a metric called as its data",
    "N1",
    /^metrics_data\[\d+\]\.name$/,
    (sink) => {
      sink.metric("Path length").name = "Recall";
    },
  ],
  [
    "two event metrics of one name",
    "N1",
    /^job_level_metrics\.metrics\[18\]\.name$/,
    (sink) => {
      sink.metric("What happened").name = "Braking distance";
      sink.event(0).metrics.pop();
      sink.event(1).metrics.push(there(sink.collection.metrics[18]?.metricId));
    },
  ],
  [
    "a status that is not known",
    "N2",
    /metrics\[0\]\.status$/,
    (sink) => {
      sink.metric("Path length").status = 99 as never;
    },
  ],
  [
    "a status among others that is not known",
    "N2",
    /\.series\.statuses\.series\[1\]$/,
    (sink) => {
      sink.series("PR status", "statuses").series[1] = 77;
    },
  ],
  [
    "a legend that is too short",
    "N3",
    /line_plot_metric_values\.legend_series_names$/,
    (sink) => {
      sink.values("linePlotMetricValues").legendSeriesNames = [];
    },
  ],
  [
    "an index beyond the data",
    "N3",
    /double_metric_values\.series_index$/,
    (sink) => {
      sink.values("doubleMetricValues").index = { $case: "seriesIndex", value: 1000 };
    },
  ],
  [
    "a string that indexes nothing",
    "N3",
    /double_metric_values\.string_index$/,
    (sink) => {
      sink.values("doubleMetricValues").index = { $case: "stringIndex", value: "nowhere" };
    },
  ],
  [
    "an event metric that no event lists",
    "N4",
    /metrics\[18\]\.event_metric$/,
    (sink) => {
      sink.event(0).metrics.pop();
    },
  ],
  [
    "an ordinary metric that an event lists",
    "N4",
    /^events\[1\]\.metrics\[0\]$/,
    (sink) => {
      sink.event(1).metrics.push(there(sink.metric("Path length").metricId));
    },
  ],
  [
    "an element without a status",
    "N5",
    /statuses\.series\[0\]$/,
    (sink) => {
      sink.series("PR status", "statuses").series[0] = 0;
    },
  ],
  [
    "an element that is no id",
    "N5",
    /uuids\.series\[1\]$/,
    (sink) => {
      sink.series("Batches", "uuids").series[1] = { data: "batch 7" };
    },
  ],
  [
    "data that indexes itself",
    "N6",
    /index_data_id$/,
    (sink) => {
      const data = sink.data("indexed by bare clock");
      data.indexDataId = refer(data);
      data.indexDataType = 6;
    },
  ],
  [
    "a type that says indexed, and no index",
    "N7",
    /is_indexed$/,
    (sink) => {
      sink.data("indexed by bare clock").isIndexed = false;
    },
  ],
  [
    "times that go back",
    "N8",
    /timestamps\.series\[1\]$/,
    (sink) => {
      sink.series("Tick", "timestamps").series[0] = { seconds: 1e9, nanos: 0 };
    },
  ],
  [
    "a start after the end",
    "N8",
    /start_time$/,
    (sink) => {
      const values = sink.values("doubleOverTimeMetricValues");
      values.startTime = { seconds: 5, nanos: 1 };
      values.endTime = { seconds: 5, nanos: 0 };
    },
  ],
];

describe("messages that the platform accepts but that mislead readers", () => {
  test("nothing, in a good message", () => {
    expect(warnJobMetrics(new KitchenSink().message)).toEqual([]);
  });

  test.each(cases)("%s: %s", (_, code, path, change) => {
    const sink = new KitchenSink();
    change(sink);
    expect(validateJobMetrics(sink.message)).toEqual([]);
    const warnings = warnJobMetrics(sink.message);
    expect([...new Set(warnings.map((warning) => warning.code))]).toEqual([code]);
    expect(warnings.some((warning) => path.test(warning.path))).toBe(true);
  });

  test("a uuid_index that is not an ID", () => {
    const sink = new KitchenSink();
    const metric = sink.metric("Second pallet distance").metricValues?.metricValues;
    if (metric?.$case !== "doubleMetricValues") throw new Error("no double summary");
    metric.value.index = { $case: "uuidIndex", value: madeID("x").id ?? { data: "" } };
    expect(warnJobMetrics(sink.message).map(({ code }) => code)).toEqual(["N5", "N3"]);
  });

  test("a cycle of indexes is reported once", () => {
    const sink = new KitchenSink();
    const first = sink.data("bare clock");
    const second = sink.data("indexed by bare clock");
    first.isIndexed = true;
    first.indexDataId = refer(second);
    const codes = warnJobMetrics(sink.message).map(({ code }) => code);
    expect(codes.filter((code) => code === "N6")).toHaveLength(1);
  });
});
