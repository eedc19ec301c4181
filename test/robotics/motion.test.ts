import {
  accelerationOf,
  cumulativeLength,
  curvatureOf,
  derivativeOf,
  jerkOf,
  meanSpeedOf,
  pathLength,
  positionNoise,
  speedOf,
  timeFromSeconds,
  unwrapAngles,
  velocityOf,
  yawOf,
  yawRateOf,
} from "@metrics-project/runtime/robotics";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectClose, logOf, noisy } from "./logs.js";

const circle = (radius: number, seconds = 60, hertz = 500) =>
  logOf({ seconds, hertz, start: 1_700_000_000 }, (t) => ({
    x: 400_000 + radius * Math.cos(t / radius),
    y: radius * Math.sin(t / radius),
    yaw: t / radius + Math.PI / 2,
  }));

describe("distance", () => {
  it.each([
    ["x", ["x"]],
    ["x and y", ["x", "y"]],
    ["x, y and z", ["x", "y", "z"]],
  ] as const)("a robot that stands still with 1 cm of noise in %s drives nothing", (_, axes) => {
    const still = logOf({ seconds: 60, hertz: 100 }, () => ({ x: 5, y: 3 }));
    for (let seed = 1; seed <= 3; seed++) {
      const log = noisy(still, 0.01, seed, axes);
      expect(pathLength(log)).toBeLessThanOrEqual(0.1);
      expect(pathLength(log, { noiseStep: 0 })).toBeGreaterThan(30);
    }
  });

  it("tolerates repeated stamps", () => {
    const still = noisy(
      logOf({ seconds: 60, hertz: 100 }, () => ({ x: 0 })),
      0.01,
      4,
    );
    const time = still.time.map((_, at) => still.time[at - (at % 2)] as bigint);
    expect(pathLength({ ...still, time })).toBeLessThanOrEqual(0.1);
  });

  it("estimates the noise", () => {
    expect(positionNoise(noisy(circle(2), 0.001, 7))).toBeCloseTo(0.001 * Math.SQRT2, 4);
    expect(positionNoise(circle(2))).toBeLessThan(1e-6);
  });

  it.each([0.5, 1, 5])(
    "a circle of radius %d m is as long as it is, with and without noise",
    (radius) => {
      expect(pathLength(circle(radius))).toBeCloseTo(60, 3);
      expect(Math.abs(pathLength(noisy(circle(radius), 0.001, 3)) - 60)).toBeLessThan(0.02 * 60);
    },
  );

  it("counts from the end of the last step, so that slow motion is not lost", () => {
    const slow = logOf({ seconds: 100, hertz: 10 }, (t) => ({ x: 0.01 * t }));
    expect(pathLength(slow, { noiseStep: 0.2 })).toBeCloseTo(1, 0);
    const lengths = cumulativeLength(slow, { noiseStep: 0.2 });
    expect(lengths[0]).toBe(0);
    expect([...lengths]).toEqual([...lengths].sort((a, b) => a - b));
  });

  it("a mean speed is total distance over total time, for any spacing of samples", () => {
    // One second at 9 m/s in ten samples, nine seconds at rest in two.
    const time = timeFromSeconds([...Array.from({ length: 11 }, (_, at) => at / 10), 10]);
    const x = Float64Array.from({ length: 12 }, (_, at) => Math.min(9, at * 0.9));
    const path = { time, x, y: new Float64Array(12), z: new Float64Array(12) };
    expect(meanSpeedOf(path)).toBeCloseTo(0.9, 12);
  });
});

