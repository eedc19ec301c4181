import { checkLengths, checkPositive, checkTime } from "./checks.js";
import type { TimeColumn } from "./columns.js";
import { toNanoseconds } from "./nanoseconds.js";

/** Numeric columns and a time column of the same length: a path, a trajectory, or any others. */
type Samples = { readonly time: TimeColumn } & Readonly<
  Record<string, Float64Array | BigInt64Array>
>;

/** Samples of another log, with the same columns. */
type Same<S> = { readonly [K in keyof S]: S[K] };

/**
 * Selects samples by index, in this order, from every column.
 *
 * @throws {@link RoboticsError} for columns of different lengths.
 */
export function takeSamples<S extends { readonly time: TimeColumn }>(
  samples: S,
  numbers: ArrayLike<number>,
): Same<S> {
  const columns = samples as unknown as Samples;
  checkLengths(columns);
  const taken = Object.entries(columns).map(([name, column]) => {
    const length = numbers.length;
    if (column instanceof BigInt64Array) {
      const result = new BigInt64Array(length);
      for (let at = 0; at < length; at++) result[at] = column[numbers[at] as number] as bigint;
      return [name, result];
    }
    const result = new Float64Array(length);
    for (let at = 0; at < length; at++) result[at] = column[numbers[at] as number] as number;
    return [name, result];
  });
  return Object.fromEntries(taken) as Same<S>;
}

/** The samples sorted by time; samples with the same time keep their order. */
export function sortByTime<S extends { readonly time: TimeColumn }>(samples: S): Same<S> {
  const { time } = samples;
  const numbers = Uint32Array.from(time, (_, at) => at);
  numbers.sort((a, b) => {
    const difference = (time[a] as bigint) - (time[b] as bigint);
    return difference < 0n ? -1 : difference > 0n ? 1 : a - b;
  });
  return takeSamples(samples, numbers);
}

/** The samples that {@link dropNonFinite} kept, and the number of dropped ones. */
export interface FiniteSamples<S> {
  readonly samples: Same<S>;
  /** Number of samples with a NaN or an infinity. Show it in a metric: a robot that lost its position matters. */
  readonly dropped: number;
}

/** Drops samples with a NaN or an infinity in any column. */
export function dropNonFinite<S extends { readonly time: TimeColumn }>(
  samples: S,
): FiniteSamples<S> {
  const columns = samples as unknown as Samples;
  checkLengths(columns);
  const doubles = Object.values(columns).filter((column) => column instanceof Float64Array);
  const numbers: number[] = [];
  for (let at = 0; at < samples.time.length; at++) {
    if (doubles.every((column) => Number.isFinite(column[at]))) numbers.push(at);
  }
  return { samples: takeSamples(samples, numbers), dropped: samples.time.length - numbers.length };
}

/**
 * Downsamples to at most one sample per `period`: the first one, and each one that is at least `period` after the previously
 * selected one.
 *
 * @param period seconds
 * @throws {@link RoboticsError} for descending times, and a period that is not above 0.
 */
export function throttle<S extends { readonly time: TimeColumn }>(
  samples: S,
  period: number,
): Same<S> {
  const { time } = samples;
  checkTime(time, 0);
  const step = BigInt(toNanoseconds(checkPositive("period", period)));
  const numbers: number[] = [];
  let next: bigint | undefined;
  for (let at = 0; at < time.length; at++) {
    const now = time[at] as bigint;
    if (next !== undefined && now < next) continue;
    numbers.push(at);
    next = now + step;
  }
  return takeSamples(samples, numbers);
}
