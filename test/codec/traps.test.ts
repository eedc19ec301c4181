import {
  DecodeError,
  decodeJobMetrics,
  decodeMetric,
  decodeMetricsData,
  encodeJobMetrics,
  encodeMetric,
  encodeMetricsData,
} from "@metrics-project/runtime";
import { describe, expect, test } from "vitest";
import { block, double, number, text, varint } from "./wire.js";

const bytes = (...content: number[]) => Uint8Array.from(content);

/** Metrics data with a series of these bytes. */
const seriesData = (...series: number[]) => bytes(...block(10, ...series));

function doublesOf(data: Uint8Array): number[] | undefined {
  const decoded = decodeMetricsData(data).data;
  const series = decoded?.$case === "series" ? decoded.value.series : undefined;
  return series?.$case === "doubles" ? Array.from(series.value.series) : undefined;
}

function statusesOf(data: Uint8Array): number[] | undefined {
  const decoded = decodeMetricsData(data).data;
  const series = decoded?.$case === "series" ? decoded.value.series : undefined;
  return series?.$case === "statuses" ? Array.from(series.value.series) : undefined;
}

describe("unusual but valid messages", () => {
  test("packed chunks of one field are joined", () => {
    const chunks = [...block(1, ...double(1), ...double(2)), ...block(1, ...double(3))];
    expect(doublesOf(seriesData(...block(1, ...chunks)))).toEqual([1, 2, 3]);
  });

  test("doubles may be unpacked, some or all", () => {
    const loose = [9, ...double(1.5), ...block(1, ...double(2)), 9, ...double(3)];
    expect(doublesOf(seriesData(...block(1, ...loose)))).toEqual([1.5, 2, 3]);
  });

  test("statuses may be unpacked", () => {
    const loose = [...number(1, 1), ...number(1, 300)];
    expect(statusesOf(seriesData(...block(5, ...loose)))).toEqual([1, 300]);
  });

  test.each([
    ["in one chunk", block(1, ...double(1), ...double(2))],
    ["in two", [...block(1, ...double(1)), ...block(1), ...block(1, ...double(2))]],
    ["unpacked", [9, ...double(1), 9, ...double(2)]],
  ])("doubles are read as a Float64Array %s", (_, content) => {
    const decoded = decodeMetricsData(seriesData(...block(1, ...content)));
    const doubles = { $case: "doubles", value: { series: new Float64Array([1, 2]) } };
    expect(decoded.data).toEqual({ $case: "series", value: { series: doubles } });
    expect(decodeMetricsData(encodeMetricsData(decoded))).toStrictEqual(decoded);
  });

  test("an empty chunk is nothing", () => {
    const decoded = decodeMetricsData(seriesData(...block(5, ...block(1))));
    expect(decodeMetricsData(encodeMetricsData(decoded))).toStrictEqual(decoded);
  });

  test("a message that occurs twice is merged, with its unknown fields", () => {
    const twice = [
      ...block(1, ...block(1, ...block(1, ...text("ab")))),
      ...block(1, ...number(9, 7)),
    ];
    const merged = decodeJobMetrics(bytes(...twice));
    expect(merged.jobId?.id?.data).toBe("ab");
    expect(merged.jobId?._unknownFields).toEqual({ 72: [bytes(7)] });
  });

  test("a collection that occurs twice has the metrics of one and the status of the other", () => {
    const collection = [...block(2, ...block(1, ...block(2, ...text("a")))), ...block(2, 16, 1)];
    const metrics = decodeJobMetrics(bytes(...collection)).jobLevelMetrics;
    expect(metrics).toMatchObject({ metricsStatus: 1, metrics: [{ name: "a" }] });
  });

  const one = block(10, ...block(1, ...block(1, ...double(1))));

  test("a member of a oneof that occurs twice is merged", () => {
    const two = block(10, ...block(1, ...block(1, ...double(2))));
    expect(doublesOf(bytes(...one, ...two))).toEqual([1, 2]);
  });

  test("a member of a oneof is replaced by a later one", () => {
    const file = block(12, ...block(1, ...text("a.png")));
    expect(decodeMetricsData(bytes(...one, ...file)).data).toEqual({
      $case: "externalFile",
      value: { path: "a.png" },
    });
  });

  test("the last value of a repeated scalar is used", () => {
    expect(decodeMetric(bytes(...block(2, ...text("a")), ...block(2, ...text("b")))).name).toBe(
      "b",
    );
  });

  test("unknown enum numbers are kept, including negative ones", () => {
    const metric = decodeMetric(bytes(...number(5, 99), ...number(9, -3)));
    expect(metric).toMatchObject({ status: 99, importance: -3 });
    expect(decodeMetric(encodeMetric(metric))).toStrictEqual(metric);
  });

  test("unknown enum numbers are kept in a list", () => {
    const statuses = block(5, ...block(1, ...varint(1), ...varint(-1), ...varint(99)));
    expect(statusesOf(seriesData(...statuses))).toEqual([1, -1, 99]);
    const again = encodeMetricsData(decodeMetricsData(seriesData(...statuses)));
    expect(again).toEqual(seriesData(...statuses));
  });

  test("unknown fields of any wire type survive", () => {
    const unknown = [
      ...number(100, 5),
      ...block(101, 1, 2, 3),
      ...[...varint((102 << 3) | 1), ...double(1)],
      ...[...varint((103 << 3) | 5), 1, 2, 3, 4],
      ...[...varint((104 << 3) | 3), ...number(1, 1), ...varint((104 << 3) | 4)],
    ];
    const event = block(5, ...block(2, ...text("e")), ...unknown);
    const message = bytes(...event, ...unknown);
    expect(encodeJobMetrics(decodeJobMetrics(message))).toEqual(message);
  });

  test("a known field with another wire type survives, too", () => {
    const other = bytes(...number(2, 7));
    expect(encodeMetric(decodeMetric(other))).toEqual(other);
  });

  test("__proto__ is a category like any other", () => {
    const series = block(2, ...block(1, ...block(1, ...double(4))));
    const entry = block(1, ...block(1, ...text("__proto__")), ...series);
    const data = bytes(...block(11, ...entry));
    const decoded = decodeMetricsData(data);
    const categories =
      decoded.data?.$case === "seriesPerCategory" ? decoded.data.value.categoryToSeries : {};
    expect(Object.keys(categories)).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf(categories)).toBe(Object.prototype);
    expect(encodeMetricsData(decoded)).toEqual(data);
  });

  test("an entry of a map may lack its key or its value", () => {
    const entries = [...block(1), ...block(1, ...block(1, ...text("a")))];
    const decoded = decodeMetricsData(bytes(...block(11, ...entries)));
    expect(decoded.data?.value).toEqual({
      categoryToSeries: { "": { series: undefined }, a: { series: undefined } },
    });
  });

  test("a byte order mark is part of a string", () => {
    expect(decodeMetric(bytes(...block(2, 0xef, 0xbb, 0xbf, 65))).name).toBe("\ufeffA");
  });

  test("a replacement character is a valid part of a string", () => {
    expect(decodeMetric(bytes(...block(2, ...text("\ufffd")))).name).toBe("\ufffd");
  });

  test.each([
    ["the largest", 2n ** 63n - 1n, [bytes(...varint(2n ** 63n - 1n))]],
    ["just beyond a safe integer", 2n ** 53n + 1n, [bytes(...varint(2n ** 53n + 1n))]],
    ["the smallest", -(2n ** 63n), [bytes(...varint(-(2n ** 63n)))]],
    ["a negative one, as a number", -5n, []],
  ])("seconds of 64 bits are written back exactly: %s", (_, seconds, exact) => {
    const data = seriesData(...block(2, ...block(1, ...number(1, seconds), ...number(2, 7))));
    const decoded = decodeMetricsData(data);
    const series = decoded.data?.$case === "series" ? decoded.data.value.series : undefined;
    const [time] = series?.$case === "timestamps" ? series.value.series : [];
    expect(time).toMatchObject({ seconds: Number(seconds), nanos: 7 });
    const again = decodeMetricsData(encodeMetricsData(decoded));
    expect(again).toStrictEqual(decoded);
    expect(time?._unknownFields?.[8] ?? []).toEqual(exact);
  });
});

