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

/** Numbers that repeat only after 2^32, quick to make. */
function filled(length: number, seed: number, of: (unit: number) => number): Float64Array {
  let state = seed;
  return new Float64Array(length).map(() => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return of(state / 4_294_967_296);
  });
}

describe("SeriesMerger", () => {
  it("keeps all, in their order, if they are few enough", () => {
    const merger = new SeriesMerger("speed", { atMost: 5 });
    merger.add(doubles("a", [3, 1], { unit: "m/s" }));
    merger.add(doubles("b", [2], { unit: "m/s" }));
    const merged = merger.series();
    expect([...(merged?.values ?? [])]).toEqual([3, 1, 2]);
    expect(merged).toMatchObject({ name: "speed", unit: "m/s" });
    expect(reductionOf(merged as object)).toBeUndefined();
    expect(merger).toMatchObject({ added: 2, count: 3 });
  });

  it("is within its own bound, including minimum and maximum, for any order of parts", () => {
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
          expect(kept.length).toBe(atMost);
          expect(kept[0]).toBe(Math.min(...all));
          expect(kept.at(-1)).toBe(Math.max(...all));
          const reduction = reductionOf(merged);
          expect(reduction).toMatchObject({ of: all.length, kept: atMost });
          expect(rankDistance(all, kept)).toBeLessThanOrEqual(Number(reduction?.rankError) + 1e-9);
        },
      ),
    );
  });

  it("of ten million values keeps 100,000 within a hundredth of a percent or so, in any order of parts", () => {
    // A shuffle of the numbers from 0: what stands at each rank is that number.
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
      expect(kept.length).toBe(100_000);
      const wrong = kept.findIndex(
        (value, at) => Math.abs(value / count - (at + 0.5) / kept.length) > error,
      );
      expect(wrong).toBe(-1);
    }
  });

  it("names the sources in each metric, and only there", () => {
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

  it("keeps the share of NaN, and one of them at least", () => {
    const values = filled(10_000, 1, (u) => u);
    values[77] = Number.NaN;
    const kept = mergeSeries("v", [doubles("v", values)], { atMost: 100 }).values;
    expect([...kept].filter(Number.isNaN).length).toBe(1);
    const half = values.map((value, at) => (at % 2 === 0 ? Number.NaN : value));
    expect(
      [...mergeSeries("v", [doubles("v", half)], { atMost: 100 }).values].filter(Number.isNaN)
        .length,
    ).toBe(50);
    const none = new Float64Array(300).fill(Number.NaN);
    expect(
      [...mergeSeries("v", [doubles("v", none)], { atMost: 100 }).values].every(Number.isNaN),
    ).toBe(true);
  });

  it("accepts series from a generator one by one", () => {
    let alive = 0;
    function* parts() {
      for (let at = 0; at < 50; at++) {
        alive++;
        yield doubles(
          "v",
          filled(1000, at, (u) => u),
        );
      }
    }
    expect(mergeSeries("v", parts(), { atMost: 500 }).length).toBe(500);
    expect(alive).toBe(50);
  });

  it("refuses series that it cannot merge", () => {
    expect(() => mergeSeries("v", [], { atMost: 10 })).toThrow(MetricDefinitionError);
    expect(() => mergeSeries("v", [strings("s", ["a"])], { atMost: 10 })).toThrow(
      /part 0 has the kind "strings"/,
    );
    for (const atMost of [1, 0, 2.5, Number.NaN]) {
      expect(() => mergeSeries("v", [doubles("v", [1])], { atMost })).toThrow(/atMost/);
    }
    const units = [doubles("a", [1], { unit: "m/s" }), doubles("b", [1], { unit: "km/h" })];
    expect(() => mergeSeries("v", units, { atMost: 10 })).toThrow('different units: "m/s", "km/h"');
    expect(mergeSeries("v", units, { atMost: 10, unit: "x" }).unit).toBe("x");
    expect(new SeriesMerger("v").series()).toBeUndefined();
    expect(() => new SeriesMerger("")).toThrow(/name/);
    expect(() => new SeriesMerger("v").add(undefined as never)).toThrow(
      /part 0 must be a series of doubles, got/,
    );
  });
});
