import {
  orientationColumns,
  type Path,
  positionColumns,
  type TimeColumn,
  type Trajectory,
} from "./columns.js";
import { RoboticsError } from "./RoboticsError.js";

/** Refuses anything but a number above 0. */
export function checkPositive(what: string, value: number): number {
  if (typeof value === "number" && value > 0 && Number.isFinite(value)) return value;
  throw badOption(what, value, "a number above 0");
}

/** Refuses anything but a number of 0 or more. */
export function checkNotNegative(what: string, value: number): number {
  if (typeof value === "number" && value >= 0 && Number.isFinite(value)) return value;
  throw badOption(what, value, "a number of 0 or more");
}

/** Refuses anything but a finite number. */
export function checkFinite(what: string, value: number): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw badOption(what, value, "a finite number");
}

export function badOption(what: string, value: unknown, expected: string): RoboticsError {
  return new RoboticsError(`${what} must be ${expected}, got ${String(value)}`, {
    reason: "bad option",
  });
}

/** Refuses times that are too few or descend. */
export function checkTime(time: TimeColumn, atLeast = 1): void {
  if (!(time instanceof BigInt64Array)) {
    throw new RoboticsError("a time column must be a BigInt64Array of nanoseconds", {
      reason: "bad option",
      hint: "To create one from seconds, use BigInt64Array.from(seconds, (s) => BigInt(Math.round(s * 1e9))).",
    });
  }
  if (time.length < atLeast) {
    throw new RoboticsError(`${time.length} samples are too few: ${atLeast} are needed`, {
      reason: "too few",
    });
  }
  const back = firstDescent(time);
  if (back < 0) return;
  throw new RoboticsError(
    `times must not descend: sample ${back} is at ${time[back]} ns, but the previous one at ${time[back - 1]} ns`,
    {
      reason: "unsorted",
      hint: "Sort the samples with sortByTime. If a clock was reset, split the log there.",
    },
  );
}

function firstDescent(time: TimeColumn): number {
  let before = time[0] ?? 0n;
  for (let at = 1; at < time.length; at++) {
    const now = time[at] as bigint;
    if (now < before) return at;
    before = now;
  }
  return -1;
}

/** Refuses columns of different lengths. */
export function checkLengths(columns: Readonly<Record<string, { readonly length: number }>>): void {
  const entries = Object.entries(columns);
  const [first] = entries;
  const other = entries.find(([, column]) => column.length !== first?.[1].length);
  if (first === undefined || other === undefined) return;
  throw new RoboticsError(
    `columns must have the same length: ${first[0]} has ${first[1].length} elements, but ${other[0]} has ${other[1].length}`,
    { reason: "lengths differ" },
  );
}

/** Refuses a column with NaN or infinities. */
export function checkAllFinite(name: string, column: ArrayLike<number>): void {
  for (let at = 0; at < column.length; at++) {
    if (Number.isFinite(column[at])) continue;
    throw new RoboticsError(`${name} must be finite, got ${column[at]} at sample ${at}`, {
      reason: "not finite",
      hint: "Use dropNonFinite to drop and count such samples.",
    });
  }
}

/** Refuses positions that are too few, not finite, or not ordered by time. */
export function checkPath(path: Path, atLeast = 1): void {
  const { time, x, y, z } = path;
  checkLengths({ time, x, y, z });
  checkTime(time, atLeast);
  for (const name of positionColumns) checkAllFinite(name, path[name]);
}

/** Like {@link checkPath}; also refuses orientations that are not rotations. */
export function checkTrajectory(trajectory: Trajectory, atLeast = 1): void {
  checkPath(trajectory, atLeast);
  const { time, qx, qy, qz, qw } = trajectory;
  checkLengths({ time, qx, qy, qz, qw });
  for (const name of orientationColumns) checkAllFinite(name, trajectory[name]);
  for (let at = 0; at < qw.length; at++) {
    if (qx[at] !== 0 || qy[at] !== 0 || qz[at] !== 0 || qw[at] !== 0) continue;
    throw new RoboticsError(`the quaternion of sample ${at} is zero, which is not a rotation`, {
      reason: "zero quaternion",
      hint: "Some drivers write zeros before they know an orientation: drop these samples.",
    });
  }
}
