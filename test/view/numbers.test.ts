import { expect, test } from "vitest";
import { shortNumber } from "../../generators/view/common/numbers.js";

test.each([
  [0, "0"],
  [-0, "0"],
  [182.375, "182.375"],
  [0.1 + 0.2, "0.3"],
  [-1234.5, "−1234.5"],
  [12_345.678, "12\u202f345.7"],
  // Every digit before the point stands.
  [123_456_789.12, "123\u202f456\u202f789"],
  [999_999.5, "1\u202f000\u202f000"],
  [1.5e9, "1.5e9"],
  [-0.00001234, "−1.234e−5"],
  [Number.MAX_VALUE, "1.7977e308"],
  [Number.NaN, "NaN"],
  [Number.POSITIVE_INFINITY, "∞"],
  [Number.NEGATIVE_INFINITY, "−∞"],
])("%d is shown as %s", (value, expected) => {
  expect(shortNumber(value)).toBe(expected);
});