describe("bytes that are not a message", () => {
  test.each([
    [
      "doubles whose length is not a multiple of 8",
      seriesData(...block(1, ...block(1, 1, 2, 3, 4, 5, 6, 7))),
    ],
    ["a length beyond the end", bytes(18, 200, 1, 65)],
    ["a length beyond the message around it", bytes(...block(10, 10, 40), ...block(3, 65, 65))],
    ["a string that is not UTF-8", bytes(...block(3, 0xc3, 0x28))],
    ["a string with half a surrogate pair", bytes(...block(3, 0xed, 0xa0, 0x80))],
    ["a number that is cut off", bytes(16, 0x80)],
    ["a number of eleven bytes", bytes(16, ...new Array(11).fill(0x80), 1)],
    ["an end of a group without a start", bytes(12)],
    ["a group without an end", bytes(...varint((100 << 3) | 3), 8, 1)],
    [
      "a group with the end of another one",
      bytes(...varint((100 << 3) | 3), ...varint((99 << 3) | 4)),
    ],
    ["field number 0", bytes(0, 1)],
    ["a tag of more than 32 bits", bytes(...varint((1n << 32n) | 16n), 1)],
    ["a length of more than 32 bits", bytes(26, ...varint((1n << 32n) | 1n), 65)],
    ["wire type 6", bytes((100 << 3) | 6)],
    ["a truncated status", seriesData(...block(5, ...block(1, 0x80)))],
    ["100,000 nested groups", bytes(...new Array(100_000).fill((15 << 3) | 3))],
  ])("are refused: %s", (_, data) => {
    expect(() => decodeMetricsData(data)).toThrow(DecodeError);
  });

  test("are refused with their position", () => {
    const name = block(2, 0xff);
    const message = bytes(...block(2, ...block(1, ...block(2, 65)), ...block(1, ...name)));
    expect(() => decodeJobMetrics(message)).toThrow(
      "these bytes are not a resim.metrics.proto.JobMetrics: " +
        "at byte 11 (in job_level_metrics.metrics[1]), a string is not valid UTF-8",
    );
  });

  test("are refused for a figure of 2,000 levels", () => {
    let value = number(4, 1);
    for (let depth = 0; depth < 2000; depth++) value = block(6, ...block(1, ...value));
    const values = block(8, ...block(1, ...block(1, ...block(1, 65), ...block(2, ...value))));
    expect(() => decodeMetric(bytes(...block(7, ...values)))).toThrow(/deeper than 100/);
  });
});
