import { wrapAngle } from "./angles.js";
import {
  badOption,
  checkAllFinite,
  checkFinite,
  checkLengths,
  checkPath,
  checkPositive,
  checkTime,
} from "./checks.js";
import type { Path, TimeColumn, Trajectory } from "./columns.js";
import { hasOrientation } from "./matchPoses.js";
import { yawOf } from "./motion.js";
import { RoboticsError } from "./RoboticsError.js";

/** A line to follow through the x-y plane: meters, two or more points. */
export interface Route {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Options of {@link trackingOf}. */
export interface TrackingOptions {
  /**
   * Meters along the route, in both directions from the previous match, to search for the point nearest to a pose. So a
   * robot stays on its branch if the route crosses itself. If the robot is farther than this from that part, the whole
   * route is searched. Default: 5.
   */
  search?: number | undefined;
}

/** How a path follows a route: one value per pose. */
export interface Tracking {
  /** Nanoseconds. */
  readonly time: TimeColumn;
  /** Meters from the route, positive to the left of it. */
  readonly crossTrack: Float64Array;
  /** Radians between the robot's heading and the route's direction, -π to π, positive to the left; undefined without orientations. */
  readonly heading: Float64Array | undefined;
  /** Meters along the route. */
  readonly progress: Float64Array;
  /** Meters: the length of the route. */
  readonly length: number;
  /** The maximum progress as a share of the route, 0 to 1. */
  readonly completion: number;
}

/**
 * Cross-track error, heading error and progress of a path along a route in the x-y plane, relative to the nearest point of
 * the route.
 *
 * @throws {@link RoboticsError} "too few" for no poses or a route with fewer than two different points, and for non-finite
 * numbers or descending times.
 */
export function trackingOf(
  path: Path | Trajectory,
  route: Route,
  options: TrackingOptions = {},
): Tracking {
  checkPath(path, 1);
  const search = checkPositive("search", options.search ?? 5);
  const line = segmentsOf(route);
  const count = path.time.length;
  const crossTrack = new Float64Array(count);
  const progress = new Float64Array(count);
  const yaw = hasOrientation(path) ? yawOf(path) : undefined;
  let nearest: Nearest | undefined;
  for (let at = 0; at < count; at++) {
    nearest = nearestOn(line, path.x[at] as number, path.y[at] as number, nearest, search);
    crossTrack[at] = nearest.side;
    progress[at] = nearest.along;
    if (yaw !== undefined) yaw[at] = wrapAngle((yaw[at] as number) - nearest.direction);
  }
  const farthest = progress.reduce((most, one) => Math.max(most, one), 0);
  return {
    time: path.time,
    crossTrack,
    heading: yaw,
    progress,
    length: line.length,
    completion: farthest / line.length,
  };
}

/**
 * Seconds from the first pose until the robot is first within `radius` meters of a goal in the x-y plane; undefined if it
 * never is.
 *
 * @throws {@link RoboticsError} for no poses, non-finite numbers, and a radius that is not above 0.
 */
export function timeToGoal(
  path: Path,
  goal: { readonly x: number; readonly y: number },
  radius: number,
): number | undefined {
  checkPath(path, 1);
  checkFinite("x of the goal", goal.x);
  checkFinite("y of the goal", goal.y);
  checkPositive("radius", radius);
  const at = path.x.findIndex(
    (x, place) => Math.hypot(x - goal.x, (path.y[place] as number) - goal.y) <= radius,
  );
  if (at < 0) return undefined;
  return Number((path.time[at] as bigint) - (path.time[0] as bigint)) / 1e9;
}

/** A step of a controlled value. */
export interface StepOptions {
  /** The value before the step, in its unit. */
  from: number;
  /** The setpoint. */
  to: number;
  /** The settling band around `to`, as a share of the step. Default: 0.02. */
  band?: number | undefined;
}

/** A step response. Times are seconds from the first sample. */
export interface StepResponse {
  /** Overshoot beyond the setpoint, as a share of the step; 0 if there is none. */
  readonly overshoot: number;
  /** Seconds from 10 % to 90 % of the step; undefined if it does not get there. */
  readonly riseTime: number | undefined;
  /** Seconds until it stays within the band up to the end; undefined if it does not. */
  readonly settlingTime: number | undefined;
  /** The last value minus the setpoint, in its unit. */
  readonly steadyStateError: number;
}

/**
 * Overshoot, rise and settling time of a value with a setpoint step at the first sample.
 *
 * @throws {@link RoboticsError} for no samples, non-finite values, descending times, and a step of 0.
 */
export function stepResponseOf(
  time: TimeColumn,
  values: Float64Array,
  { from, to, band = 0.02 }: StepOptions,
): StepResponse {
  checkLengths({ time, values });
  checkTime(time, 1);
  checkAllFinite("values", values);
  checkPositive("band", band);
  const step = checkFinite("to", to) - checkFinite("from", from);
  if (step === 0) throw badOption("to", to, `different from \`from\`, which is ${from}`);
  const share = values.map((value) => (value - from) / step);
  const secondsAt = (at: number) => Number((time[at] as bigint) - (time[0] as bigint)) / 1e9;
  const tenth = share.findIndex((value) => value >= 0.1);
  const most = share.findIndex((value) => value >= 0.9);
  const lastOutside = share.findLastIndex((value) => Math.abs(value - 1) > band);
  const settled = lastOutside + 1;
  return {
    overshoot: Math.max(0, share.reduce((top, value) => Math.max(top, value), 0) - 1),
    riseTime: most < 0 ? undefined : secondsAt(most) - secondsAt(tenth),
    settlingTime: settled < share.length ? secondsAt(settled) : undefined,
    steadyStateError: (values.at(-1) as number) - to,
  };
}

interface Segments {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** The position of each point along the route, in meters. */
  readonly at: Float64Array;
  readonly length: number;
}

function segmentsOf({ x, y }: Route): Segments {
  checkLengths({ "x of the route": x, "y of the route": y });
  checkAllFinite("x of the route", x);
  checkAllFinite("y of the route", y);
  const kept = Array.from(x.keys()).filter(
    (i) => i === 0 || x[i] !== x[i - 1] || y[i] !== y[i - 1],
  );
  if (kept.length < 2) {
    throw new RoboticsError(`a route needs two different points, got ${kept.length}`, {
      reason: "too few",
    });
  }
  const px = Float64Array.from(kept, (i) => x[i] as number);
  const py = Float64Array.from(kept, (i) => y[i] as number);
  let length = 0;
  const at = px.map((value, i) => {
    if (i > 0)
      length += Math.hypot(
        value - (px[i - 1] as number),
        (py[i] as number) - (py[i - 1] as number),
      );
    return length;
  });
  return { x: px, y: py, at, length };
}

interface Nearest {
  segment: number;
  distance: number;
  side: number;
  along: number;
  direction: number;
}

function nearestOn(
  line: Segments,
  x: number,
  y: number,
  before: Nearest | undefined,
  search: number,
): Nearest {
  const last = line.x.length - 2;
  if (before !== undefined) {
    let low = before.segment;
    let high = before.segment;
    while (low > 0 && before.along - (line.at[low] as number) < search) low--;
    while (high < last && (line.at[high + 1] as number) - before.along < search) high++;
    const near = nearestAmong(line, x, y, low, high);
    if (near.distance <= search) return near;
  }
  return nearestAmong(line, x, y, 0, last);
}

function nearestAmong(line: Segments, x: number, y: number, from: number, to: number): Nearest {
  let best: Nearest | undefined;
  for (let segment = from; segment <= to; segment++) {
    const ax = line.x[segment] as number;
    const ay = line.y[segment] as number;
    const dx = (line.x[segment + 1] as number) - ax;
    const dy = (line.y[segment + 1] as number) - ay;
    const squared = dx * dx + dy * dy;
    const t = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / squared));
    const distance = Math.hypot(x - ax - t * dx, y - ay - t * dy);
    if (best !== undefined && distance >= best.distance) continue;
    const left = dx * (y - ay) - dy * (x - ax);
    best = {
      segment,
      distance,
      side: left < 0 ? -distance : distance,
      along: (line.at[segment] as number) + t * Math.sqrt(squared),
      direction: Math.atan2(dy, dx),
    };
  }
  return best as Nearest;
}
