import { InputError } from "@metrics-project/runtime";
import {
  dropNonFinite,
  durationOf,
  gapsOf,
  meanSpeedOf,
  pathLength,
  quantile,
  RoboticsError,
  rateOf,
  regularTimes,
  resample,
  resampleTrajectory,
  sortByTime,
  speedOf,
  throttle,
  yawOf,
} from "@metrics-project/runtime/robotics";
import { describe, expect, it } from "vitest";
import { logOf } from "./logs.js";

const log = logOf({ seconds: 1, hertz: 10 }, (t) => ({ x: t }));
const with_ = <K extends keyof typeof log>(name: K, at: number, value: number) => ({
  ...log,
  [name]: (log[name] as Float64Array).map((old, place) => (place === at ? value : old)),
});
const back = { ...log, time: log.time.map((t, at) => (at === 4 ? 0n : t)) };

describe("samples without a result are refused by name", () => {
  it.each([
    [
      "no poses",
      () => pathLength(logOf({ seconds: -1, hertz: 1 }, () => ({ x: 0 }))),
      "too few",
      /0 samples/,
    ],
    [
      "one pose",
      () => speedOf(logOf({ seconds: 0, hertz: 1 }, () => ({ x: 0 }))),
      "too few",
      /1 samples/,
    ],
    [
      "a NaN",
      () => pathLength(with_("y", 3, Number.NaN)),
      "not finite",
      /y must be finite, got NaN at sample 3/,
    ],
    [
      "an infinity",
      () => speedOf(with_("x", 0, Number.POSITIVE_INFINITY)),
      "not finite",
      /x .* sample 0/,
    ],
    ["times that go back", () => speedOf(back), "unsorted", /sample 4 is at 0 ns/],
    [
      "times that go back in a gap search",
      () => gapsOf(back.time, { longerThan: 1 }),
      "unsorted",
      /sample 4/,
    ],
    [
      "lengths that disagree",
      () => pathLength({ ...log, z: new Float64Array(3) }),
      "lengths differ",
      /time has 11 elements, but z has 3/,
    ],
    [
      "one time for all",
      () => speedOf({ ...log, time: log.time.map(() => 7n) }),
      "degenerate",
      /the same time, 7 ns/,
    ],
    [
      "a mean speed without time",
      () => meanSpeedOf({ ...log, time: log.time.map(() => 7n) }),
      "degenerate",
      /no time passes/,
    ],
    ["a rate without time", () => rateOf(log.time.map(() => 7n)), "degenerate", /no rate/],
    ["a zero quaternion", () => yawOf(with_("qw", 2, 0)), "zero quaternion", /sample 2 is zero/],
    [
      "a window of 0",
      () => speedOf(log, { window: 0 }),
      "bad option",
      /window must be a number above 0, got 0/,
    ],
    [
      "a noise step of NaN",
      () => pathLength(log, { noiseStep: Number.NaN }),
      "bad option",
      /noiseStep/,
    ],
    ["a period of 0", () => regularTimes(log.time, 0), "bad option", /period/],
    ["a tiny period", () => regularTimes(log.time, 1e-9), "bad option", /1000000001 times/],
    [
      "milliseconds as numbers",
      () => durationOf([1, 2] as unknown as BigInt64Array),
      "bad option",
      /BigInt64Array/,
    ],
    ["no values", () => quantile([], 0.5), "too few", /no values/],
    ["NaN among values", () => quantile([1, Number.NaN], 0.5), "not finite", /sample 1/],
    ["a quantile of 95", () => quantile([1], 95), "bad option", /between 0 and 1, got 95/],
    ["a throttle of nothing", () => throttle(log, -1), "bad option", /period/],
    [
      "a resample of no samples",
      () => resample(new BigInt64Array(0), new Float64Array(0), log.time),
      "too few",
      /0 samples/,
    ],
    [
      "poses resampled over a NaN",
      () => resampleTrajectory(with_("qx", 1, Number.NaN), log.time),
      "not finite",
      /qx/,
    ],
  ] as const)("%s", (_, run, reason, message) => {
    expect(run).toThrow(
      expect.objectContaining({ reason, message: expect.stringMatching(message) }),
    );
    expect(run).toThrow(InputError);
    expect(run).toThrow(RoboticsError);
  });
});

describe("functions that fix a log", () => {
  it("sorts by time and keeps the order of equal times", () => {
    const time = BigInt64Array.of(3n, 1n, 3n, 2n);
    const value = Float64Array.of(0, 1, 2, 3);
    const sorted = sortByTime({ time, value });
    expect([...sorted.time]).toEqual([1n, 2n, 3n, 3n]);
    expect([...sorted.value]).toEqual([1, 3, 0, 2]);
  });

  it("drops samples that are not finite and counts them", () => {
    const { samples, dropped } = dropNonFinite(with_("x", 4, Number.NaN));
    expect(dropped).toBe(1);
    expect([...samples.time]).toEqual([...log.time].toSpliced(4, 1));
    expect(pathLength(samples)).toBeCloseTo(1, 9);
  });
});
