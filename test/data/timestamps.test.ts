import {
  compareTimestamps,
  fromDate,
  fromNanoseconds,
  fromRosTime,
  fromSeconds,
  timestamps,
  toNanoseconds,
  toSeconds,
} from "@metrics-project/runtime";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

const want = { seconds: 1_700_000_000, nanos: 250_000_000 };

describe("an invalid timestamp", () => {
  it.each([
    [{ sec: 1, nanosec: 2 }, "{ seconds: undefined, nanos: undefined } is not a timestamp"],
    ["2026-01-01", '"2026-01-01" is not a timestamp'],
    [1.5, "1.5 is not a timestamp"],
  ])("is refused with the ways to make a valid one: %j", (given, message) => {
    const make = () => timestamps("t", [given as unknown as bigint]);
    expect(make).toThrow(message);
    expect(make).toThrow(
      expect.objectContaining({
        hint: expect.stringMatching(/a Date\. .*fromSeconds.* fromRosTime/),
      }),
    );
  });
});

describe("timestamps", () => {
  it.each([
    ["nanoseconds", fromNanoseconds(1_700_000_000_250_000_000n)],
    ["seconds", fromSeconds(1_700_000_000.25)],
    ["a Date", fromDate(new Date(1_700_000_000_250))],
    ["a ROS 2 stamp", fromRosTime({ sec: 1_700_000_000, nanosec: 250_000_000 })],
    ["a ROS 1 stamp", fromRosTime({ sec: 1_700_000_000, nsec: 250_000_000 })],
    ["another ROS 1 stamp", fromRosTime({ secs: 1_700_000_000, nsecs: 250_000_000 })],
  ])("come from %s", (_, made) => {
    expect(made).toEqual(want);
  });

  it("come from all of these in one series", () => {
    const series = timestamps("t", [want, 1_700_000_000_250_000_000n, new Date(1_700_000_000_250)]);
    expect(series.values).toEqual([want, want, want]);
  });

  it("keep every nanosecond", () => {
    const nanoseconds = fc.bigInt({ min: 0n, max: 9_007_199_254_740_991_999_999_999n });
    fc.assert(
      fc.property(nanoseconds, (count) => {
        expect(toNanoseconds(fromNanoseconds(count))).toBe(count);
      }),
    );
  });

  it.each([
    [0.1, { seconds: 0, nanos: 100_000_000 }],
    [0.999_999_999_9, { seconds: 1, nanos: 0 }],
  ])("round %d seconds to the nanosecond", (seconds, expected) => {
    expect(fromSeconds(seconds)).toEqual(expected);
  });

  it("become seconds with a fraction", () => {
    expect(toSeconds({ seconds: 3, nanos: 500_000_000 })).toBe(3.5);
  });

  it.each([
    ["after one with fewer nanoseconds", { ...want, nanos: 0 }, 1],
    ["before one with more seconds", { seconds: 1_800_000_000, nanos: 0 }, -1],
    ["equal to one with the same fields", { ...want }, 0],
  ])("are sorted %s", (_, other, sign) => {
    expect(Math.sign(compareTimestamps(want, other))).toBe(sign);
  });
});
