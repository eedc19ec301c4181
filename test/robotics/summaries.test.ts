import { HistogramCounts, quantile, Summary } from "@metrics-project/runtime/robotics";
import { QuantileSketch } from "@metrics-project/runtime/robotics/sketch";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), {
  minLength: 1,
  maxLength: 50,
});

describe("Summary", () => {
  it("of parts, in any order, is that of the whole", () => {
    fc.assert(
      fc.property(fc.array(numbers, { minLength: 1, maxLength: 6 }), (parts) => {
        const whole = Summary.of(parts.flat());
        for (const order of [parts, parts.toReversed()]) {
          const merged = new Summary();
          for (const part of order) merged.merge(Summary.of(part));
          expect(merged.count).toBe(whole.count);
          expect([merged.min, merged.max]).toEqual([whole.min, whole.max]);
          expect(merged.mean).toBeCloseTo(whole.mean, 6);
          expect(merged.standardDeviation).toBeCloseTo(whole.standardDeviation, 4);
        }
        const plain = parts.flat();
        const mean = plain.reduce((sum, value) => sum + value, 0) / plain.length;
        expect(whole.mean).toBeCloseTo(mean, 6);
        expect(whole.variance / (1 + whole.variance)).toBeCloseTo(
          (([v]) => Number(v) / (1 + Number(v)))([
            plain.reduce((sum, value) => sum + (value - mean) ** 2, 0) / plain.length,
          ]),
          6,
        );
      }),
    );
  });

  it("weighs: total distance over total time", () => {
    const speed = new Summary();
    speed.add(2, 10);
    speed.add(5, 0);
    speed.add(1, 30);
    expect(speed.mean).toBeCloseTo(1.25, 12);
    expect(speed.sum).toBeCloseTo(50, 12);
    expect(speed.max).toBe(5);
    expect(speed.weight).toBe(40);
  });

  it("keeps the digits of a small spread about a large mean", () => {
    expect(Summary.of([1e9 + 1, 1e9 + 2, 1e9 + 3]).variance).toBeCloseTo(2 / 3, 9);
  });

  it("counts NaN separately, and has no result without samples", () => {
    const summary = Summary.of([1, Number.NaN, 3]);
    expect(summary).toMatchObject({ count: 2, missing: 1, mean: 2 });
    const none = Summary.of([Number.NaN]);
    expect([none.mean, none.min, none.max, none.variance]).toEqual([NaN, NaN, NaN, NaN]);
    none.merge(summary);
    expect(none).toMatchObject({ count: 2, missing: 2, mean: 2, min: 1 });
  });

  it("refuses a negative weight", () => {
    expect(() => new Summary().add(1, -1)).toThrow(
      /a weight must be a number of 0 or more, got -1/,
    );
  });
});

describe("HistogramCounts", () => {
  it("counts values per bucket, and merges", () => {
    const counts = new HistogramCounts([0, 1, 2, 4]);
    counts.addAll([-1, 0, 0.5, 1, 3.9, 4, 4.1, Number.NaN]);
    expect([...counts.counts]).toEqual([2, 1, 2]);
    expect(counts).toMatchObject({ below: 1, above: 1, missing: 1 });
    const other = new HistogramCounts([0, 1, 2, 4]);
    other.addAll([1.5]);
    counts.merge(other);
    expect([...counts.counts]).toEqual([2, 2, 2]);
  });

  it.each([[[1]], [[1, 1]], [[1, Number.NaN]]])("refuses the edges %j", (edges) => {
    expect(() => new HistogramCounts(edges)).toThrow(/edges must be two or more ascending/);
  });

  it("refuses to merge counts of different edges", () => {
    expect(() => new HistogramCounts([0, 1]).merge(new HistogramCounts([0, 2]))).toThrow(
      /the same/,
    );
  });
});

describe("QuantileSketch", () => {
  it("is within its accuracy on a million values, merged in any order", () => {
    // A shuffle of -200,000 to 800,000: what stands at each rank is known without sorting.
    const count = 1_000_000;
    const valueAt = (rank: number) => rank - 200_000;
    const sketches = Array.from({ length: 10 }, (_, part) => {
      const sketch = new QuantileSketch();
      for (let at = part; at < count; at += 10) sketch.add(valueAt((at * 7_368_787) % count));
      return sketch;
    });
    for (const order of [sketches, sketches.toReversed()]) {
      const merged = new QuantileSketch();
      for (const sketch of order) merged.merge(sketch);
      expect(merged.count).toBe(count);
      for (const p of [0, 0.001, 0.1, 0.3, 0.5, 0.9, 0.999, 1]) {
        const exact = valueAt(p * (count - 1));
        expect(Math.abs(merged.quantile(p) - exact)).toBeLessThanOrEqual(
          0.01 * Math.abs(exact) + 1,
        );
      }
    }
  });

  it("counts NaN separately", () => {
    const sketch = new QuantileSketch({ accuracy: 0.001 });
    sketch.addAll([1, 2, Number.NaN, 3]);
    expect(sketch).toMatchObject({ count: 3, missing: 1 });
    expect(Math.abs(sketch.quantile(0.5) - quantile([1, 2, 3], 0.5))).toBeLessThan(0.003);
  });

  const sketch = new QuantileSketch({ accuracy: 0.001 });
  it.each([
    ["an infinite value", () => sketch.add(Number.POSITIVE_INFINITY), /finite/],
    ["a quantile of 50", () => sketch.quantile(50), /between 0 and 1, got 50/],
    ["another accuracy", () => sketch.merge(new QuantileSketch()), /accuracy must be 0\.001/],
    ["a quantile of no values", () => new QuantileSketch().quantile(0.5), /no values/],
    ["an accuracy of 0", () => new QuantileSketch({ accuracy: 0 }), /accuracy/],
  ])("refuses %s", (_, run, message) => {
    expect(run).toThrow(message);
  });
});
