import type { Association } from "../associate.js";
import type { Path, Trajectory } from "../columns.js";
import { type ErrorSeries, errorSeries } from "../errorSeries.js";
import { hasOrientation, type MatchOptions, matchPoses } from "../matchPoses.js";
import { angleOf, conjugate, multiplied, orientationAt } from "../quaternion.js";
import { type AlignmentMethod, alignmentOf } from "./alignmentOf.js";
import { type Similarity, transformed } from "./Similarity.js";

/** Options of {@link trajectoryError}. */
export interface TrajectoryErrorOptions extends MatchOptions {
  /** How the estimate is aligned to the reference first. Default: `se3`. */
  alignment?: AlignmentMethod | undefined;
}

/** The result of {@link trajectoryError}. */
export interface TrajectoryError {
  /** Meters between the matched positions, at the times of the estimate. */
  readonly position: ErrorSeries;
  /** Radians between the matched orientations; undefined if one of the logs has none. */
  readonly rotation: ErrorSeries | undefined;
  /** The motion that was applied to the estimate. */
  readonly alignment: Similarity;
  /** The matched poses of the estimate after this motion. */
  readonly aligned: Path | Trajectory;
  /** The matched poses of the reference. */
  readonly reference: Path | Trajectory;
  readonly association: Association;
}

/**
 * Absolute trajectory error (ATE; also APE): how far an estimate is from the reference, pose by pose,
 * after alignment as a whole (Sturm et al. 2012). `position.rmse` is the figure that papers
 * report. The two logs may have any frames and rates; poses are compared at matching times.
 *
 * @throws {@link RoboticsError} like {@link matchPoses} and {@link alignmentOf}.
 */
export function trajectoryError(
  estimate: Path | Trajectory,
  reference: Path | Trajectory,
  options: TrajectoryErrorOptions = {},
): TrajectoryError {
  const matched = matchPoses(estimate, reference, options);
  const alignment = alignmentOf(matched.estimate, matched.reference, options.alignment ?? "se3");
  const aligned = transformed(matched.estimate, alignment);
  const { time } = aligned;
  const values = new Float64Array(time.length);
  for (let at = 0; at < values.length; at++) {
    const dx = (aligned.x[at] as number) - (matched.reference.x[at] as number);
    const dy = (aligned.y[at] as number) - (matched.reference.y[at] as number);
    const dz = (aligned.z[at] as number) - (matched.reference.z[at] as number);
    values[at] = Math.sqrt(dx * dx + dy * dy + dz * dz);
  }
  return {
    position: errorSeries(time, values, "m"),
    rotation: rotationError(aligned, matched.reference),
    alignment,
    aligned,
    reference: matched.reference,
    association: matched.association,
  };
}

function rotationError(aligned: Path, reference: Path): ErrorSeries | undefined {
  if (!hasOrientation(aligned) || !hasOrientation(reference)) return undefined;
  const angles = aligned.qw.map((_, at) =>
    angleOf(multiplied(conjugate(orientationAt(reference, at)), orientationAt(aligned, at))),
  );
  return errorSeries(aligned.time, angles, "rad");
}
