import {
  gapsOf,
  quantile,
  quantiles,
  rateOf,
  regularTimes,
  resample,
  resampleTrajectory,
  secondsOf,
  throttle,
  timeFromSeconds,
  yawOf,
} from "@metrics-project/runtime/robotics";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectClose, logOf } from "./logs.js";

const epoch = 1_700_000_000_123_456_789n;

describe("seconds", () => {
  it("are exact to the nanosecond, also before the epoch and far from it", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }),
        fc.array(fc.bigInt({ min: 0n, max: 2n ** 50n }), { minLength: 1 }),
        (start, offsets) => {
          const sorted = offsets.sort((a, b) => (a < b ? -1 : 1));
          const time = BigInt64Array.from(sorted, (offset) => start + offset);
          const expected = sorted.map((offset) => Number(offset - (sorted[0] as bigint)) / 1e9);
          expect([...secondsOf(time)]).toEqual(expected);
        },
      ),
    );
  });

  it("are restored from doubles", () => {
    expect([...timeFromSeconds([0.1, 1305031098.5, -0.5])]).toEqual([
      100_000_000n,
      1_305_031_098_500_000_000n,
      -500_000_000n,
    ]);
  });
});

describe("resample", () => {
  const time = BigInt64Array.of(0n, 10n, 10n, 20n).map((t) => epoch + t);
  const values = Float64Array.of(0, 1, 2, 4);
  const at = BigInt64Array.of(-1n, 0n, 4n, 6n, 10n, 15n, 20n, 21n).map((t) => epoch + t);

  it.each([
    ["linear", [NaN, 0, 0.4, 0.6, 2, 3, 4, NaN]],
    ["previous", [NaN, 0, 0, 0, 2, 2, 4, NaN]],
    ["nearest", [NaN, 0, 0, 1, 2, 2, 4, NaN]],
  ] as const)("%s, and NaN outside the samples", (method, expected) => {
    const result = resample(time, values, at, { method });
    expectClose(result, expected);
  });

  it("has no values within a gap", () => {
    const result = resample(
      timeFromSeconds([0, 1, 5]),
      Float64Array.of(0, 1, 5),
      timeFromSeconds([0.5, 1, 3, 5]),
      { maxGap: 2 },
    );
    expect([...result]).toEqual([0.5, 1, Number.NaN, 5]);
  });

  it("rotates by slerp, the shorter way, for any sign of the quaternions", () => {
    const log = logOf({ seconds: 1, hertz: 1 }, (t) => ({ x: t, yaw: t * 3 }));
    const flipped = {
      ...log,
      qz: log.qz.map((q, i) => (i === 1 ? -q : q)),
      qw: log.qw.map((q, i) => (i === 1 ? -q : q)),
    };
    for (const one of [log, flipped]) {
      const result = resampleTrajectory(one, timeFromSeconds([-1, 0, 0.25, 1, 2]));
      expect([...result.time]).toEqual([0n, 250_000_000n, 1_000_000_000n]);
      expect([...yawOf(result)].map((yaw) => yaw.toFixed(9))).toEqual([
        "0.000000000",
        "0.750000000",
        "3.000000000",
      ]);
      expect([...result.x]).toEqual([0, 0.25, 1]);
    }
  });

  it("a log at its own times is itself", () => {
    const log = logOf({ seconds: 5, hertz: 20 }, (t) => ({ x: Math.sin(t), yaw: t }));
    expect(resample(log.time, log.x, log.time)).toEqual(log.x);
    const same = resampleTrajectory(log, log.time);
    expect(same.x).toEqual(log.x);
    expectClose(same.qz, log.qz);
  });

  it("regular times begin at the first and do not pass the last", () => {
    expect([...regularTimes(timeFromSeconds([1, 1.25]), 0.1)]).toEqual([
      1_000_000_000n,
      1_100_000_000n,
      1_200_000_000n,
    ]);
  });

  it("throttle keeps the first of each period", () => {
    const log = {
      time: timeFromSeconds([0, 0.05, 0.1, 0.19, 0.35]),
      value: Float64Array.of(0, 1, 2, 3, 4),
    };
    expect([...throttle(log, 0.1).value]).toEqual([0, 2, 4]);
  });
});

describe("gaps and rates", () => {
  const time = timeFromSeconds([1, 1.1, 1.2, 3, 3.1]);

  it("finds gaps that are longer than allowed, including the ends", () => {
    expect(gapsOf(time, { longerThan: 0.5 }).map(({ seconds }) => seconds)).toEqual([1.8]);
    const around = gapsOf(time, { longerThan: 0.5, start: 0n, end: 5_000_000_000n });
    expect(around.map(({ seconds }) => seconds)).toEqual([1, 1.8, 1.9]);
  });

  it("without samples all of the time is a gap", () => {
    const none = new BigInt64Array(0);
    expect(gapsOf(none, { longerThan: 1 })).toEqual([]);
    expect(gapsOf(none, { longerThan: 1, start: 0n, end: 2_000_000_000n })).toEqual([
      { start: 0n, end: 2_000_000_000n, seconds: 2 },
    ]);
  });

  it("distinguishes the mean rate from the usual one", () => {
    const rate = rateOf(time);
    expect(rate).toMatchObject({ count: 5, seconds: 2.1, longestGap: 1.8 });
    expect(rate.mean).toBeCloseTo(4 / 2.1, 12);
    expect(rate.median).toBeCloseTo(10, 12);
  });
});

describe("quantiles", () => {
  it("are those of numpy", () => {
    // numpy.quantile([3, 1, 4, 1, 5, 9, 2, 6], [0, .1, .5, .95, 1])
    expect(
      [...quantiles([3, 1, 4, 1, 5, 9, 2, 6], [0, 0.1, 0.5, 0.95, 1])].map((v) =>
        Number(v.toFixed(12)),
      ),
    ).toEqual([1, 1, 3.5, 7.95, 9]);
    expect(quantile([7], 0.3)).toBe(7);
  });
});
