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

/** The interval of a relative error: a number of frames, meters along the reference, or seconds. */
export type PoseDelta = { frames: number } | { meters: number } | { seconds: number };

/** Options of {@link relativePoseError}. */
export interface RelativePoseErrorOptions extends MatchOptions {
  /** The interval of each error. Default: one frame. */
  delta?: PoseDelta | undefined;
}

/** The result of {@link relativePoseError}. */
export interface RelativePoseError {
  /** Meters over each delta, at the time of its first pose. */
  readonly translation: ErrorSeries;
  /** Radians over each delta, at the time of its first pose. */
  readonly rotation: ErrorSeries;
  readonly association: Association;
}

/**
 * Relative pose error (RPE): the difference between the motions of estimate and reference over a delta, as translation and
 * rotation. A delta starts at every matched pose, as far as the log reaches. With poses Q of the reference and P of the
 * estimate, it is the error (Qi⁻¹ Qj)⁻¹ (Pi⁻¹ Pj) of Sturm et al. 2012. It does not depend on the frames, so no alignment
 * is needed.
 *
 * A delta in meters or seconds ends at the first pose at or beyond it.
 *
 * @throws {@link RoboticsError} as {@link matchPoses} does, and "too few" if no delta fits.
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
        hint: "Use a shorter delta.",
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
  /** Lengths of the segments to compare, in meters. Default: 100, 200, … 800, as in KITTI. */
  lengths?: readonly number[] | undefined;
  /** Number of poses between the starts of segments. Default: 10, as in KITTI. */
  every?: number | undefined;
}

/** The result of {@link driftOf}. */
export interface Drift {
  /** Meters of error per meter driven, mean over all segments: 0.01 is 1 %. */
  readonly translation: number;
  /** Radians of error per meter driven, mean over all segments. */
  readonly rotation: number;
  /** Number of segments of each length. */
  readonly stretches: ReadonlyMap<number, number>;
}

/**
 * Drift per distance, as defined by the KITTI odometry benchmark (Geiger et al. 2012): the mean of the relative errors over
 * segments of several lengths along the reference, divided by the length.
 *
 * @throws {@link RoboticsError} as {@link matchPoses} does, and "too few" if the reference is shorter than the shortest
 * length.
 */
export function driftOf(
  estimate: Trajectory,
  reference: Trajectory,
  options: DriftOptions = {},
): Drift {
  const { lengths = [100, 200, 300, 400, 500, 600, 700, 800], every = 10 } = options;
  if (!Number.isInteger(every) || every < 1) throw badOption("every", every, "an integer above 0");
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
      `the reference is ${(driven.at(-1) as number).toFixed(3)} m long: no segment of ${lengths.join(", ")} m fits`,
      { reason: "too few", hint: "Use shorter lengths." },
    );
  }
  return { translation: translation / count, rotation: rotation / count, stretches };
}

function relativeError(p: Trajectory, q: Trajectory, i: number, j: number) {
  const motionP = relativeMotion(p, i, j);
  const motionQ = relativeMotion(q, i, j);
  // The length of a difference is the same in any frame, so it is not rotated into that of Qj.
  const distance = Math.hypot(motionP.x - motionQ.x, motionP.y - motionQ.y, motionP.z - motionQ.z);
  return { distance, angle: angleOf(multiplied(conjugate(motionQ.turn), motionP.turn)) };
}

/** Pose j relative to pose i. */
function relativeMotion(path: Trajectory, i: number, j: number) {
  const from = conjugate(normalized(orientationAt(path, i)));
  const moved = rotated(from, {
    x: (path.x[j] as number) - (path.x[i] as number),
    y: (path.y[j] as number) - (path.y[i] as number),
    z: (path.z[j] as number) - (path.z[i] as number),
  });
  return { ...moved, turn: multiplied(from, orientationAt(path, j)) };
}

/** The last pose of the delta of each pose, if it has one. */
function endsOf(reference: Trajectory, delta: PoseDelta): Uint32Array {
  if ("frames" in delta) {
    const { frames } = delta;
    if (!Number.isInteger(frames) || frames < 1) {
      throw badOption("delta.frames", frames, "an integer above 0");
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

/** For each element of an ascending column, the first element that is at least `amount` larger. */
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