describe("speed and its derivatives", () => {
  it.each([0.5, 1, 5])(
    "a circle of %d m at 1 m/s with 1 mm of noise has a top speed within 5 %%",
    (radius) => {
      for (let seed = 1; seed <= 3; seed++) {
        const top = Math.max(...speedOf(noisy(circle(radius), 0.001, seed)));
        expect(Math.abs(top - 1)).toBeLessThan(0.05);
      }
    },
  );

  it("does not depend on the robot's position and time", () => {
    const here = logOf({ seconds: 10, hertz: 50 }, (t) => ({ x: t * t }));
    const far = {
      ...here,
      x: here.x.map((x) => x + 5e5),
      time: here.time.map((t) => t + 1_700_000_000_000_000_000n),
    };
    const [a, b] = [speedOf(here), speedOf(far)];
    expect(Math.max(...a.map((speed, at) => Math.abs(speed - Number(b[at]))))).toBeLessThan(1e-6);
  });

  it("returns velocity, acceleration and jerk of a known motion", () => {
    const log = logOf({ seconds: 10, hertz: 100 }, (t) => ({ x: t ** 3 / 6, y: 2 * t }));
    const middle = 500;
    expect(velocityOf(log).x[middle]).toBeCloseTo(12.5, 2);
    expect(velocityOf(log).y[middle]).toBeCloseTo(2, 6);
    const straight = { ...log, y: new Float64Array(log.x.length) };
    expect(accelerationOf(straight)[middle]).toBeCloseTo(5, 3);
    expect(jerkOf(straight)[middle]).toBeCloseTo(1, 3);
  });

  it("returns yaw rate and curvature, positive to the left", () => {
    const log = circle(2, 20);
    const middle = 5000;
    expect(yawRateOf(log)[middle]).toBeCloseTo(0.5, 6);
    expect(curvatureOf(log)[middle]).toBeCloseTo(0.5, 2);
    const right = { ...log, y: log.y.map((y) => -y), qz: log.qz.map((q) => -q) };
    expect(yawRateOf(right)[middle]).toBeCloseTo(-0.5, 6);
    expect(curvatureOf(right)[middle]).toBeCloseTo(-0.5, 2);
  });

  it("has no curvature while the robot stands still", () => {
    const still = logOf({ seconds: 1, hertz: 10 }, () => ({ x: 1 }));
    const none = Array(still.x.length).fill(Number.NaN);
    expect([...curvatureOf(still)]).toEqual(none);
    expect([...curvatureOf(still, { minSpeed: 0 })]).toEqual(none);
  });

  it("includes the neighbors if samples are sparser than the window", () => {
    const log = logOf({ seconds: 10, hertz: 2 }, (t) => ({ x: 3 * t }));
    expectClose(speedOf(log), Array(log.x.length).fill(3), 1e-9);
  });

  it("the derivative of a constant is 0 and that of a line its slope", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3_000_000_000 }), { minLength: 2, maxLength: 60 }),
        fc.double({ min: -100, max: 100, noNaN: true }),
        fc.double({ min: 0.001, max: 20, noNaN: true }),
        (steps, slope, window) => {
          fc.pre(steps.slice(1).some((step) => step > 1000));
          let now = 1_700_000_000_000_000_000n;
          const time = BigInt64Array.from(steps, (step) => (now += BigInt(step)));
          const constant = new Float64Array(steps.length).fill(slope);
          expect(
            [...derivativeOf(time, constant, { window })].filter((slope) => slope !== 0),
          ).toEqual([]);
          const line = Float64Array.from(
            time,
            (t) => (Number(t - (time[0] as bigint)) / 1e9) * slope,
          );
          const error = derivativeOf(time, line, { window }).map((value) =>
            Math.abs(value - slope),
          );
          expect(Math.max(...error)).toBeLessThan(1e-5 * Math.max(1, Math.abs(slope)));
        },
      ),
    );
  });

  it("a NaN makes the windows that contain it NaN, and no others", () => {
    const log = logOf({ seconds: 10, hertz: 10 }, (t) => ({ x: t }));
    const values = log.x.map((x, at) => (at === 50 ? Number.NaN : x));
    const slope = derivativeOf(log.time, values, { window: 0.4 });
    const missing = [...slope.keys()].filter((at) => Number.isNaN(slope[at]));
    expect(missing).toEqual([48, 49, 50, 51, 52]);
  });
});

describe("angles", () => {
  it("does not care about the length or sign of quaternions", () => {
    const log = circle(2, 20, 50);
    const times = (factor: number) => ({
      ...log,
      qz: log.qz.map((q) => q * factor),
      qw: log.qw.map((q) => q * factor),
    });
    const yaw = yawOf(log);
    for (const factor of [-1, 3, 1e-3]) {
      expectClose(yawOf(times(factor)), yaw, 1e-9);
    }
  });

  it("unwraps turns, also over a NaN", () => {
    const turn = Float64Array.of(3, -3, -2.9, Number.NaN, 3, 3.1, -3);
    const whole = 2 * Math.PI;
    expect([...unwrapAngles(turn)]).toEqual([
      3,
      whole - 3,
      whole - 2.9,
      Number.NaN,
      3,
      3.1,
      whole - 3,
    ]);
  });
});
