import { badOption, checkLengths, checkPositive, checkTime } from "./checks.js";
import type { TimeColumn } from "./columns.js";
import { nanosecondsSince, toNanoseconds } from "./nanoseconds.js";
import { quantileOfSorted } from "./quantile.js";
import { type WindowBounds, windowBounds } from "./window.js";

/** Options of the rolling functions. */
export interface RollingOptions {
  /** Length of the window in seconds, including its ends. */
  window: number;
  /**
   * Whether the window is around its sample (`centered`) or before it (`trailing`: what was known at that time). It is
   * truncated at the ends of the log. Default: `centered`.
   */
  place?: "centered" | "trailing" | undefined;
}

/**
 * The mean of the samples in a window around each sample, in their unit. NaN if the window contains a NaN or an infinity.
 *
 * @throws {@link RoboticsError} for descending times, different lengths, and a window that is not above 0.
 */
export function rollingMean(
  time: TimeColumn,
  values: Float64Array,
  options: RollingOptions,
): Float64Array {
  const { from, to } = boundsOf(time, values, options);
  const result = new Float64Array(values.length);
  // The sum is relative to a value of the window, and is recomputed when the window has moved on. So the mean of a
  // constant is that constant, and rounding errors do not accumulate.
  let origin = 0;
  let sum = 0;
  let bad = 0;
  let low = 0;
  let high = 0;
  let rebuildAt = 0;
  const count = (at: number, sign: 1 | -1) => {
    const value = values[at] as number;
    if (Number.isFinite(value)) sum += sign * (value - origin);
    else bad += sign;
  };
  for (let at = 0; at < result.length; at++) {
    const start = from[at] as number;
    const end = to[at] as number;
    if (start >= rebuildAt) {
      const first = values[start] as number;
      origin = Number.isFinite(first) ? first : 0;
      sum = bad = 0;
      low = high = start;
      rebuildAt = end;
    }
    for (; high < end; high++) count(high, 1);
    for (; low < start; low++) count(low, -1);
    result[at] = bad > 0 ? Number.NaN : origin + sum / (end - start);
  }
  return result;
}

/** The maximum of the samples in a window around each sample; NaN if it contains a NaN. See {@link rollingMean}. */
export function rollingMax(
  time: TimeColumn,
  values: Float64Array,
  options: RollingOptions,
): Float64Array {
  return extremes(boundsOf(time, values, options), values, (a, b) => a >= b);
}

/** The minimum of the samples in a window around each sample; NaN if it contains a NaN. See {@link rollingMean}. */
export function rollingMin(
  time: TimeColumn,
  values: Float64Array,
  options: RollingOptions,
): Float64Array {
  return extremes(boundsOf(time, values, options), values, (a, b) => a <= b);
}

/**
 * The quantile `p` (0 to 1, interpolated linearly) of the samples in a window around each sample; NaN if it contains a
 * NaN. See {@link rollingMean}.
 */
export function rollingQuantile(
  time: TimeColumn,
  values: Float64Array,
  p: number,
  options: RollingOptions,
): Float64Array {
  if (!(p >= 0 && p <= 1)) throw badOption("a quantile", p, "between 0 and 1");
  const { from, to } = boundsOf(time, values, options);
  const sorted: number[] = [];
  let bad = 0;
  let low = 0;
  let high = 0;
  return values.map((_, at) => {
    for (; high < (to[at] as number); high++) {
      const value = values[high] as number;
      if (Number.isNaN(value)) bad++;
      else sorted.splice(placeIn(sorted, value), 0, value);
    }
    for (; low < (from[at] as number); low++) {
      const value = values[low] as number;
      if (Number.isNaN(value)) bad--;
      else sorted.splice(placeIn(sorted, value), 1);
    }
    return bad > 0 ? Number.NaN : quantileOfSorted(sorted, p);
  });
}

function boundsOf(time: TimeColumn, values: Float64Array, options: RollingOptions): WindowBounds {
  checkLengths({ time, values });
  checkTime(time, 0);
  const { window, place = "centered" } = options;
  const length = toNanoseconds(checkPositive("window", window));
  return windowBounds(nanosecondsSince(time, time[0] ?? 0n), length, place);
}

/** A queue of the samples that can still become the extreme of a window, starting with the current one. */
function extremes(
  { from, to }: WindowBounds,
  values: Float64Array,
  beats: (a: number, b: number) => boolean,
): Float64Array {
  const queue = new Uint32Array(values.length);
  let head = 0;
  let tail = 0;
  let next = 0;
  let lastBad = -1;
  return values.map((_, at) => {
    for (; next < (to[at] as number); next++) {
      const value = values[next] as number;
      if (Number.isNaN(value)) {
        lastBad = next;
        continue;
      }
      while (tail > head && beats(value, values[queue[tail - 1] as number] as number)) tail--;
      queue[tail++] = next;
    }
    const start = from[at] as number;
    while (head < tail && (queue[head] as number) < start) head++;
    return lastBad >= start ? Number.NaN : (values[queue[head] as number] as number);
  });
}

/** The position of a value in an ascending list, or where it would be inserted. */
function placeIn(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
