import fc from "fast-check";
import { expect, test } from "vitest";
import { isAscending, rangeOf, thin } from "../../generators/view/common/thin.js";

test.each([
  [[3, 1, 2], 0, 3, [0, 1, 2]],
  [[3, 1, 2], 1, 3, [1, 2]],
  [[], 0, 0, []],
])("few points are all kept: %j from %d to %d", (values, start, end, kept) => {
  expect(thin([values], start, end, 10)).toEqual(kept);
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
      const values = kept.map((at) => series[at]);
      expect(values).toContain(Math.max(...numbers));
      expect(values).toContain(Math.min(...numbers));
      expect(values.filter((value) => !Number.isFinite(value))).toEqual([Number.NaN]);
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

test.each([
  [2, 3, [1, 5]],
  [-5, 0, [0, 2]],
  [9, 10, [5, 6]],
])("a range from %d to %d has one neighbor on either side", (from, to, expected) => {
  expect(rangeOf([0, 1, 2, 3, 4, 5], from, to)).toEqual(expected);
});

test.each([
  [[1, 1, 2], true],
  [[1, 0.5], false],
  [[1, Number.NaN], false],
])("%j is in ascending order: %s", (values, expected) => {
  expect(isAscending(values)).toBe(expected);
});
