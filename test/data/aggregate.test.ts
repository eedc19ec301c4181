import {
  doubles,
  MetricDefinitionError,
  mergeSeries,
  weightedAverage,
} from "@metrics-project/runtime";
import { describe, expect, it } from "vitest";

describe("mergeSeries", () => {
  it("appends the elements and keeps the unit", () => {
    const parts = [doubles("speed", [1, 2], { unit: "m/s" }), doubles("v", [3], { unit: "m/s" })];
    const merged = mergeSeries("all", parts);
    expect([...merged.values]).toEqual([1, 2, 3]);
    expect(merged).toMatchObject({ name: "all", unit: "m/s", index: undefined });
  });

  it("throws if there are no series", () => {
    expect(() => mergeSeries("all", [])).toThrow(MetricDefinitionError);
  });

  it("throws if units differ", () => {
    const parts = [doubles("a", [1], { unit: "m/s" }), doubles("b", [1], { unit: "km/h" })];
    expect(() => mergeSeries("all", parts)).toThrow('different units: "m/s", "km/h"');
  });
});

describe("weightedAverage", () => {
  it.each([
    [[{ value: 2, weight: 5 }], 2],
    [
      [
        { value: 1, weight: 3 },
        { value: 5, weight: 1 },
      ],
      2,
    ],
    [[], undefined],
    [[{ value: 1, weight: 0 }], undefined],
  ])("of %j is %s", (items, expected) => {
    expect(weightedAverage(items)).toBe(expected);
  });

  it.each([
    { value: Number.NaN, weight: 1 },
    { value: 1, weight: -1 },
    { value: 1, weight: Number.POSITIVE_INFINITY },
  ])("refuses %j", (item) => {
    expect(() => weightedAverage([item])).toThrow(MetricDefinitionError);
  });
});
