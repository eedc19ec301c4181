import { isDeepStrictEqual } from "node:util";
import {
  decodeJobMetrics,
  decodeMetric,
  decodeMetricsData,
  encodeJobMetrics,
  encodeMetric,
  encodeMetricsData,
} from "@metrics-project/runtime";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyMessage, reference } from "./reference.js";

type Plain = Record<string, unknown>;

/** One of our messages in the form in which protobufjs shows its own. */
function plain(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as Uint8Array);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const result: Plain = {};
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const chosen = typeof member === "object" && member !== null ? (member as Plain) : {};
    const name = typeof chosen.$case === "string" ? chosen.$case : key;
    const held = plain(name === chosen.$case ? chosen.value : member);
    Object.defineProperty(result, name, { value: held, enumerable: true });
  }
  return result;
}

const kinds = [
  { name: "JobMetrics", decode: decodeJobMetrics, encode: encodeJobMetrics },
  { name: "Metric", decode: decodeMetric, encode: encodeMetric },
  { name: "MetricsData", decode: decodeMetricsData, encode: encodeMetricsData },
].map(({ name, decode, encode }) => ({
  name,
  // The three differ in their message types, which do not matter here.
  again: (bytes: Uint8Array) => (encode as (message: unknown) => Uint8Array)(decode(bytes)),
  decode: decode as (bytes: Uint8Array) => unknown,
}));

/** The message as protobufjs reads it, without its unset fields. */
function seen(type: ReturnType<typeof reference>, bytes: Uint8Array): unknown {
  const shown = type.toObject(type.decode(bytes), { longs: Number, defaults: false });
  return JSON.parse(JSON.stringify(shown, exact));
}

/** JSON for comparing: numbers that it does not know by name. */
function exact(_key: string, value: unknown): unknown {
  const odd = typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0));
  return odd ? `${Object.is(value, -0) ? "-0" : value}` : value;
}

describe.each(kinds)("any $name", ({ name, decode, again }) => {
  const type = reference(name);

  test("reads as another implementation of protobuf wrote it", () => {
    const subset = (ours: unknown, theirs: unknown) => expect(ours).toMatchObject(theirs as Plain);
    fc.assert(
      fc.property(anyMessage(type), (message) => {
        const bytes = type.encode(type.fromObject(message)).finish();
        const ours = JSON.parse(JSON.stringify(plain(decode(bytes)), exact));
        subset(ours, withoutFigures(seen(type, bytes)));
      }),
      { numRuns: 150 },
    );
  });

  test("is written as another implementation of protobuf reads it", () => {
    fc.assert(
      fc.property(anyMessage(type), (message) => {
        const bytes = type.encode(type.fromObject(message)).finish();
        const written = again(bytes);
        expect(seen(type, written)).toEqual(seen(type, bytes));
        expect(decode(written)).toStrictEqual(decode(bytes));
      }),
      { numRuns: 150 },
    );
  });
});

/** A figure is plain JSON in our messages and a tree of messages in theirs. */
function withoutFigures(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, member) => (key === "json" ? {} : member));
}

describe("any figure", () => {
  const figure = fc.dictionary(
    fc.oneof(fc.string({ unit: "grapheme" }), fc.constant("__proto__")),
    fc.jsonValue({ maxDepth: 5 }),
    { noNullPrototype: true },
  );

  test("survives being written and read", () => {
    fc.assert(
      fc.property(figure, (json) => {
        const metric = { ...decodeMetric(new Uint8Array()), metricValues: figureOf(json) };
        const again = decodeMetric(encodeMetric(metric)).metricValues;
        // Not toStrictEqual, which stumbles over a property called __proto__.
        expect(isDeepStrictEqual(again, metric.metricValues)).toBe(true);
      }),
    );
  });

  test("may contain typed arrays, and empty values", () => {
    const json = { a: new Float64Array([1, 2]), b: new Int16Array([-3]), c: [undefined, null] };
    const metric = { ...decodeMetric(new Uint8Array()), metricValues: figureOf(json) };
    expect(decodeMetric(encodeMetric(metric)).metricValues).toStrictEqual(
      figureOf({ a: [1, 2], b: [-3], c: [undefined, null] }),
    );
  });

  const write = (json: Plain) =>
    encodeMetric({ ...decodeMetric(new Uint8Array()), metricValues: figureOf(json) });

  test("must not contain a function", () => {
    expect(() => write({ a: () => 1 })).toThrow("a figure cannot contain a function");
  });

  test("must not contain itself", () => {
    const round: Plain = {};
    round.self = { again: [round] };
    expect(() => write(round)).toThrow("nested too deeply");
  });

  test.each([
    ["objects", (inner: unknown) => ({ a: inner }), 3, 1],
    ["lists", (inner: unknown) => [inner], 2, {}],
    ["empty lists in objects", (inner: unknown) => ({ a: inner }), 3, []],
  ])("of %s is written as deep as it is read, and no deeper", (_, wrap, levels, innermost) => {
    const nested = (depth: number) => {
      let value: unknown = innermost;
      for (let level = 0; level < depth; level++) value = wrap(value);
      return write({ a: value });
    };
    let depth = Math.floor(90 / levels);
    let deepest = nested(depth);
    for (; depth < 100; depth++) {
      try {
        deepest = nested(depth);
      } catch {
        break;
      }
    }
    expect(encodeMetric(decodeMetric(deepest))).toEqual(deepest);
    expect(() => nested(depth)).toThrow("nested too deeply");
  });

  function figureOf(json: Plain) {
    return {
      metricValues: { $case: "plotlyMetricValues" as const, value: { json } },
    };
  }
});
