import { checkTime } from "./checks.js";
import type { TimeColumn } from "./columns.js";
import { nanosecondsSince } from "./nanoseconds.js";

/**
 * Times as seconds since the first one, or since `origin` (nanoseconds): one per sample.
 * Exact to the nanosecond for 104 days around the origin.
 *
 * @throws {@link RoboticsError} "unsorted" if times descend.
 */
export function secondsOf(time: TimeColumn, origin: bigint = time[0] ?? 0n): Float64Array {
  checkTime(time, 0);
  const seconds = nanosecondsSince(time, origin);
  for (let at = 0; at < seconds.length; at++) seconds[at] = (seconds[at] as number) / 1e9;
  return seconds;
}

/** Seconds from the first time to the last; 0 without any. */
export function durationOf(time: TimeColumn): number {
  checkTime(time, 0);
  return Number((time.at(-1) ?? 0n) - (time[0] ?? 0n)) / 1e9;
}

/** A time column from seconds, rounded to nanoseconds. A double represents current dates to about 0.2 µs. */
export function timeFromSeconds(seconds: ArrayLike<number>): TimeColumn {
  const time = new BigInt64Array(seconds.length);
  for (let at = 0; at < time.length; at++) {
    const value = seconds[at] as number;
    const whole = Math.floor(value);
    time[at] = BigInt(whole) * 1_000_000_000n + BigInt(Math.round((value - whole) * 1e9));
  }
  return time;
}
