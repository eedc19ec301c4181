import { checkAllFinite, checkLengths, checkTime } from "./checks.js";
import type { TimeColumn } from "./columns.js";
import { secondsOf } from "./secondsOf.js";

/**
 * The integral of a column over time up to each sample (trapezoidal rule), in its unit times seconds: for a speed, the
 * distance. Starts at 0.
 *
 * @throws {@link RoboticsError} for no samples, descending times, different lengths, and non-finite values.
 */
export function integralOf(time: TimeColumn, values: Float64Array): Float64Array {
  checkLengths({ time, values });
  checkTime(time, 1);
  checkAllFinite("values", values);
  const seconds = secondsOf(time);
  let sum = 0;
  return values.map((value, at) => {
    if (at === 0) return 0;
    const step = (seconds[at] as number) - (seconds[at - 1] as number);
    sum += ((value + (values[at - 1] as number)) / 2) * step;
    return sum;
  });
}

/**
 * The time-weighted mean of a column, in its unit: its integral divided by its duration. Unlike the mean of the samples,
 * it does not depend on the sampling rate. If no time passes, it is the mean of the samples.
 *
 * @throws {@link RoboticsError} as {@link integralOf} does.
 */
export function timeMeanOf(time: TimeColumn, values: Float64Array): number {
  const integral = integralOf(time, values).at(-1) as number;
  const duration = secondsOf(time).at(-1) as number;
  if (duration > 0) return integral / duration;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
