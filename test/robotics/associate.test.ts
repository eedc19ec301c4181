import {
  associate,
  exceedanceOf,
  integralOf,
  quantile,
  rollingMax,
  rollingMean,
  rollingMin,
  rollingQuantile,
  timeFromSeconds,
  timeMeanOf,
} from "@metrics-project/runtime/robotics";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectClose } from "./logs.js";

const times = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 25 }).map((values) =>
  BigInt64Array.from(
    values.sort((a, b) => a - b),
    (value) => BigInt(value) * 1_000_000n,
  ),
);

/** All pairs within the tolerance, sorted, taken one after the other unless they cross: slow and plain. */
function greedy(a: BigInt64Array, b: BigInt64Array, tolerance: number): number[] {
  const pairs: { difference: number; i: number; j: number }[] = [];
  a.forEach((ta, i) => {
    b.forEach((tb, j) => {
      const difference = Math.abs(Number(ta - tb)) / 1e9;
      if (difference <= tolerance) pairs.push({ difference, i, j });
    });
  });
  pairs.sort((p, q) => p.difference - q.difference);
  const taken: typeof pairs = [];
  for (const pair of pairs) {
    // The two sides have one order: neither a sample that is used nor a pair that crosses.
    if (taken.every(({ i, j }) => (pair.i - i) * (pair.j - j) > 0)) taken.push(pair);
  }
  return taken.map(({ difference }) => difference);
}

describe("associate", () => {
  it("is symmetric", () => {
    fc.assert(
      fc.property(times, times, fc.integer({ min: -9, max: 9 }), (a, b, offset) => {
        const one = associate(a, b, { tolerance: 0.004, offset: offset / 1000 });
        const other = associate(b, a, { tolerance: 0.004, offset: -offset / 1000 });
        const pairs = (x: Uint32Array, y: Uint32Array) => Array.from(x, (i, at) => `${i} ${y[at]}`);
        expect(pairs(one.a, one.b).sort()).toEqual(pairs(other.b, other.a).sort());
      }),
    );
  });

  it("uses each sample once, within the tolerance, the two closest first", () => {
    fc.assert(
      fc.property(times, times, (a, b) => {
        const found = associate(a, b, { tolerance: 0.006 });
        for (const used of [[...found.a], [...found.b]]) {
          expect(used).toEqual([...new Set(used)].sort((x, y) => x - y));
          expect(used).toHaveLength(found.matched);
        }
        const differences = Array.from(
          found.a,
          (i, at) =>
            Math.abs(Number((a[i] as bigint) - (b[found.b[at] as number] as bigint))) / 1e9,
        );
        expect(found.maxDifference).toBe(Math.max(0, ...differences));
        expect(found.maxDifference).toBeLessThanOrEqual(0.006);
        const byHand = greedy(a, b, 0.006);
        expect(Math.min(...differences)).toBe(Math.min(...byHand));
      }),
    );
  });

  it("returns the same pairs as a slow reference if all differences are distinct", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 5000 }), { maxLength: 20 }),
        fc.uniqueArray(fc.integer({ min: 0, max: 5000 }), { maxLength: 20 }),
        (p, q) => {
          // Squares of a kind that no two differences are the same.
          const spread = (values: number[], shift: bigint) =>
            BigInt64Array.from(
              values.sort((x, y) => x - y),
              (value, at) => BigInt(value) * 1_000_003n + BigInt(at) ** 3n + shift,
            );
          const [a, b] = [spread(p, 0n), spread(q, 7n)];
          const differences = (list: number[]) => [...list].sort((x, y) => x - y);
          const found = associate(a, b, { tolerance: 0.5 });
          const got = Array.from(
            found.a,
            (i, at) =>
              Math.abs(Number((a[i] as bigint) - (b[found.b[at] as number] as bigint))) / 1e9,
          );
          fc.pre(new Set(greedyAll(a, b)).size === p.length * q.length);
          expect(differences(got)).toEqual(differences(greedy(a, b, 0.5)));
        },
      ),
    );
  });

  it("pairs all of two regular logs, the first with the first", () => {
    const a = timeFromSeconds([0, 2, 4]);
    const b = timeFromSeconds([1, 3, 5]);
    expect(associate(a, b, { tolerance: 1 })).toMatchObject({
      matched: 3,
      share: 1,
      maxDifference: 1,
    });
  });

  it("keeps the order of time beside a gap, for any tolerance", () => {
    const estimate = timeFromSeconds([0.735, 0.767, 0.8, 0.835, 0.867, 0.903, 0.935]);
    const reference = timeFromSeconds([0.735, 0.766, 0.8, 0.8257, 0.8357, 0.946]);
    const { a, b } = associate(estimate, reference, { tolerance: 0.05 });
    expect([...a]).toEqual([0, 1, 2, 3, 6]);
    expect([...b]).toEqual([0, 1, 2, 4, 5]);
  });

  it.each<[what: string, a: number[], b: number[], pairs: [number, number][]]>([
    [
      "duplicate stamps in their order",
      [1, 1, 2],
      [1, 1, 2],
      [
        [0, 0],
        [1, 1],
        [2, 2],
      ],
    ],
    [
      "one of two duplicate stamps",
      [1, 1, 2],
      [1, 2],
      [
        [0, 0],
        [2, 1],
      ],
    ],
    ["nothing with nothing", [], [1, 1, 2], []],
  ])("pairs %s", (_, a, b, pairs) => {
    const found = associate(timeFromSeconds(a), timeFromSeconds(b));
    expect(Array.from(found.a, (i, at) => [i, found.b[at]])).toEqual(pairs);
    const { length: matched } = pairs;
    const share = a.length === 0 ? 0 : matched / Math.min(a.length, b.length);
    expect(found).toMatchObject({ matched, share, of: { a: a.length, b: b.length } });
  });

  it.each([
    [0, []],
    [10, [0, 1]],
  ])("shifts the second log by an offset of %d s", (offset, pairs) => {
    const found = associate(timeFromSeconds([10, 11]), timeFromSeconds([0, 1]), { offset });
    expect([[...found.a], [...found.b]]).toEqual([pairs, pairs]);
  });
});

