import { checkLengths, checkPositive, checkTime, checkTrajectory } from "./checks.js";
import {
  orientationColumns,
  positionColumns,
  type TimeColumn,
  type Trajectory,
} from "./columns.js";
import { nanosecondsSince, toNanoseconds } from "./nanoseconds.js";
import { slerpInto } from "./quaternion.js";
import { RoboticsError } from "./RoboticsError.js";

/** Options of {@link resample}. */
export interface ResampleOptions {
  /**
   * Interpolation between two samples: linear, the previous one, or the nearest in time (the earlier one if both are equally
   * near). Default: `linear`.
   */
  method?: "linear" | "previous" | "nearest" | undefined;
  /** Seconds. Values between samples that are farther apart are unknown. Default: no limit. */
  maxGap?: number | undefined;
}

/**
 * The values of a column at other times, in its unit: one per element of `at`. NaN before the first and after the last
 * sample, within a gap longer than `maxGap`, and if an involved sample is NaN. If samples have the same time, the last one
 * counts.
 *
 * @param time of the samples, never descending
 * @param at the times of the results, never descending
 * @throws {@link RoboticsError} for no samples, descending times, and different lengths.
 */
export function resample(
  time: TimeColumn,
  values: Float64Array,
  at: TimeColumn,
  options: ResampleOptions = {},
): Float64Array {
  checkLengths({ time, values });
  const method = options.method ?? "linear";
  const result = new Float64Array(at.length).fill(Number.NaN);
  forEachPlace(time, at, options.maxGap, (place, before, share) => {
    const low = values[before] as number;
    if (share === 0 || method === "previous") result[place] = low;
    else {
      const high = values[before + 1] as number;
      const nearest = share > 0.5 ? high : low;
      result[place] =
        method === "nearest" ? nearest : low === high ? low : low * (1 - share) + high * share;
    }
  });
  return result;
}

/** Options of {@link resampleTrajectory}. */
export interface ResampleTrajectoryOptions {
  /** Seconds. Poses between poses that are farther apart are unknown. Default: no limit. */
  maxGap?: number | undefined;
}

/**
 * The poses of a trajectory at other times: linear interpolation of positions, and slerp of orientations (Shoemake 1985) on
 * the shorter arc. Skips times before the first pose, after the last pose, and within gaps longer than `maxGap`: see
 * `time` of the result.
 *
 * @throws {@link RoboticsError} for no poses, non-finite poses, zero quaternions, and descending times.
 */
export function resampleTrajectory(
  trajectory: Trajectory,
  at: TimeColumn,
  options: ResampleTrajectoryOptions = {},
): Trajectory {
  checkTrajectory(trajectory);
  const places: { place: number; before: number; share: number }[] = [];
  forEachPlace(trajectory.time, at, options.maxGap, (place, before, share) => {
    places.push({ place, before, share });
  });
  const result = newTrajectory(places.length);
  for (const [to, { place, before, share }] of places.entries()) {
    result.time[to] = at[place] as bigint;
    const after = share === 0 ? before : before + 1;
    for (const name of positionColumns) {
      const low = trajectory[name][before] as number;
      const high = trajectory[name][after] as number;
      result[name][to] = low === high ? low : low * (1 - share) + high * share;
    }
    slerpInto(result, to, trajectory, before, after, share);
  }
  return result;
}

/**
 * Times with a fixed period, from the first of `time` to at most the last.
 *
 * @param period seconds, rounded to nanoseconds
 * @throws {@link RoboticsError} for no times, descending times, a period that is not above 0, and if there would be more
 * than 100 million times.
 */
export function regularTimes(time: TimeColumn, period: number): TimeColumn {
  checkTime(time, 1);
  const step = BigInt(Math.max(1, toNanoseconds(checkPositive("period", period))));
  const first = time[0] as bigint;
  const count = ((time.at(-1) as bigint) - first) / step + 1n;
  if (count > 100_000_000n) {
    throw new RoboticsError(`a period of ${period} s gives ${count} times for this log`, {
      reason: "bad option",
      hint: "The period is in seconds. Is one of the log's times far from the others?",
    });
  }
  return BigInt64Array.from({ length: Number(count) }, (_, at) => first + BigInt(at) * step);
}

/** A trajectory with this many poses, all zero. */
function newTrajectory(count: number): Trajectory {
  const column = () => new Float64Array(count);
  const names = [...positionColumns, ...orientationColumns] as const;
  const columns = Object.fromEntries(names.map((name) => [name, column()]));
  return { time: new BigInt64Array(count), ...columns } as unknown as Trajectory;
}

/** Calls `use` for each of `at` between samples, with the previous sample and the fraction. */
function forEachPlace(
  time: TimeColumn,
  at: TimeColumn,
  maxGap: number | undefined,
  use: (place: number, before: number, share: number) => void,
): void {
  checkTime(time, 1);
  checkTime(at, 0);
  const longest =
    maxGap === undefined
      ? Number.POSITIVE_INFINITY
      : toNanoseconds(checkPositive("maxGap", maxGap));
  const origin = time[0] as bigint;
  const known = nanosecondsSince(time, origin);
  const wanted = nanosecondsSince(at, origin);
  let before = 0;
  for (let place = 0; place < wanted.length; place++) {
    const now = wanted[place] as number;
    if (now < 0) continue;
    while (before + 1 < known.length && (known[before + 1] as number) <= now) before++;
    const low = known[before] as number;
    if (low === now) {
      use(place, before, 0);
      continue;
    }
    if (before + 1 === known.length) return;
    const gap = (known[before + 1] as number) - low;
    if (gap <= longest) use(place, before, (now - low) / gap);
  }
}
