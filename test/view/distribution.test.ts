import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quantile } from "../../generators/view/common/quantile.js";
import { distributionOf } from "../../generators/view/model/distribution.js";

const anything = fc.array(fc.double(), { maxLength: 200 });
const finite = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
  minLength: 1,
  maxLength: 200,
});
const sum = (numbers: readonly number[]) => numbers.reduce((all, n) => all + n, 0);

describe("the distribution of a scalar over tests", () => {
  it.each([
    ["one value", [3], { min: 3, median: 3, p95: 3, max: 3, outside: 0 }],
    ["two values", [1, 2], { min: 1, median: 1.5, p95: 1.95, max: 2, outside: 0 }],
    [
      "1 to 100, shuffled",
      [...Array(100).keys()].map((i) => ((i * 37) % 100) + 1),
      { min: 1, median: 50.5, p95: 95.05, max: 100, outside: 0 },
    ],
    ["gaps", [1, Number.NaN, 3, Number.POSITIVE_INFINITY], { n: 2, min: 1, median: 2, max: 3 }],
    ["one value far off", [1, 2, 3, 4, 5, 1000], { outside: 1, outliers: [5] }],
    ["almost all the same", [0, 0, 0, 0, 0, 0, 7, -9], { outside: 2, outliers: [7, 6] }],
  ])("of %s", (_, values, expected) => {
    expect(distributionOf(values, 5)).toMatchObject(expected);
  });

  it("does not exist without a finite value", () => {
    expect(distributionOf([], 5)).toBeUndefined();
    expect(distributionOf([Number.NaN, Number.NEGATIVE_INFINITY], 5)).toBeUndefined();
  });

  it("counts each finite value once in its histogram", () => {
    fc.assert(
      fc.property(anything, (values) => {
        const found = distributionOf(values, 5);
        const { counts = [], below = 0, above = 0 } = found?.histogram ?? {};
        expect(sum(counts) + below + above).toBe(values.filter(Number.isFinite).length);
        expect(found?.n ?? 0).toBe(values.filter(Number.isFinite).length);
      }),
    );
  });

  it("has its figures in order, within the values", () => {
    fc.assert(
      fc.property(finite, (values) => {
        const { min, median, p95, max } = distributionOf(values, 5) ?? {};
        expect(min).toBe(Math.min(...values.map((value) => value)));
        expect(max).toBe(Math.max(...values));
        expect(min).toBeLessThanOrEqual(median ?? Number.NaN);
        expect(median).toBeLessThanOrEqual(p95 ?? Number.NaN);
        expect(p95).toBeLessThanOrEqual(max ?? Number.NaN);
      }),
    );
  });

  it("lists the values outside the fences, the farthest first, and counts the others", () => {
    fc.assert(
      fc.property(anything, fc.integer({ min: 1, max: 8 }), (values, listed) => {
        const found = distributionOf(values, listed);
        if (found === undefined) return;
        const [lower, upper] = found.fences;
        const beyond = values
          .filter(Number.isFinite)
          .map((value) => Math.max(lower - value, value - upper))
          .filter((by) => by > 0)
          .sort((a, b) => b - a);
        const by = found.outliers.map((at) => {
          const value = values[at] ?? Number.NaN;
          return Math.max(lower - value, value - upper);
        });
        expect(found.outside).toBe(beyond.length);
        expect(by).toEqual(beyond.slice(0, listed));
      }),
    );
  });

  it("does not depend on the order of the tests", () => {
    fc.assert(
      fc.property(finite, (values) => {
        const { outliers: _, ...there } = distributionOf(values, 5) ?? { outliers: [] };
        const { outliers: __, ...back } = distributionOf(values.toReversed(), 5) ?? {
          outliers: [],
        };
        expect(back).toEqual(there);
      }),
    );
  });

  it("has quantiles between their neighbors", () => {
    fc.assert(
      fc.property(finite, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
        const sorted = Float64Array.from(values).sort();
        const place = share * (sorted.length - 1);
        const found = quantile(sorted, share);
        expect(found).toBeGreaterThanOrEqual(sorted[Math.floor(place)] ?? Number.NaN);
        expect(found).toBeLessThanOrEqual(sorted[Math.ceil(place)] ?? Number.NaN);
      }),
    );
  });
});
