import {
  decodeMetricsData,
  encodeMetricsData,
  MetricDefinitionError,
} from "@metrics-project/runtime";
import { describe, expect, test } from "vitest";
import type { Timestamp } from "../../runtime/src/generated/proto/google/protobuf/timestamp.js";
import { block, number } from "./wire.js";

/** Metrics data with a series of timestamps, each of these bytes. */
const dataOf = (...elements: number[][]) =>
  Uint8Array.from(block(10, ...block(2, ...elements.flatMap((element) => block(1, ...element)))));

function read(bytes: Uint8Array): Timestamp[] {
  const { data } = decodeMetricsData(bytes);
  const series = data?.$case === "series" ? data.value.series : undefined;
  if (series?.$case !== "timestamps") throw new Error("no timestamps");
  return series.value.series;
}

function write(series: Timestamp[]): Uint8Array {
  return encodeMetricsData({
    ...decodeMetricsData(new Uint8Array()),
    data: { $case: "series", value: { series: { $case: "timestamps", value: { series } } } },
  });
}

describe("timestamps", () => {
  test.each([
    // Where a varint becomes longer, and where another way of reading or writing begins.
    1,
    127,
    128,
    2 ** 32 - 1,
    2 ** 32,
    2 ** 42 - 1,
    2 ** 48,
    2 ** 49 - 1,
    2 ** 49,
    2 ** 53 - 1,
    -1,
    -(2 ** 31),
    1 - 2 ** 53,
  ])("of %i seconds", (seconds) => {
    const bytes = dataOf(number(1, seconds), [...number(1, seconds), ...number(2, 999_999_999)]);
    const series = [
      { seconds, nanos: 0 },
      { seconds, nanos: 999_999_999 },
    ];
    expect(read(bytes)).toStrictEqual(series);
    expect(write(series)).toEqual(bytes);
  });

  test.each([1, 127, 128, 2 ** 31 - 1, -1, -(2 ** 31)])("of %i nanoseconds", (nanos) => {
    const bytes = dataOf(number(2, nanos));
    expect(read(bytes)).toStrictEqual([{ seconds: 0, nanos }]);
    expect(write([{ seconds: 0, nanos }])).toEqual(bytes);
  });

  test.each([
    ["the largest", 2 ** 63, 2n ** 63n - 1n],
    ["the smallest", -(2 ** 63), -(2n ** 63n)],
    ["the largest but one that a number holds", 2 ** 63 - 1024, 2n ** 63n - 1024n],
  ])("that hold %s seconds", (_, seconds, exact) => {
    expect(write([{ seconds, nanos: 0 }])).toEqual(dataOf(number(1, exact)));
  });

  test.each([
    2 ** 63 + 2048,
    -(2 ** 63) - 2048,
    0.5,
    -0.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ])("cannot hold %d seconds", (seconds) => {
    expect(() => write([{ seconds, nanos: 0 }])).toThrow(MetricDefinitionError);
    expect(() => write([{ seconds, nanos: 0 }])).toThrow(
      `a timestamp cannot have ${seconds} seconds`,
    );
  });

  test.each([2 ** 31, -(2 ** 31) - 1, 0.5])("cannot hold %d nanoseconds", (nanos) => {
    expect(() => write([{ seconds: 0, nanos }])).toThrow(`${nanos} is not a 32-bit integer`);
  });

  test("may have seconds of more bytes than they need", () => {
    const padded = (zeros: number) => [8, 0x85, ...Array(zeros).fill(0x80), 0];
    const all = [0, 5, 6, 7, 8].map(padded);
    expect(read(dataOf(...all))).toStrictEqual(all.map(() => ({ seconds: 5, nanos: 0 })));
  });

  test.each<[string, number[], Timestamp]>([
    [
      "a number cannot hold, then one that it can",
      [...number(1, 2n ** 53n + 1n), ...number(1, 7)],
      { seconds: 7, nanos: 0 },
    ],
    [
      "a number cannot hold, then a long one that it can",
      [...number(1, 2n ** 53n + 1n), ...number(1, -7)],
      { seconds: -7, nanos: 0 },
    ],
    [
      "a number can hold, then one that it cannot",
      [...number(1, 7), ...number(1, 2n ** 53n + 1n)],
      {
        seconds: 2 ** 53,
        nanos: 0,
        _unknownFields: { 8: [Uint8Array.from(number(1, 2n ** 53n + 1n).slice(1))] },
      },
    ],
    [
      "a number cannot hold, twice",
      [...number(1, 2n ** 53n + 1n), ...number(1, 2n ** 60n + 1n)],
      {
        seconds: 2 ** 60,
        nanos: 0,
        _unknownFields: { 8: [Uint8Array.from(number(1, 2n ** 60n + 1n).slice(1))] },
      },
    ],
  ])("of seconds that %s: the last ones count", (_, element, expected) => {
    const { seconds, nanos, _unknownFields = {} } = read(dataOf(element))[0] ?? {};
    expect({ seconds, nanos, _unknownFields }).toEqual({ _unknownFields: {}, ...expected });
  });

  test("keep their own unknown fields among others, however long", () => {
    const long = block(100, ...Array(200).fill(7));
    const bytes = dataOf(number(1, 1), [...number(1, 2), ...long], number(1, 3));
    expect(write(read(bytes))).toEqual(bytes);
    expect(read(bytes).map(({ seconds }) => seconds)).toEqual([1, 2, 3]);
  });

  test.each([
    ["seconds without a value", [8], "element 1 is cut off"],
    ["nanoseconds without a value", [16], "element 1 is cut off"],
    ["an unknown number without a value", [24], "element 1 is cut off"],
    ["seconds that are cut off", [8, 0x80], "element 1 is cut off"],
  ])("that end too early are refused: %s", (_, element, message) => {
    expect(() => read(dataOf(number(1, 1), element, number(1, 1)))).toThrow(message);
  });
});
