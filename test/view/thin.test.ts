import fc from "fast-check";
import { expect, test } from "vitest";
import { isAscending, rangeOf, thin } from "../../generators/view/common/thin.js";

test("few points are all kept", () => {
  expect(thin([[3, 1, 2]], 0, 3, 10)).toEqual([0, 1, 2]);
  expect(thin([[3, 1, 2]], 1, 3, 10)).toEqual([1, 2]);
  expect(thin([[]], 0, 0, 10)).toEqual([]);
});

test("extremes, ends and gaps survive, in order, within the target", () => {
  const values = fc.float64Array({
    min: -1e300,
    max: 1e300,
    minLength: 200,
    maxLength: 2000,
    noNaN: true,
  });
  fc.assert(
    fc.property(values, fc.integer({ min: 0, max: 199 }), (drawn, gap) => {
      const series = drawn.with(gap, Number.NaN);
      const kept = thin([series], 0, series.length, 100);
      expect(kept.length).toBeLessThanOrEqual(150);
      expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
      expect(kept[0]).toBe(0);
      expect(kept.at(-1)).toBe(series.length - 1);
      const numbers = Array.from(series).filter((value) => Number.isFinite(value));
      const values = new Set(kept.map((at) => series[at]));
      expect(values.has(Math.max(...numbers))).toBe(true);
      expect(values.has(Math.min(...numbers))).toBe(true);
      expect(kept.some((at) => !Number.isFinite(series[at]))).toBe(true);
    }),
    { numRuns: 100 },
  );
});

test("an infinity does not hide the highest number beside it", () => {
  const series = new Float64Array(300).fill(1);
  series[10] = 5;
  series[11] = Number.POSITIVE_INFINITY;
  expect(thin([series], 0, 300, 100)).toEqual(expect.arrayContaining([10, 11]));
});

test("a range has one neighbor on either side", () => {
  const x = [0, 1, 2, 3, 4, 5];
  expect(rangeOf(x, 2, 3)).toEqual([1, 5]);
  expect(rangeOf(x, -5, 0)).toEqual([0, 2]);
  expect(rangeOf(x, 9, 10)).toEqual([5, 6]);
});

test("ascending", () => {
  expect(isAscending([1, 1, 2])).toBe(true);
  expect(isAscending([1, 0.5])).toBe(false);
  expect(isAscending([1, Number.NaN])).toBe(false);
});
