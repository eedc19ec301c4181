import type { Association } from "./associate.js";
import { badOption, checkPositive } from "./checks.js";
import type { Trajectory } from "./columns.js";
import { type ErrorSeries, errorSeries } from "./errorSeries.js";
import { type MatchOptions, matchPoses } from "./matchPoses.js";
import { nanosecondsSince, toNanoseconds } from "./nanoseconds.js";
import { cumulativeLength } from "./pathLength.js";
import {
  angleOf,
  conjugate,
  multiplied,
  normalized,
  orientationAt,
  rotated,
} from "./quaternion.js";
import { RoboticsError } from "./RoboticsError.js";

/** Over how much a relative error is taken: so many frames, meters along the reference, or seconds. */
export type PoseDelta = { frames: number } | { meters: number } | { seconds: number };

/** Options of {@link relativePoseError}. */
export interface RelativePoseErrorOptions extends MatchOptions {
  /** Over how much each error is taken. Default: one frame. */
  delta?: PoseDelta | undefined;
}

/** What {@link relativePoseError} finds. */
export interface RelativePoseError {
  /** Meters over each delta, at the time of the pose where it begins. */
  readonly translation: ErrorSeries;
  /** Radians over each delta, at the time of the pose where it begins. */
  readonly rotation: ErrorSeries;
  readonly association: Association;
}

/**
 * Relative pose error (RPE): how much the estimate's motion over a delta differs from that of the
 * reference, as translation and rotation; every matched pose begins one, as far as the log reaches.
 * With poses Q of the reference and P of the estimate it is the error (Qi⁻¹ Qj)⁻¹ (Pi⁻¹ Pj) of Sturm
 * et al. 2012. Neither the frame nor a rigid motion of either log matters, so nothing need be aligned.
 *
 * A delta of meters or seconds ends at the first pose that is as far or later.
 *
 * @throws {@link RoboticsError} as {@link matchPoses} does, and "too few" where no delta fits.
 */
export function relativePoseError(
  estimate: Trajectory,
  reference: Trajectory,
  options: RelativePoseErrorOptions = {},
): RelativePoseError {
  const delta = options.delta ?? { frames: 1 };
  const { estimate: p, reference: q, association } = matchPoses(estimate, reference, options);
  const ends = endsOf(q, delta);
  const count = ends.length;
  if (count === 0) {
    throw new RoboticsError(
      `no delta of ${describeDelta(delta)} fits into ${q.time.length} matched poses`,
      {
        reason: "too few",
        hint: "Take a shorter delta.",
      },
    );
  }
  const translation = new Float64Array(count);
  const rotation = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const { distance, angle } = relativeError(p, q, i, ends[i] as number);
    translation[i] = distance;
    rotation[i] = angle;
  }
  const time = p.time.slice(0, count);
  return {
    translation: errorSeries(time, translation, "m"),
    rotation: errorSeries(time, rotation, "rad"),
    association,
  };
}

/** Options of {@link driftOf}. */
export interface DriftOptions extends MatchOptions {
  /** Meters: the lengths of the stretches to compare. Default: 100, 200, … 800, those of KITTI. */
  lengths?: readonly number[] | undefined;
  /** Every how many poses a stretch begins. Default: 10, as with KITTI. */
  every?: number | undefined;
}

/** What {@link driftOf} finds. */
export interface Drift {
  /** Meters of error per meter driven, 0.01 being 1 %: the mean over all stretches. */
  readonly translation: number;
  /** Radians of error per meter driven: the mean over all stretches. */
  readonly rotation: number;
  /** How many stretches of each length there were. */
  readonly stretches: ReadonlyMap<number, number>;
}

/**
 * Drift per distance, as the KITTI odometry benchmark defines it (Geiger et al. 2012): the relative
 * error over stretches of several lengths along the reference, divided by the length, averaged.
 *
 * @throws {@link RoboticsError} as {@link matchPoses} does, and "too few" where the reference is
 * shorter than the shortest length.
 */