function greedyAll(a: BigInt64Array, b: BigInt64Array): number[] {
  return [...a].flatMap((ta) => [...b].map((tb) => Math.abs(Number(ta - tb))));
}

describe("rolling windows", () => {
  const logs = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: -5, max: 5 })), {
      minLength: 1,
      maxLength: 40,
    })
    .map((steps) => {
      let now = 0n;
      return {
        time: BigInt64Array.from(steps, ([step]) => (now += BigInt(step) * 100_000_000n)),
        values: Float64Array.from(steps, ([, value]) => (value === 5 ? Number.NaN : value)),
      };
    });

  it("equal the results of each single window", () => {
    fc.assert(
      fc.property(
        logs,
        fc.constantFrom("centered" as const, "trailing" as const),
        ({ time, values }, place) => {
          const window = 1;
          const inWindow = (at: number) => {
            const now = time[at] as bigint;
            const [from, to] =
              place === "trailing"
                ? [now - 1_000_000_000n, now]
                : [now - 500_000_000n, now + 500_000_000n];
            return [...values].filter(
              (_, other) =>
                (time[other] as bigint) >= from &&
                (time[other] as bigint) <= to &&
                (place === "centered" || other <= at || time[other] === now),
            );
          };
          const plain = (of: (list: number[]) => number) =>
            Float64Array.from(values, (_, at) => {
              const list = inWindow(at);
              return list.some(Number.isNaN) ? Number.NaN : of(list);
            });
          expectClose(
            rollingMean(time, values, { window, place }),
            plain((list) => list.reduce((a, b) => a + b, 0) / list.length),
            1e-9,
          );
          expectClose(
            rollingMax(time, values, { window, place }),
            plain((list) => Math.max(...list)),
          );
          expectClose(
            rollingMin(time, values, { window, place }),
            plain((list) => Math.min(...list)),
          );
          expectClose(
            rollingQuantile(time, values, 0.3, { window, place }),
            plain((list) => quantile(list, 0.3)),
          );
        },
      ),
    );
  });

  it("over a constant are that constant, to the last digit", () => {
    fc.assert(
      fc.property(
        logs,
        fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }),
        ({ time }, constant) => {
          const values = new Float64Array(time.length).fill(constant);
          const same = (result: Float64Array) =>
            expect([...result].filter((value) => value !== constant)).toEqual([]);
          same(rollingMean(time, values, { window: 0.7 }));
          same(rollingMax(time, values, { window: 0.7 }));
          same(rollingQuantile(time, values, 0.37, { window: 0.7 }));
        },
      ),
    );
  });
});

describe("exceedance and integrals", () => {
  const time = timeFromSeconds([0, 1, 2, 5, 6]);

  it("returns share, seconds and the longest stretch beyond a limit", () => {
    const found = exceedanceOf(time, Float64Array.of(2, 0, 2, 2, Number.NaN), { above: 1 });
    expect(found).toMatchObject({
      seconds: 5,
      share: 5 / 6,
      unknownSeconds: 0,
      longest: { seconds: 4 },
    });
    expect(found.stretches.map(({ seconds }) => seconds)).toEqual([1, 4]);
  });

  it.each([
    [
      "nothing beyond",
      time,
      [0, 0, 0, 0, 0],
      { above: 1, below: -1 },
      { share: 0, longest: undefined },
    ],
    ["an unknown value", time, [0, Number.NaN, 0, 0, 0], { below: -1 }, { unknownSeconds: 1 }],
    ["a single sample", timeFromSeconds([3]), [9], { above: 1 }, { share: Number.NaN }],
  ])("handles %s", (_, when, values, limits, expected) => {
    expect(exceedanceOf(when, Float64Array.from(values), limits)).toMatchObject(expected);
  });

  it.each([
    [{}, /above or below/],
    [{ above: Number.NaN }, /above must be a number, got NaN/],
  ])("refuses the limits %j", (limits, message) => {
    expect(() => exceedanceOf(time, new Float64Array(5), limits)).toThrow(message);
  });

  it("integrates by time, not by samples", () => {
    const speed = Float64Array.of(1, 1, 1, 1, 3);
    expect([...integralOf(time, speed)]).toEqual([0, 1, 2, 5, 7]);
    expect(timeMeanOf(time, speed)).toBeCloseTo(7 / 6, 12);
    expect(timeMeanOf(timeFromSeconds([3]), Float64Array.of(9))).toBe(9);
  });
});
