import { decodeMetric, encodeMetric } from "@metrics-project/runtime";
import { describe, expect, test } from "vitest";
import { reference } from "./reference.js";
import { block, double, number, text } from "./wire.js";

type Json = Record<string, unknown>;

function write(json: Json): Uint8Array {
  return encodeMetric({
    ...decodeMetric(new Uint8Array()),
    metricValues: { metricValues: { $case: "plotlyMetricValues", value: { json } } },
  });
}

function read(bytes: Uint8Array): unknown {
  const values = decodeMetric(bytes).metricValues?.metricValues;
  return values?.$case === "plotlyMetricValues" ? values.value.json : undefined;
}

/** google.protobuf.Value in the form of another implementation of protobuf. */
function valueMessage(value: unknown): Json {
  if (value === null) return { nullValue: 0 };
  if (typeof value === "number") return { numberValue: value };
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (Array.isArray(value)) return { listValue: { values: value.map(valueMessage) } };
  return { structValue: structMessage(value as Json) };
}

function structMessage(json: Json): Json {
  const fields = Object.entries(json).map(([key, value]) => [key, valueMessage(value)]);
  return { fields: Object.fromEntries(fields) };
}

function written(json: Json): Uint8Array {
  const type = reference("Metric");
  const metricValues = { plotlyMetricValues: { json: structMessage(json) } };
  return Uint8Array.from(type.encode(type.fromObject({ metricValues })).finish());
}

const values: [string, unknown][] = [
  ["null", null],
  ["zero", 0],
  ["minus zero", -0],
  ["a number", -1.5],
  ["NaN", Number.NaN],
  ["an infinity", Number.NEGATIVE_INFINITY],
  ["an empty string", ""],
  ["a string", "temperature °C"],
  ["true", true],
  ["false", false],
  ["an empty list", []],
  ["an empty object", {}],
  ["numbers", [1, -0, 2.5]],
  ["a list of everything", [1, "a", null, true, false, [2, []], { b: 3 }, {}]],
  ["objects in each other", { a: { b: { c: [1] } }, d: "e" }],
  ["a long list", Array.from({ length: 300 }, (_, at) => at / 4)],
];

describe("a figure", () => {
  test.each(values)("with %s is written as another implementation of protobuf does", (_, value) => {
    const json = { first: value, second: "after" };
    const bytes = write(json);
    expect(bytes).toEqual(written(json));
    expect(read(bytes)).toStrictEqual(json);
  });

  test.each([
    ["doubles", new Float64Array([0.5, -2])],
    ["floats", new Float32Array([0.5, -2])],
    ["bytes", new Uint8Array([1, 255])],
    ["integers", new Int32Array([1, -255])],
  ])("with a typed array of %s has a list", (_, array) => {
    expect(write({ a: array })).toEqual(written({ a: Array.from(array) }));
  });

  test("has no numbers in a view of bytes that does not say what they are", () => {
    expect(read(write({ a: new DataView(new ArrayBuffer(8)) }))).toEqual({ a: {} });
  });

  test.each([
    ["a function", () => 1, "function"],
    ["a bigint", 1n, "bigint"],
    ["a symbol", Symbol("a"), "symbol"],
  ])("cannot contain %s", (_, value, type) => {
    const message = `a figure cannot contain a ${type}`;
    expect(() => write({ a: value })).toThrow(message);
    expect(() => write({ a: [value] })).toThrow(message);
    expect(() => write({ a: { b: value } })).toThrow(message);
  });

  const key = (name: string) => block(1, ...text(name));
  const value = (...content: number[]) => block(2, ...content);
  const member = (name: string, ...content: number[]) =>
    block(1, ...key(name), ...value(...content));
  const numberValue = (of: number) => [17, ...double(of)];
  const metricOf = (...figure: number[]) =>
    Uint8Array.from(block(7, ...block(8, ...block(1, ...figure))));
  const object = (...members: number[]) => block(5, ...members);
  const list = (...elements: number[][]) =>
    block(6, ...elements.flatMap((one) => block(1, ...one)));

  test.each([
    ["an entry without a key", block(1, ...value(...numberValue(1))), { "": 1 }],
    ["an entry without a value", block(1, ...key("a")), { a: undefined }],
    ["an entry of nothing", block(1), { "": undefined }],
    ["a value before its key", block(1, ...value(...numberValue(1)), ...key("a")), { a: 1 }],
    ["a key twice", block(1, ...key("a"), ...key("b"), ...value(...numberValue(1))), { b: 1 }],
    [
      "an entry twice, of which the last counts",
      [...member("a", ...numberValue(1)), ...member("a", ...numberValue(2))],
      { a: 2 },
    ],
    [
      "two kinds of value, of which the last counts",
      member("a", ...numberValue(1), 32, 1),
      { a: true },
    ],
    ["null after another value", member("a", ...numberValue(1), 8, 0), { a: null }],
    [
      "an object in two parts",
      member("a", ...object(...member("b", ...numberValue(1))), ...object(...member("c", 32, 0))),
      { a: { b: 1, c: false } },
    ],
    [
      "a value in two parts of one entry",
      block(
        1,
        ...key("a"),
        ...value(...object(...member("b", ...numberValue(1)))),
        ...value(...object(...member("c", ...numberValue(2)))),
      ),
      { a: { b: 1, c: 2 } },
    ],
    [
      "a list in two parts",
      member("a", ...list(numberValue(1)), ...list([32, 1])),
      { a: [1, true] },
    ],
    ["a list after an object", member("a", ...object(), ...list(numberValue(1))), { a: [1] }],
    [
      "an object after a list",
      member("a", ...list(numberValue(1)), ...object(...member("b", 32, 1))),
      { a: { b: true } },
    ],
    [
      "an object after a number",
      member("a", ...numberValue(1), ...object(...member("b", 32, 1))),
      { a: { b: true } },
    ],
    [
      "an entry with a field that is not known",
      block(1, ...key("a"), ...value(...numberValue(1)), ...number(100, 5)),
      { a: 1 },
    ],
    [
      "an object after null",
      member("a", 8, 0, ...object(...member("b", 32, 1))),
      { a: { b: true } },
    ],
    [
      "an element that says nothing",
      member("a", ...list([], numberValue(1))),
      { a: [undefined, 1] },
    ],
    ["a null of another number", member("a", ...number(1, 7)), { a: null }],
  ])("may consist of %s", (_, figure, expected) => {
    expect(read(metricOf(...figure))).toStrictEqual(expected);
  });

  test("may have the key __proto__ twice, of which the last one counts", () => {
    const twice = [...member("__proto__", ...numberValue(1)), ...member("__proto__", 32, 1)];
    const figure = read(metricOf(...twice));
    expect(Object.entries(figure as object)).toEqual([["__proto__", true]]);
    expect(Object.getPrototypeOf(figure)).toBe(Object.prototype);
  });

  test.each([
    ["an entry", [...block(1, ...key("a"), 18, 9), ...numberValue(1)]],
    ["a value", [...member("a", 17, 0, 0, 0, 0, 0, 0, 0), ...numberValue(1)]],
    ["a list", member("a", ...block(6, 10, 9), ...numberValue(1))],
    ["an object", member("a", ...block(5, 10, 9), ...numberValue(1))],
  ])("is refused if %s is cut off", (_, figure) => {
    expect(() => read(metricOf(...figure))).toThrow(/beyond the end|cut off/);
  });
});
