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

  it.each([
    [{}, 'metrics data "e status": no thresholds are given'],
    [{ warn: {} }, "no thresholds are given"],
    [{ warn: { above: Number.NaN } }, "warn.above must be a number, got NaN"],
  ])("refuses the thresholds %j", (thresholds, message) => {
    expect(() => statusesFrom(doubles("e", [1]), thresholds)).toThrow(message);
  });
});

describe("histogramBuckets", () => {
  /** The bounds of adjacent buckets, each once. */
  const boundsOf = (buckets: ReturnType<typeof histogramBuckets>) => {
    const lower = buckets.map((bucket) => bucket.lower);
    const upper = buckets.map((bucket) => bucket.upper);
    expect(lower.slice(1)).toEqual(upper.slice(0, -1));
    return [...lower, ...upper.slice(-1)];
  };

  const values = doubles("v", [Number.NaN, 2, 4, Number.POSITIVE_INFINITY]);
  it.each<[string, Parameters<typeof histogramBuckets>[0], number[]]>([
    ["a range by a count", { from: 0, to: 1, count: 2 }, [0, 0.5, 1]],
    ["a range exactly to its end", { from: 0, to: 0.3, count: 3 }, [0, 0.1, 0.2, 0.3]],
    ["the range of values, without NaN and infinities", { values, count: 2 }, [2, 3, 4]],
    ["a range around a single value", { values: [5, 5], count: 1 }, [5, 6]],
    ["a range by a width", { from: 0, to: 0.3, width: 0.1 }, [0, 0.1, 0.2, 0.3]],
    ["beyond the end by a width", { from: 0, to: 2.05, width: 0.5 }, [0, 0.5, 1, 1.5, 2, 2.5]],
  ])("divides %s", (_, options, expected) => {
    const bounds = boundsOf(histogramBuckets(options));
    expect(bounds.map((bound) => Number(bound.toFixed(12)))).toEqual(expected);
  });

  it.each([
    [0.3, 3],
    [1, 2],
  ])("ends exactly at %d with %d buckets", (to, count) => {
    expect(histogramBuckets({ from: 0, to, count }).at(-1)?.upper).toBe(to);
  });

  it.each([
    ["a width of 0", { from: 0, to: 1, width: 0 }, "their width is 0"],
    ["a width and a count", { from: 0, to: 1, width: 1, count: 1 }, "both count"],
  ])("refuses %s", (_, options, message) => {
    expect(() => histogramBuckets(options)).toThrow(message);
  });

  it.each([[[0.3, 0.1 + 0.2]], [[1e17, 1e17]], [[-1e300]], [[0]], [[5e-324, 1e-323]]])(
    "are there for values that are alike but for noise: %j",
    (values) => {
      const bounds = boundsOf(histogramBuckets({ values }));
      expect(bounds[0]).toBe(Math.min(...values));
      expect(bounds.at(-1)).toBeGreaterThanOrEqual(Math.max(...values));
      // Each of the 20 buckets has a width.
      expect(bounds).toHaveLength(21);
      expect(bounds).toEqual([...new Set(bounds)].sort((a, b) => a - b));
    },
  );

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
    expect(stateTimeline(states).data).toMatchObject([{ name: "A", y: ["states"] }]);
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
