import { checkAllFinite, checkLengths, checkTime } from "./checks.js";
import type { TimeColumn } from "./columns.js";
import { secondsOf } from "./secondsOf.js";

/**
 * The integral of a column over time up to each sample (trapezoidal rule), in its unit times seconds:
 * of a speed, the distance. It starts at 0.
 *
 * @throws {@link RoboticsError} for no samples, times that descend, lengths that differ, and values
 * that are not finite.
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
 * The mean of a column over time, in its unit: its integral over its duration. Unlike the mean of the
 * samples it does not count more what was sampled more often. A single moment has the mean of its samples.
 *
 * @throws {@link RoboticsError} as {@link integralOf} does.
 */
export function timeMeanOf(time: TimeColumn, values: Float64Array): number {
  const integral = integralOf(time, values).at(-1) as number;
  const duration = secondsOf(time).at(-1) as number;
  if (duration > 0) return integral / duration;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
