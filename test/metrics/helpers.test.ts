import {
  doubles,
  groupBy,
  histogramBuckets,
  MetricsWriter,
  platformStyle,
  stateTimeline,
  statusesFrom,
  strings,
  timestamps,
  validateJobMetrics,
} from "@metrics-project/runtime";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

const time = timestamps("time", [0n, 1_000_000_000n, 2_500_000_000n]);

describe("statusesFrom", () => {
  it("judges in two steps, strictly beyond, and does not let NaN pass", () => {
    const values = doubles("e", [20, 20.5, 30, 30.5, Number.NaN, -5, Number.POSITIVE_INFINITY]);
    const judged = statusesFrom(values, { warn: { above: 20, below: -4 }, block: { above: 30 } });
    expect(judged.values).toEqual([
      "PASSED",
      "FAIL_WARN",
      "FAIL_WARN",
      "FAIL_BLOCK",
      "NOT_APPLICABLE",
      "FAIL_WARN",
      "FAIL_BLOCK",
    ]);
  });

  it.each(["PASSED", "FAIL_WARN", "FAIL_BLOCK"] as const)("gives NaN %s where asked to", (nan) => {
    const values = doubles("e", [1, Number.NaN]);
    expect(statusesFrom(values, { warn: { above: 5 }, nan }).values).toEqual(["PASSED", nan]);
    expect(statusesFrom(values, { nan }).values).toEqual(["PASSED", nan]);
  });

  it("has the index and the groups of the values", () => {
    const values = doubles("e", [1, 2, 3], { index: time });
    expect(statusesFrom(values, { warn: { above: 2 } }).index).toBe(time);
    const by = groupBy(values, strings("by", ["a", "b", "a"]));
    const judged = statusesFrom(by, { block: { below: 2 } });
    expect(judged.index).toBe(by.index);
    expect(judged.get("a")).toEqual(["FAIL_BLOCK", "PASSED"]);
  });

  it("refuses thresholds without an effect", () => {
    const values = doubles("e", [1]);
    expect(() => statusesFrom(values, {})).toThrow('metrics data "e status": no thresholds');
    expect(() => statusesFrom(values, { warn: {} })).toThrow("no thresholds are given");
    expect(() => statusesFrom(values, { warn: { above: Number.NaN } })).toThrow(
      "warn.above must be a number, got NaN",
    );
  });
});

describe("histogramBuckets", () => {
  it("divides a range, and ends exactly at its end", () => {
    const buckets = histogramBuckets({ from: 0, to: 0.3, count: 3 });
    expect(buckets).toHaveLength(3);
    expect(buckets[0]?.lower).toBe(0);
    expect(buckets.at(-1)?.upper).toBe(0.3);
  });

  it("takes the range from values, without NaN and infinities", () => {
    const values = doubles("v", [Number.NaN, 2, 4, Number.POSITIVE_INFINITY]);
    expect(histogramBuckets({ values, count: 2 })).toEqual([
      { lower: 2, upper: 3 },
      { lower: 3, upper: 4 },
    ]);
    expect(histogramBuckets({ values: [5, 5], count: 1 })).toEqual([{ lower: 5, upper: 6 }]);
  });

  it.each([[[0.3, 0.1 + 0.2]], [[1e17, 1e17]], [[-1e300]], [[0]], [[5e-324, 1e-323]]])(
    "are there for values that are alike but for noise: %j",
    (values) => {
      const buckets = histogramBuckets({ values });
      expect(buckets).toHaveLength(20);
      expect(buckets[0]?.lower).toBe(Math.min(...values));
      expect(buckets.at(-1)?.upper).toBeGreaterThanOrEqual(Math.max(...values));
    },
  );

  it("go to the requested end", () => {
    expect(histogramBuckets({ from: 0, to: 1, count: 2 }).at(-1)?.upper).toBe(1);
  });

  it("counts by width, up to or beyond the end", () => {
    expect(histogramBuckets({ from: 0, to: 0.3, width: 0.1 })).toHaveLength(3);
    expect(histogramBuckets({ from: 0, to: 2.05, width: 0.5 }).at(-1)?.upper).toBe(2.5);
    expect(() => histogramBuckets({ from: 0, to: 1, width: 0 })).toThrow("their width is 0");
    expect(() => histogramBuckets({ from: 0, to: 1, width: 1, count: 1 })).toThrow("both count");
  });

  it("always makes buckets that the platform accepts from finite values", () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 });
    const values = fc.array(finite, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 30 }), (given, count) => {
        const series = doubles("v", given);
        const writer = new MetricsWriter();
        const buckets = histogramBuckets({ values: series, count });
        writer.addHistogramMetric("H", { values: series, buckets });
        expect(validateJobMetrics(writer.write())).toEqual([]);
      }),
    );
  });
});

describe("stateTimeline", () => {
  const mode = strings("mode", ["IDLE", "DRIVE", "DRIVE"], { index: time });

  it("draws one bar per stretch of a state", () => {
    const { data } = stateTimeline(mode, { failureStates: ["IDLE"], end: 4_000_000_000n });
    expect(data).toMatchObject([
      { name: "IDLE", y: ["mode"], base: [0], x: [1], marker: { color: "#FA7070" } },
      { name: "DRIVE", y: ["mode"], base: [1], x: [3] },
    ]);
  });

  it("names the time that is not a date", () => {
    const late = timestamps("late", [{ seconds: Number.MAX_SAFE_INTEGER, nanos: 0 }]);
    const states = strings("states", ["A"], { index: late });
    expect(() => stateTimeline(states, { axis: "date" })).toThrow(
      "state timeline: 9007199254740991 s after 1970 is not a date",
    );
    expect(stateTimeline(states).data).toHaveLength(1);
  });

  it("supports dates, several series, and colors", () => {
    const { data, layout } = stateTimeline([mode, mode], {
      axis: "date",
      colors: { DRIVE: "#00ff00" },
    });
    expect(data).toMatchObject([
      {
        name: "IDLE",
        y: ["mode", "mode"],
        base: ["1970-01-01T00:00:00.000Z", "1970-01-01T00:00:00.000Z"],
      },
      { name: "DRIVE", x: [1500, 1500], marker: { color: "#00ff00" } },
    ]);
    expect(layout).toMatchObject({ xaxis: { type: "date" }, barmode: "overlay" });
  });
});

describe("platformStyle", () => {
  it("is transparent and dark, and keeps the figure's own settings", () => {
    const figure = { data: [], layout: { title: { text: "T" }, plot_bgcolor: "#000" } };
    const styled = platformStyle(figure);
    expect(styled.layout).toMatchObject({
      title: { text: "T" },
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "#000",
    });
    expect(figure.layout).toEqual({ title: { text: "T" }, plot_bgcolor: "#000" });
    const writer = new MetricsWriter();
    writer.addPlotlyMetric("P", { figure: styled });
    expect(validateJobMetrics(writer.write())).toEqual([]);
  });
});