export function driftOf(
  estimate: Trajectory,
  reference: Trajectory,
  options: DriftOptions = {},
): Drift {
  const { lengths = [100, 200, 300, 400, 500, 600, 700, 800], every = 10 } = options;
  if (!Number.isInteger(every) || every < 1)
    throw badOption("every", every, "a whole number above 0");
  const { estimate: p, reference: q } = matchPoses(estimate, reference, options);
  const driven = cumulativeLength(q, { noiseStep: 0 });
  const stretches = new Map<number, number>();
  let translation = 0;
  let rotation = 0;
  let count = 0;
  for (const meters of lengths) {
    const ends = endsAfter(driven, checkPositive("a length", meters));
    for (let i = 0; i < ends.length; i += every) {
      const { distance, angle } = relativeError(p, q, i, ends[i] as number);
      translation += distance / meters;
      rotation += angle / meters;
      count++;
      stretches.set(meters, (stretches.get(meters) ?? 0) + 1);
    }
  }
  if (count === 0) {
    throw new RoboticsError(
      `the reference is ${(driven.at(-1) as number).toFixed(3)} m long: no stretch of ${lengths.join(", ")} m fits`,
      { reason: "too few", hint: "Give shorter lengths." },
    );
  }
  return { translation: translation / count, rotation: rotation / count, stretches };
}

function relativeError(p: Trajectory, q: Trajectory, i: number, j: number) {
  const motionP = relativeMotion(p, i, j);
  const motionQ = relativeMotion(q, i, j);
  // The length of a difference is the same in any frame: it need not be turned into that of Qj.
  const distance = Math.hypot(motionP.x - motionQ.x, motionP.y - motionQ.y, motionP.z - motionQ.z);
  return { distance, angle: angleOf(multiplied(conjugate(motionQ.turn), motionP.turn)) };
}

/** The pose j as it is seen from the pose i. */
function relativeMotion(path: Trajectory, i: number, j: number) {
  const from = conjugate(normalized(orientationAt(path, i)));
  const moved = rotated(from, {
    x: (path.x[j] as number) - (path.x[i] as number),
    y: (path.y[j] as number) - (path.y[i] as number),
    z: (path.z[j] as number) - (path.z[i] as number),
  });
  return { ...moved, turn: multiplied(from, orientationAt(path, j)) };
}

/** For each pose that has one, the pose at which its delta ends. */
function endsOf(reference: Trajectory, delta: PoseDelta): Uint32Array {
  if ("frames" in delta) {
    const { frames } = delta;
    if (!Number.isInteger(frames) || frames < 1) {
      throw badOption("delta.frames", frames, "a whole number above 0");
    }
    const count = Math.max(0, reference.time.length - frames);
    return Uint32Array.from({ length: count }, (_, at) => at + frames);
  }
  if ("meters" in delta) {
    const driven = cumulativeLength(reference, { noiseStep: 0 });
    return endsAfter(driven, checkPositive("delta.meters", delta.meters));
  }
  const seconds = checkPositive("delta.seconds", delta.seconds);
  const time = nanosecondsSince(reference.time, reference.time[0] as bigint);
  return endsAfter(time, toNanoseconds(seconds));
}

/** For each place along an ascending column, the first place that is `amount` beyond it. */
function endsAfter(along: Float64Array, amount: number): Uint32Array {
  const ends: number[] = [];
  let end = 0;
  for (let at = 0; at < along.length; at++) {
    const wanted = (along[at] as number) + amount;
    while (end < along.length && (along[end] as number) < wanted) end++;
    if (end === along.length) break;
    ends.push(end);
  }
  return Uint32Array.from(ends);
}

function describeDelta(delta: PoseDelta): string {
  if ("frames" in delta) return `${delta.frames} frames`;
  return "meters" in delta ? `${delta.meters} m` : `${delta.seconds} s`;
}
