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
  it("keeps a Float64Array, and copies a list", () => {
    const array = new Float64Array([1, 2]);
    expect(doubles("x", array).values).toBe(array);
    const list = [1, 2];
    const series = doubles("x", list);
    list[0] = 9;
    expect([...series.values]).toEqual([1, 2]);
  });

  it("accepts other typed arrays, and whole numbers as doubles", () => {
    expect([...doubles("x", new Float32Array([0.5])).values]).toEqual([0.5]);
    expect([...doubles("x", new Int16Array([-3])).values]).toEqual([-3]);
  });

  it("accepts statuses as words and as wire numbers", () => {
    const series = statuses("s", ["PASSED", "PASSED", "FAIL_BLOCK", "RAW"]);
    expect(series.values).toEqual(["PASSED", "PASSED", "FAIL_BLOCK", "RAW"]);
    expect(series.codes).toEqual(new Uint8Array([1, 1, 5, 4]));
  });

  it("is mapped with its index and without its unit", () => {
    const mapped = speed.map((value, at) => value * 10 + at);
    expect([...mapped.values]).toEqual([10, 21, 32]);
    expect(mapped).toMatchObject({ name: "speed-mapped", unit: "", index: time });
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

  it("shares one grouped index among all data grouped by the same series", () => {
    const passed = statuses("s", ["PASSED", "RAW", "RAW"], { index: time });
    expect(groupBy(passed, zone).index).toBe(groupBy(speed, zone).index);
    expect(groupBy(speed, zone, { name: "other" }).index).toBe(groupBy(speed, zone).index);
    expect(groupBy(passed, zone).codes("in")).toEqual(new Uint8Array([1, 4]));
  });

  it("accepts one that is the index of the other, and one without an index", () => {
    const labels = strings("labels", ["a", "b"]);
    const values = doubles("values", [1, 2], { index: labels });
    expect(groupBy(values, labels).index.name).toBe("labels-grouped-by-labels");
    expect(groupBy(doubles("bare", [1, 2, 3]), zone).index).toBeUndefined();
    expect(groupBy(labels, strings("by", ["x", "x"], { index: labels })).categories).toEqual(["x"]);
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
  it("accepts an object or a Map, and keeps its order", () => {
    const map = new Map([
      ["10", [1]],
      ["9", [2]],
    ]);
    expect(grouped("x", "doubles", map).categories).toEqual(["10", "9"]);
    expect(grouped("x", "strings", { b: ["1"], a: ["2"] }).categories).toEqual(["b", "a"]);
  });

  it("names the category that differs from its index", () => {
    const index = grouped("t", "timestamps", { a: [0n], b: [0n, 1n] });
    expect(() => grouped("x", "doubles", { a: [1], b: [1] }, { index })).toThrow(
      'it does not match its index "t": 1 against 2 elements in category "b"',
    );
    expect(() => grouped("x", "doubles", { a: [1] }, { index })).toThrow("0 against 2 elements");
  });
});

describe("a file", () => {
  it("is in the outputs folder or a subfolder", () => {
    expect(externalFile("f", "frames/0001..png").path).toBe("frames/0001..png");
    expect(() => externalFile("f", "..")).toThrow('its path is ".."');
  });
});
