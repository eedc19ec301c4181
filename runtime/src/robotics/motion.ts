import { unwrapAngles } from "./angles.js";
import {
  checkLengths,
  checkNotNegative,
  checkPath,
  checkPositive,
  checkTime,
  checkTrajectory,
} from "./checks.js";
import type { Path, TimeColumn, Trajectory } from "./columns.js";
import { nanosecondsSince, toNanoseconds } from "./nanoseconds.js";
import { RoboticsError } from "./RoboticsError.js";
import { slopesOf } from "./slopes.js";

/** Options of all derivatives of positions over time. */
export interface MotionOptions {
  /**
   * Seconds. Each value is the slope of the best-fit line through the samples within this window
   * around it. That way, the noise of single samples does not count as motion. If samples are
   * sparser, the window extends to the next sample on both sides. Longer windows suppress more
   * noise, but blur shorter events. Default: 0.1.
   */
  window?: number | undefined;
}

const defaultWindow = 0.1;

/** A velocity in the frame of the positions, in meters per second per sample. */
export interface Velocity {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
}

/**
 * Velocity at each pose in the frame of the positions, in meters per second.
 *
 * @throws {@link RoboticsError} for fewer than two poses, and positions that are not finite or not
 * ordered by time. "degenerate" if all poses have the same time.
 */
export function velocityOf(path: Path, options: MotionOptions = {}): Velocity {
  checkPath(path, 2);
  const [x, y, z] = slopes(path.time, [path.x, path.y, path.z], options);
  return { x, y, z } as Velocity;
}

/**
 * Speed at each pose in meters per second, 0 or more: the magnitude of {@link velocityOf}.
 *
 * @throws {@link RoboticsError} as {@link velocityOf} does.
 */
export function speedOf(path: Path, options: MotionOptions = {}): Float64Array {
  const { x, y, z } = velocityOf(path, options);
  return x.map((value, at) => Math.hypot(value, y[at] as number, z[at] as number));
}

/**
 * Acceleration along the direction of motion at each pose in meters per second squared, negative while braking. The
 * derivative of {@link speedOf}, over the same window.
 *
 * @throws {@link RoboticsError} as {@link velocityOf} does.
 */
export function accelerationOf(path: Path, options: MotionOptions = {}): Float64Array {
  return derivativeOf(path.time, speedOf(path, options), options);
}

/**
 * Jerk along the direction of motion at each pose in meters per second cubed. The derivative of {@link accelerationOf}.
 * Noise grows with each derivative: for measured positions, use a window of 0.5 s or more.
 *
 * @throws {@link RoboticsError} as {@link velocityOf} does.
 */
export function jerkOf(path: Path, options: MotionOptions = {}): Float64Array {
  return derivativeOf(path.time, accelerationOf(path, options), options);
}

/**
 * Yaw rate at each pose in radians per second, positive to the left (counterclockwise seen from above). The derivative of
 * the unwrapped {@link yawOf}.
 *
 * @throws {@link RoboticsError} as {@link velocityOf} does, and "zero quaternion".
 */
export function yawRateOf(trajectory: Trajectory, options: MotionOptions = {}): Float64Array {
  checkTrajectory(trajectory, 2);
  return derivativeOf(trajectory.time, unwrapAngles(yawOf(trajectory)), options);
}

/** Options of {@link curvatureOf}. */
export interface CurvatureOptions extends MotionOptions {
  /** Meters per second below which the direction of motion is meaningless. Default: 0.05. */
  minSpeed?: number | undefined;
}

/**
 * Curvature of the path in the x-y plane at each pose: one over the radius in meters, positive to
 * the left. Computed from velocity and acceleration: (vx ay - vy ax) / v^3. NaN if the robot is
 * slower than `minSpeed`.
 *
 * @throws {@link RoboticsError} as {@link velocityOf} does.
 */
export function curvatureOf(path: Path, options: CurvatureOptions = {}): Float64Array {
  const minSpeed = checkNotNegative("minSpeed", options.minSpeed ?? 0.05);
  const { x, y } = velocityOf(path, options);
  const [ax, ay] = slopes(path.time, [x, y], options) as [Float64Array, Float64Array];
  return x.map((vx, at) => {
    const vy = y[at] as number;
    const speed = Math.hypot(vx, vy);
    if (speed < minSpeed || speed === 0) return Number.NaN;
    return (vx * (ay[at] as number) - vy * (ax[at] as number)) / speed ** 3;
  });
}

/**
 * The derivative of any column, as the slope of the best-fit line within a window: one value per sample, in the column's
 * unit per second. NaN if the window contains a NaN or an infinity.
 *
 * @throws {@link RoboticsError} for fewer than two samples, descending times, different lengths, and "degenerate" if all
 * samples have the same time.
 */
export function derivativeOf(
  time: TimeColumn,
  values: Float64Array,
  options: MotionOptions = {},
): Float64Array {
  checkLengths({ time, values });
  return slopes(time, [values], options)[0] as Float64Array;
}

/**
 * The heading of each pose in radians from -π to π: the angle of its x axis in the x-y plane. As in
 * REP 103, x is forward, and z is up.
 *
 * @throws {@link RoboticsError} for non-finite or zero orientations.
 */
export function yawOf(trajectory: Trajectory): Float64Array {
  checkTrajectory(trajectory);
  const { qx, qy, qz, qw } = trajectory;
  return qw.map((w, at) => {
    const x = qx[at] as number;
    const y = qy[at] as number;
    const z = qz[at] as number;
    // Both arguments have the squared length of the quaternion as a factor, so it does not matter.
    return Math.atan2(2 * (w * z + x * y), w * w + x * x - y * y - z * z);
  });
}

function slopes(
  time: TimeColumn,
  columns: readonly Float64Array[],
  { window = defaultWindow }: MotionOptions,
): Float64Array[] {
  checkTime(time, 2);
  const length = toNanoseconds(checkPositive("window", window));
  if (time[0] === time.at(-1)) {
    throw new RoboticsError(`all ${time.length} samples have the same time, ${time[0]} ns`, {
      reason: "degenerate",
      hint: "Is this the time of the messages, or of the file?",
    });
  }
  return slopesOf(nanosecondsSince(time, time[0] as bigint), columns, length);
}
