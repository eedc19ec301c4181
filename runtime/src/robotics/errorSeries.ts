import type { TimeColumn } from "./columns.js";
import { quantileOfSorted } from "./quantile.js";

/** A non-negative error over time, and its statistics. */
export interface ErrorSeries {
  /** Nanoseconds: one time per value. */
  readonly time: TimeColumn;
  /** In `unit`, 0 or more. */
  readonly values: Float64Array;
  /** `m`, `rad`, or one of them per another unit. */
  readonly unit: string;
  /** The root mean square. */
  readonly rmse: number;
  readonly mean: number;
  readonly median: number;
  readonly max: number;
  /** Index of the largest error. */
  readonly worst: number;
}

/** Computes the statistics of at least one error. */
export function errorSeries(time: TimeColumn, values: Float64Array, unit: string): ErrorSeries {
  let squares = 0;
  let sum = 0;
  let worst = 0;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    squares += value * value;
    sum += value;
    if (value > (values[worst] as number)) worst = at;
  }
  return {
    time,
    values,
    unit,
    rmse: Math.sqrt(squares / values.length),
    mean: sum / values.length,
    median: quantileOfSorted(values.slice().sort(), 0.5),
    max: values[worst] as number,
    worst,
  };
}
