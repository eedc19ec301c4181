import {
  doubles,
  externalFile,
  groupBy,
  grouped,
  statuses,
  strings,
  timestamps,
} from "@metrics-project/runtime";
import { describe, expect, it } from "vitest";

const time = timestamps("time", [0n, 1n, 2n]);
const speed = doubles("speed", [1, 2, 3], { unit: "m/s", index: time });
const zone = strings("zone", ["in", "out", "in"], { index: time });

describe("a series", () => {
  it("keeps a Float64Array without a copy", () => {
    const array = new Float64Array([1, 2]);
    expect(doubles("x", array).values).toBe(array);
  });

  it("copies a list, which may change later", () => {
    const list = [1, 2];
    const series = doubles("x", list);
    list[0] = 9;
    expect([...series.values]).toEqual([1, 2]);
  });

  it.each([new Float32Array([-3]), new Int16Array([-3])])(
    "accepts other typed arrays: %o",
    (array) => {
      expect(doubles("x", array).values).toEqual(new Float64Array([-3]));
    },
  );

  it("has statuses as words and as numbers of the wire", () => {
    const series = statuses("s", ["PASSED", "PASSED", "FAIL_BLOCK", "RAW"]);
    expect(series.values).toEqual(["PASSED", "PASSED", "FAIL_BLOCK", "RAW"]);
    expect(series.codes).toEqual(new Uint8Array([1, 1, 5, 4]));
  });

  it("is mapped with its index, without its unit", () => {
    const mapped = speed.map((value, at) => value * 10 + at);
    expect([...mapped.values]).toEqual([10, 21, 32]);
    expect(mapped).toMatchObject({ name: "speed-mapped", unit: "", index: time });
  });

  it("is mapped to another kind under another name", () => {
    const words = speed.map((value) => (value > 2 ? "FAIL_WARN" : "PASSED"), {
      name: "verdicts",
      to: "statuses",
    });
    expect(words).toMatchObject({ kind: "statuses", name: "verdicts", index: time });
    expect(words.values).toEqual(["PASSED", "PASSED", "FAIL_WARN"]);
  });

  it("names the invalid element of a map", () => {
    expect(() => speed.map((value) => (value > 1 ? ("x" as never) : value))).toThrow(
      'metrics data "speed-mapped": element 1 must be a number, got "x"',
    );
  });
});

describe("groupBy", () => {
  it("sorts elements into categories, keeps the unit, and groups the index the same way", () => {
    const by = groupBy(speed, zone);
    expect(by).toMatchObject({ name: "speed-grouped-by-zone", unit: "m/s", grouped: true });
    expect(by.categories).toEqual(["in", "out"]);
    expect([...(by.get("in") ?? [])]).toEqual([1, 3]);
    expect(by.index.name).toBe("time-grouped-by-zone");
    expect(by.index.get("in")).toEqual([time.values[0], time.values[2]]);
    expect(by.get("nowhere")).toBeUndefined();
  });

  const passed = statuses("s", ["PASSED", "RAW", "RAW"], { index: time });

  it.each([
    ["another series", groupBy(passed, zone)],
    ["the same series under another name", groupBy(speed, zone, { name: "other" })],
  ])("shares the grouped index with %s grouped by the same series", (_, by) => {
    expect(by.index).toBe(groupBy(speed, zone).index);
  });

  it("groups the numbers of statuses", () => {
    expect(groupBy(passed, zone).codes("in")).toEqual(new Uint8Array([1, 4]));
  });

  const labels = strings("labels", ["a", "b"]);

  it("groups a series by its own index", () => {
    const values = doubles("values", [1, 2], { index: labels });
    expect(groupBy(values, labels).index.name).toBe("labels-grouped-by-labels");
  });

  it("groups an index by a series with this index", () => {
    const by = strings("by", ["x", "x"], { index: labels });
    expect(groupBy(labels, by).get("x")).toEqual(["a", "b"]);
  });

  it("leaves a series without an index without one", () => {
    expect(groupBy(doubles("bare", [1, 2, 3]), zone).index).toBeUndefined();
  });

  it("maps category by category", () => {
    const mapped = groupBy(speed, zone).map((value, at, category) => `${category}${at}:${value}`, {
      to: "strings",
    });
    expect(mapped.get("in")).toEqual(["in0:1", "in1:3"]);
    expect(mapped.index).toBe(groupBy(speed, zone).index);
  });
});

describe("grouped", () => {
  it.each([
    ["an object", { b: [1], a: [2] }, ["b", "a"]],
    [
      "a Map, even of digits",
      new Map([
        ["10", [1]],
        ["9", [2]],
      ]),
      ["10", "9"],
    ],
  ])("keeps the order of categories in %s", (_, values, categories) => {
    expect(grouped("x", "doubles", values).categories).toEqual(categories);
  });

  it.each([
    [{ a: [1], b: [1] }, "1 against 2 elements"],
    [{ a: [1] }, "0 against 2 elements"],
  ])("names the category that differs from the index: %j", (values, difference) => {
    const index = grouped("t", "timestamps", { a: [0n], b: [0n, 1n] });
    expect(() => grouped("x", "doubles", values, { index })).toThrow(
      `it does not match its index "t": ${difference} in category "b"`,
    );
  });
});

describe("a file", () => {
  it("may be in a subfolder of the outputs folder", () => {
    expect(externalFile("f", "frames/0001..png").path).toBe("frames/0001..png");
  });

  it("may not be outside the outputs folder", () => {
    expect(() => externalFile("f", "..")).toThrow('its path is ".."');
  });
});
