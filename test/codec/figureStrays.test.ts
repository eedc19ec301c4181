import { decodeMetric, encodeMetric } from "@metrics-project/runtime";
import { describe, expect, test } from "vitest";
import { block, double, number, text } from "./wire.js";

const stray = number(100, 5);
const otherStray = block(101, 1, 2, 3);
const numberValue = (value: number) => [17, ...double(value)];
const member = (key: string, ...value: number[]) =>
  block(1, ...block(1, ...text(key)), ...block(2, ...value));

/** A metric whose figure holds what the bytes say. */
const metricOf = (...figure: number[]) =>
  Uint8Array.from(block(7, ...block(8, ...block(1, ...figure))));

function figureOf(bytes: Uint8Array): Record<string, unknown> {
  const values = decodeMetric(bytes).metricValues?.metricValues;
  if (values?.$case !== "plotlyMetricValues") throw new Error("no figure");
  return values.value.json ?? {};
}

describe("fields of a figure that the format does not know", () => {
  test.each([
    ["in the figure", [...member("a", ...numberValue(1)), ...stray]],
    ["beside a member's number", member("a", ...numberValue(1), ...stray)],
    ["in a member that says nothing else", member("a", ...stray)],
    ["in an object", member("a", ...block(5, ...member("b", ...numberValue(1)), ...stray))],
    [
      "beside an object",
      member("a", ...block(5, ...member("b", ...numberValue(1), ...otherStray)), ...stray),
    ],
    ["in a list", member("a", ...block(6, ...block(1, ...numberValue(1)), ...stray))],
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
    ],
    ["under the key __proto__", member("__proto__", ...numberValue(1), ...stray)],
  ])("are written again: %s", (_, figure) => {
    const bytes = metricOf(...figure);
    expect(encodeMetric(decodeMetric(bytes))).toEqual(bytes);
    // They are not to be seen in the figure.
    const known = Object.values(figureOf(bytes))[0];
    expect(JSON.stringify(known) ?? "nothing").not.toContain("unknown");
  });

  test("go with the member that another one of its key replaces", () => {
    const twice = [...member("a", ...numberValue(1), ...stray), ...member("a", ...numberValue(2))];
    const bytes = metricOf(...twice);
    expect(encodeMetric(decodeMetric(bytes))).toEqual(metricOf(...member("a", ...numberValue(2))));
  });

  test("are joined where a list comes in two parts", () => {
    const part = (value: number, extra: number[]) =>
      block(6, ...block(1, ...numberValue(value), ...extra));
    const bytes = metricOf(...member("a", ...part(1, stray), ...part(2, otherStray)));
    const joined = block(
      6,
      ...block(1, ...numberValue(1), ...stray),
      ...block(1, ...numberValue(2), ...otherStray),
    );
    expect(encodeMetric(decodeMetric(bytes))).toEqual(metricOf(...member("a", ...joined)));
  });
});
