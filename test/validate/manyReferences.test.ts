import {
  decodeJobMetrics,
  type JobMetrics,
  validateJobMetrics,
  warnJobMetrics,
} from "@metrics-project/runtime";
import { describe, expect, test } from "vitest";
import { KitchenSink } from "./kitchenSink.js";

/** The kitchen sink's metric with these values, alone and this often; each has a name of its own. */
function repeated(member: "statesOverTimeMetricValues" | "doubleMetricValues", count: number) {
  const sink = new KitchenSink();
  const { metrics } = sink.collection;
  const metric = metrics.find((one) => one.metricValues?.metricValues?.$case === member);
  if (metric === undefined) throw new Error(`there are no ${member}`);
  sink.collection.metrics = Array.from({ length: count }, (_, at) => ({
    ...metric,
    name: `${metric.name} ${at}`,
  }));
  return sink;
}

/** Puts the first string of every series of strings before it this many times. */
function lengthen(message: JobMetrics, times: number): void {
  for (const { data } of message.metricsData) {
    const all =
      data?.$case === "series"
        ? [data.value]
        : Object.values(data?.$case === "seriesPerCategory" ? data.value.categoryToSeries : {});
    for (const { series } of all) {
      if (series?.$case !== "strings") continue;
      const [first = ""] = series.value.series;
      series.value.series = [...Array<string>(times).fill(first), ...series.value.series];
    }
  }
}

// Each of these took hours while the elements were looked at once for each reference to them.
describe("data that many metrics share", () => {
  test("is looked through once for its states", () => {
    const { message } = repeated("statesOverTimeMetricValues", 20_000);
    lengthen(message, 300_000);
    expect(validateJobMetrics(message).filter(({ code }) => code === "S2")).toEqual([]);
  });

  test("is searched once for the selections of metrics", () => {
    const { message } = repeated("doubleMetricValues", 20_000);
    const [values] = message.jobLevelMetrics?.metrics ?? [];
    const held = values?.metricValues?.metricValues;
    if (held?.$case !== "doubleMetricValues") throw new Error("there is no double metric");
    held.value.index = { $case: "stringIndex", value: "none such" };
    const index = message.metricsData.find(
      ({ data }) => data?.$case === "series" && data.value.series?.$case === "strings",
    );
    const value = message.metricsData.find(
      ({ metricsDataId }) => metricsDataId?.id?.data === held.value.valueDataId?.id?.data,
    );
    if (index === undefined || value === undefined) throw new Error("there are no data");
    value.indexDataId = index.metricsDataId;
    lengthen(message, 300_000);
    const found = warnJobMetrics(message).filter(({ code }) => code === "N3");
    const listed = found.map(({ path }) => path);
    const place = (at: number) =>
      `job_level_metrics.metrics[${at}].metric_values.double_metric_values.string_index`;
    expect(listed).toEqual([...Array.from({ length: 1000 }, (_, at) => place(at)), ""]);
  });
});

describe("a message with many faults", () => {
  test.each([
    [1000, undefined],
    [1001, "M5: 1 more of this kind are not listed."],
    [100_000, "M5: 99000 more of this kind are not listed."],
  ])(
    "of which there are %i: lists a thousand of each code, and counts the others",
    (count, rest) => {
      const bytes = new Uint8Array(2 * count);
      // Events (field 5) of no bytes at all.
      for (let at = 0; at < bytes.length; at += 2) bytes[at] = 0x2a;
      const problems = validateJobMetrics(decodeJobMetrics(bytes));
      const ids = problems.filter(({ code }) => code === "M5");
      const listed = Array.from({ length: 1000 }, (_, at) => `events[${at}].event_id`);
      expect(ids.map(({ path }) => path)).toEqual(rest === undefined ? listed : [...listed, ""]);
      if (rest === undefined) return;
      const { message, value } = ids.at(-1) ?? {};
      expect(message).toBe(`${rest} Fix those that are listed, and check again.`);
      expect(value).toBe(count - 1000);
    },
  );
});
