import { decodeMetric, encodeMetric } from "@metrics-project/runtime";
import { describe, expect, test } from "vitest";
import { block, double, number, text } from "./wire.js";

const stray = number(100, 5);
const otherStray = block(101, 1, 2, 3);
const numberValue = (value: number) => [17, ...double(value)];
const member = (key: string, ...value: number[]) =>
  block(1, ...block(1, ...text(key)), ...block(2, ...value));

/** A metric with a figure of these bytes. */
const metricOf = (...figure: number[]) =>
  Uint8Array.from(block(7, ...block(8, ...block(1, ...figure))));

function figureOf(bytes: Uint8Array): Record<string, unknown> {
  const values = decodeMetric(bytes).metricValues?.metricValues;
  if (values?.$case !== "plotlyMetricValues") throw new Error("no figure");
  return values.value.json ?? {};
}

describe("unknown fields of a figure", () => {
  test.each([
    ["in the figure", [...member("a", ...numberValue(1)), ...stray], { a: 1 }],
    ["beside a member's number", member("a", ...numberValue(1), ...stray), { a: 1 }],
    ["in a member without a value", member("a", ...stray), { a: undefined }],
    [
      "in an object",
      member("a", ...block(5, ...member("b", ...numberValue(1)), ...stray)),
      { a: { b: 1 } },
    ],
    [
      "beside an object",
      member("a", ...block(5, ...member("b", ...numberValue(1), ...otherStray)), ...stray),
      { a: { b: 1 } },
    ],
    ["in a list", member("a", ...block(6, ...block(1, ...numberValue(1)), ...stray)), { a: [1] }],
    [
      "beside some elements of a list",
      member(
        "a",
        ...block(
          6,
          ...block(1, ...numberValue(1)),
          ...block(1, ...numberValue(2), ...stray),
          ...block(1, ...block(3, ...text("x")), ...otherStray),
        ),
      ),
      { a: [1, 2, "x"] },
    ],
    [
      "under the key __proto__",
      member("__proto__", ...numberValue(1), ...stray),
      JSON.parse('{ "__proto__": 1 }') as Record<string, unknown>,
    ],
  ])("are skipped, and not written again: %s", (_, figure, expected) => {
    const bytes = metricOf(...figure);
    expect(figureOf(bytes)).toEqual(expected);
    const again = encodeMetric(decodeMetric(bytes));
    expect(figureOf(again)).toEqual(expected);
    expect(again.length).toBeLessThan(bytes.length);
  });

  test("do not separate the parts of a split list", () => {
    const part = (value: number, extra: number[]) =>
      block(6, ...block(1, ...numberValue(value), ...extra));
    const bytes = metricOf(...member("a", ...part(1, stray), ...part(2, otherStray)));
    expect(figureOf(bytes)).toEqual({ a: [1, 2] });
  });
});
