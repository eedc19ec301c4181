import { checkPositive, checkTime } from "./checks.js";
import type { TimeColumn } from "./columns.js";
import { nanosecondsSince, toNanoseconds } from "./nanoseconds.js";
import { RoboticsError } from "./RoboticsError.js";

/** A period of time. */
export interface Stretch {
  /** Nanoseconds. */
  readonly start: bigint;
  /** Nanoseconds. */
  readonly end: bigint;
  readonly seconds: number;
}

/** Options of {@link gapsOf}. */
export interface GapsOptions {
  /** Seconds: a longer time between two samples is a gap. */
  longerThan: number;
  /** Nanoseconds: when samples should start. Default: the first sample. */
  start?: bigint | undefined;
  /** Nanoseconds: when samples should end. Default: the last sample. */
  end?: bigint | undefined;
}

/**
 * The periods without samples that are longer than allowed, ordered by time. Without any samples, the whole time from
 * `start` to `end` is one.
 *
 * @throws {@link RoboticsError} for descending times, or if `longerThan` is not above 0.
 */
export function gapsOf(time: TimeColumn, { longerThan, start, end }: GapsOptions): Stretch[] {
  checkTime(time, 0);
  const longest = BigInt(toNanoseconds(checkPositive("longerThan", longerThan)));
  const gaps: Stretch[] = [];
  let before = start ?? time[0];
  const see = (now: bigint) => {
    if (before !== undefined && now - before > longest) gaps.push(stretch(before, now));
    if (before === undefined || now > before) before = now;
  };
  for (const now of time) see(now);
  if (end !== undefined) see(end);
  return gaps;
}

/** The rate of samples. */
export interface Rate {
  readonly count: number;
  /** Seconds from the first to the last. */
  readonly seconds: number;
  /** Mean samples per second: the number of steps divided by their total time. */
  readonly mean: number;
  /** Typical samples per second: one over the median step. Infinite if that is 0. */
  readonly median: number;
  /** Seconds: the longest step from sample to sample. */
  readonly longestGap: number;
  /** Seconds: the standard deviation of the steps. */
  readonly jitter: number;
}

/**
 * The rate of samples, in Hz.
 *
 * @throws {@link RoboticsError} for fewer than two samples, descending times, and "degenerate" if all have the same
 * time.
 */
export function rateOf(time: TimeColumn): Rate {
  checkTime(time, 2);
  const since = nanosecondsSince(time, time[0] as bigint);
  const seconds = (since.at(-1) as number) / 1e9;
  if (seconds === 0) {
    throw new RoboticsError(`all ${time.length} samples have the same time, so they have no rate`, {
      reason: "degenerate",
    });
  }
  const steps = new Float64Array(time.length - 1);
  for (let at = 0; at < steps.length; at++) {
    steps[at] = ((since[at + 1] as number) - (since[at] as number)) / 1e9;
  }
  const mean = seconds / steps.length;
  const variance = steps.reduce((sum, step) => sum + (step - mean) ** 2, 0) / steps.length;
  steps.sort();
  const middle = steps.length >> 1;
  const median =
    steps.length % 2 === 1
      ? (steps[middle] as number)
      : ((steps[middle - 1] as number) + (steps[middle] as number)) / 2;
  return {
    count: time.length,
    seconds,
    mean: 1 / mean,
    median: 1 / median,
    longestGap: steps.at(-1) as number,
    jitter: Math.sqrt(variance),
  };
}

export function stretch(start: bigint, end: bigint): Stretch {
  return { start, end, seconds: Number(end - start) / 1e9 };
}
