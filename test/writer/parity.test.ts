import {
  decodeJobMetrics,
  doubles,
  encodeJobMetrics,
  fromDate,
  fromNanoseconds,
  fromSeconds,
  groupBy,
  grouped,
  MetricsWriter,
  strings,
  timestamps,
  toNanoseconds,
  unpackJobMetrics,
  validateJobMetrics,
} from "@metrics-project/runtime";
import { describe, expect, it } from "vitest";

function reread(writer: MetricsWriter) {
  const message = writer.write();
  expect(validateJobMetrics(message)).toEqual([]);
  return unpackJobMetrics(decodeJobMetrics(encodeJobMetrics(message)));
}

describe("map", () => {
  const speed = doubles("speed", [1, 2], { unit: "m/s" });
  const byZone = groupBy(speed, strings("zone", ["a", "b"]));

  it.each([
    ["drops the unit", speed.map((value) => value * 3.6), ""],
    ["uses a new unit", speed.map((value) => value * 3.6, { unit: "km/h" }), "km/h"],
    [
      "uses a new unit for grouped data",
      byZone.map((value) => value * 3.6, { unit: "km/h" }),
      "km/h",
    ],
  ])("%s", (_, mapped, unit) => {
    expect(mapped.unit).toBe(unit);
  });

  it("refuses a unit that is not a string", () => {
    expect(() => speed.map((value) => value, { unit: 5 as never })).toThrow(
      "its unit must be a string, got 5",
    );
  });
});

describe("times below zero", () => {
  it.each([
    ["nanoseconds", fromNanoseconds(-1n), { seconds: -1, nanos: 999_999_999 }],
    ["whole nanoseconds", fromNanoseconds(-2_000_000_000n), { seconds: -2, nanos: 0 }],
    ["seconds", fromSeconds(-0.25), { seconds: -1, nanos: 750_000_000 }],
    ["a Date", fromDate(new Date(-1)), { seconds: -1, nanos: 999_000_000 }],
  ])("are accepted as %s, and converted back exactly", (_, timestamp, expected) => {
    expect(timestamp).toEqual(expected);
    expect(fromNanoseconds(toNanoseconds(timestamp))).toEqual(expected);
  });

  it("are written in series, and read again", () => {
    const writer = new MetricsWriter();
    const time = timestamps("time", [-1_500_000_000n, 0n]);
    writer.addDoubleOverTimeMetric("M", {
      lines: [{ values: doubles("v", [1, 2], { index: time }) }],
    });
    expect(reread(writer).data("time", "timestamps")?.values).toEqual([
      { seconds: -2, nanos: 500_000_000 },
      { seconds: 0, nanos: 0 },
    ]);
  });
});

describe("tags", () => {
  const tagsOf = (tags: Parameters<MetricsWriter["addTextMetric"]>[1]["tags"]) => {
    const writer = new MetricsWriter();
    writer.addTextMetric("M", { text: "a", tags });
    return reread(writer)
      .metric("M")
      ?.tags.map(({ key, value }) => `${key}=${value}`);
  };
  const list = [
    { key: "b", value: "1" },
    { key: "a", value: "2" },
    { key: "b", value: "3" },
  ];
  const map = new Map([
    ["10", "a"],
    ["2", "b"],
  ]);

  it.each<[string, Parameters<typeof tagsOf>[0], string[]]>([
    ["a list, with repeated keys", list, ["b=1", "a=2", "b=3"]],
    ["a Map, even of digits", map, ["10=a", "2=b"]],
    ["an object", { b: "1", a: "2" }, ["b=1", "a=2"]],
  ])("keep the order of %s", (_, tags, expected) => {
    expect(tagsOf(tags)).toEqual(expected);
  });

  it("must have keys", () => {
    expect(() => tagsOf([{ key: "", value: "a" }])).toThrow('its tag "" has the value "a"');
  });
});

describe("categories", () => {
  it("keep the order of a Map, even if they look like numbers", () => {
    const writer = new MetricsWriter();
    const categories = new Map([
      ["10", [1]],
      ["2", [2]],
      ["a", [3]],
      ["1", [4]],
    ]);
    writer.addMetricsData(grouped("runs", "doubles", categories));
    expect(reread(writer).groupedData("runs", "doubles")?.categories).toEqual([
      "10",
      "2",
      "a",
      "1",
    ]);
  });
});

describe("a figure that plotly.py made", () => {
  it("keeps its encoded arrays", () => {
    const x = { dtype: "f8", bdata: "AAAAAAAA8D8=" };
    const writer = new MetricsWriter();
    writer.addPlotlyMetric("M", { figure: { data: [{ type: "bar", x, y: [1] }] } });
    expect(reread(writer).metric("M", "PLOTLY")?.figure.data).toMatchObject([{ x }]);
  });

  it("may be the result of JSON.parse", () => {
    const figure = JSON.parse('{"data":[{"type":"bar","y":[1]}],"layout":{"template":{}}}');
    expect(new MetricsWriter().addPlotlyMetric("M", { figure }).figure).toEqual(figure);
  });
});
