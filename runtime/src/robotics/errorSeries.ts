import type { TimeColumn } from "./columns.js";
import { quantileOfSorted } from "./quantile.js";

/** An error of 0 or more over time, and what it comes to. */
export interface ErrorSeries {
  /** Nanoseconds: one time per value. */
  readonly time: TimeColumn;
  /** In `unit`, 0 or more. */
  readonly values: Float64Array;
  /** `m`, `rad`, or one of them per something. */
  readonly unit: string;
  /** The root of the mean of the squares. */
  readonly rmse: number;
  readonly mean: number;
  readonly median: number;
  readonly max: number;
  /** When it was worst: the number of that value. */
  readonly worst: number;
}

/** Sums up errors, at least one. */
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
