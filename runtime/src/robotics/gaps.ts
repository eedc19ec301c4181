import { checkPositive, checkTime } from "./checks.js";
import type { TimeColumn } from "./columns.js";
import { nanosecondsSince, toNanoseconds } from "./nanoseconds.js";
import { RoboticsError } from "./RoboticsError.js";

/** A stretch of time. */
export interface Stretch {
  /** Nanoseconds. */
  readonly start: bigint;
  /** Nanoseconds. */
  readonly end: bigint;
  readonly seconds: number;
}

/** Options of {@link gapsOf}. */
export interface GapsOptions {
  /** Seconds: what is longer than this between two samples is a gap. */
  longerThan: number;
  /** Nanoseconds: when samples should have begun. Default: at the first. */
  start?: bigint | undefined;
  /** Nanoseconds: until when samples should have come. Default: until the last. */
  end?: bigint | undefined;
}

/**
 * The stretches without any sample that are longer than allowed, in the order of time. Without samples
 * all of `start` to `end` is one.
 *
 * @throws {@link RoboticsError} for times that descend, and a `longerThan` that is not above 0.
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

/** How often samples came. */
export interface Rate {
  readonly count: number;
  /** Seconds from the first to the last. */
  readonly seconds: number;
  /** Samples per second on average: the steps between samples over the time that they took. */
  readonly mean: number;
  /** Samples per second as most steps say: one over their median. Infinite where it is 0. */
  readonly median: number;
  /** Seconds: the longest step from sample to sample. */
  readonly longestGap: number;
  /** Seconds: the standard deviation of the steps. */
  readonly jitter: number;
}

/**
 * The rate of samples, in Hz.
 *
 * @throws {@link RoboticsError} for fewer than two samples, times that descend, and "degenerate" where
 * all have one time.
 */
export function rateOf(time: TimeColumn): Rate {
  checkTime(time, 2);
  const since = nanosecondsSince(time, time[0] as bigint);
  const seconds = (since.at(-1) as number) / 1e9;
  if (seconds === 0) {
    throw new RoboticsError(`all ${time.length} samples have one time: they have no rate`, {
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
