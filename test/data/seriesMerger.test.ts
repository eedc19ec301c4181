import {
  doubles,
  histogramBuckets,
  MetricDefinitionError,
  MetricsWriter,
  mergeSeries,
  reductionOf,
  SeriesMerger,
  strings,
  unpackJobMetrics,
  validateJobMetrics,
} from "@metrics-project/runtime";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

/** The greatest difference between the shares of values below x, for any x. */
function rankDistance(all: Float64Array, kept: Float64Array): number {
  const [a, b] = [all.slice().sort(), kept.slice().sort()];
  let worst = 0;
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const x = Math.min(a[i] as number, b[j] as number);
    while (i < a.length && (a[i] as number) <= x) i++;
    while (j < b.length && (b[j] as number) <= x) j++;
    worst = Math.max(worst, Math.abs(i / a.length - j / b.length));
  }
  return worst;
}

/** Pseudorandom numbers with a period of 2^32. */
function filled(length: number, seed: number, of: (unit: number) => number): Float64Array {
  let state = seed;
  return new Float64Array(length).map(() => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return of(state / 4_294_967_296);
  });
}

describe("SeriesMerger", () => {
  it("keeps all values in their order if they are few enough", () => {
    const merger = new SeriesMerger("speed", { atMost: 5 });
    merger.add(doubles("a", [3, 1], { unit: "m/s" }));
    merger.add(doubles("b", [2], { unit: "m/s" }));
    const merged = merger.series();
    expect([...(merged?.values ?? [])]).toEqual([3, 1, 2]);
    expect(merged).toMatchObject({ name: "speed", unit: "m/s" });
    expect(reductionOf(merged as object)).toBeUndefined();
    expect(merger).toMatchObject({ added: 2, count: 3 });
  });

  it("stays within its reported error, and keeps minimum and maximum, for any parts", () => {
    const part = fc.array(fc.double({ noNaN: true, min: -100, max: 100 }), {
      minLength: 1,
      maxLength: 400,
    });
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 2, max: 60 }),
        (parts, atMost) => {
          const all = Float64Array.from(parts.flat());
          const merged = mergeSeries(
            "v",
            parts.map((values) => doubles("v", values)),
            { atMost },
          );
          const kept = merged.values as Float64Array;
          if (all.length <= atMost) {
            expect([...kept]).toEqual([...all]);
            return;
          }
          expect(kept).toHaveLength(atMost);
          expect(kept[0]).toBe(Math.min(...all));
          expect(kept.at(-1)).toBe(Math.max(...all));
          const reduction = reductionOf(merged);
          expect(reduction).toMatchObject({ of: all.length, kept: atMost });
          expect(rankDistance(all, kept)).toBeLessThanOrEqual(Number(reduction?.rankError) + 1e-9);
        },
      ),
    );
  });

  it("keeps 100,000 of ten million values within 0.015 % of rank, for parts in either order", () => {
    // A shuffle of the numbers from 0: the value at each rank is the rank itself.
    const count = 10_000_000;
    const partOf = (part: number) => {
      const values = new Float64Array(count / 100);
      for (let at = 0; at < values.length; at++) {
        values[at] = ((part * values.length + at) * 7_368_787) % count;
      }
      return values;
    };
    const parts = Array.from({ length: 100 }, (_, part) => doubles("v", partOf(part)));
    for (const order of [parts, parts.toReversed()]) {
      const merger = new SeriesMerger("v");
      for (const part of order) merger.add(part);
      const merged = merger.series();
      const error = Number(reductionOf(merged as object)?.rankError);
      expect(error).toBeLessThan(1.5e-4);
      const kept = merged?.values ?? new Float64Array(0);
      expect(kept).toHaveLength(100_000);
      const wrong = kept.findIndex(
        (value, at) => Math.abs(value / count - (at + 0.5) / kept.length) > error,
      );
      expect(wrong).toBe(-1);
    }
  });

  it("adds the size of the sample to the descriptions of metrics that use it, and to no others", () => {
    const merged = mergeSeries(
      "v",
      [
        doubles(
          "v",
          filled(5000, 1, (u) => u),
        ),
      ],
      { atMost: 1000 },
    );
    const writer = new MetricsWriter();
    writer.addHistogramMetric("Reduced", {
      description: "How fast.",
      values: merged,
      buckets: histogramBuckets({ values: merged }),
    });
    const plain = doubles("w", [1, 2]);
    writer.addHistogramMetric("Whole", {
      description: "All.",
      values: plain,
      buckets: histogramBuckets({ values: plain }),
    });
    const message = writer.write();
    expect(validateJobMetrics(message)).toEqual([]);
    const read = unpackJobMetrics(message);
    expect(read.metric("Reduced")?.description).toMatch(
      /^How fast\. \(v: a sample of 1,000 values with the distribution of all 5,000; quantiles are within 0\.\d+ % of rank\.\)$/,
    );
    expect(read.metric("Whole")?.description).toBe("All.");
  });

  it.each([
    ["one of 10,000 values", 10_000, (at: number) => at === 77, 1],
    ["every second value", 10_000, (at: number) => at % 2 === 0, 50],
    ["every value", 300, () => true, 100],
  ])("keeps the share of NaN, at least one, if NaN is %s", (_, length, isGap, expected) => {
    const values = filled(length, 1, (u) => u).map((value, at) => (isGap(at) ? Number.NaN : value));
    const kept = mergeSeries("v", [doubles("v", values)], { atMost: 100 }).values;
    expect(Array.from(kept, Number.isNaN).sort()).toEqual([
      ...Array<boolean>(100 - expected).fill(false),
      ...Array<boolean>(expected).fill(true),
    ]);
  });

  it("reads series from a generator one by one, to its end", () => {
    const yielded: number[] = [];
    function* parts() {
      for (let at = 0; at < 50; at++) {
        yielded.push(at);
        yield doubles("v", [at, at]);
      }
    }
    const merged = mergeSeries("v", parts(), { atMost: 500 });
    expect(yielded).toEqual(Array.from({ length: 50 }, (_, at) => at));
    expect([...merged.values]).toEqual(yielded.flatMap((at) => [at, at]));
  });

  const units = [doubles("a", [1], { unit: "m/s" }), doubles("b", [1], { unit: "km/h" })];

  it.each<[string, () => unknown, string]>([
    ["no series", () => mergeSeries("v", [], { atMost: 10 }), "there are no series to merge"],
    [
      "another kind",
      () => mergeSeries("v", [strings("s", ["a"])], { atMost: 10 }),
      'part 0 has the kind "strings"',
    ],
    [
      "different units",
      () => mergeSeries("v", units, { atMost: 10 }),
      'different units: "m/s", "km/h"',
    ],
    ["an empty name", () => new SeriesMerger(""), "name"],
    [
      "a part that is not a series",
      () => new SeriesMerger("v").add(undefined as never),
      "part 0 must be a series of doubles, got",
    ],
  ])("refuses %s", (_, merge, message) => {
    expect(merge).toThrow(MetricDefinitionError);
    expect(merge).toThrow(message);
  });

  it.each([1, 0, 2.5, Number.NaN])("refuses atMost: %d", (atMost) => {
    expect(() => mergeSeries("v", [doubles("v", [1])], { atMost })).toThrow(/atMost/);
  });

  it("accepts different units if it is given one for the result", () => {
    expect(mergeSeries("v", units, { atMost: 10, unit: "x" }).unit).toBe("x");
  });

  it("has no series if nothing was added", () => {
    expect(new SeriesMerger("v").series()).toBeUndefined();
  });
});
