import { type AssociateOptions, type Association, associate } from "./associate.js";
import { checkPath, checkTrajectory } from "./checks.js";
import type { Path, Trajectory } from "./columns.js";
import { RoboticsError } from "./RoboticsError.js";
import { takeSamples } from "./samples.js";

/** Options of comparisons of two logs. */
export interface MatchOptions extends AssociateOptions {
  /**
   * The share of the shorter log's poses, 0 to 1, that must have a match in the other. With fewer, the comparison is
   * refused: one accidental match in 800 poses is meaningless. Default: 0.5.
   */
  minShare?: number | undefined;
}

/** The matching poses of two logs, as two logs of the same length. */
export interface MatchedPoses<E, R> {
  readonly estimate: E;
  readonly reference: R;
  readonly association: Association;
}

/**
 * Matches the poses of an estimate and of a reference by time; each keeps its own time.
 *
 * @throws {@link RoboticsError} "too few" for no poses, and "no overlap" if fewer than `minShare`
 * of them match. Also for poses that are not finite or not ordered by time.
 */
export function matchPoses<E extends Path, R extends Path>(
  estimate: E,
  reference: R,
  options: MatchOptions = {},
): MatchedPoses<E, R> {
  checkPoses("estimate", estimate);
  checkPoses("reference", reference);
  const association = associate(estimate.time, reference.time, options);
  const { matched, share, of } = association;
  const { minShare = 0.5, tolerance = 0.01 } = options;
  if (matched === 0 || share < minShare) {
    throw new RoboticsError(
      `${matched} of ${of.a} poses of the estimate match one of ${of.b} poses of the reference within ${tolerance} s` +
        `${matched === 0 ? "" : `, which is below the minimum share of ${minShare}`}: ${ranges(estimate, reference)}`,
      {
        reason: "no overlap",
        hint: "Do both use the same clock? `offset` shifts the reference's times, `tolerance` allows larger differences, `minShare` allows fewer matches.",
      },
    );
  }
  if (association.a === association.b) return { estimate, reference, association };
  return {
    estimate: takeSamples(estimate, association.a) as E,
    reference: takeSamples(reference, association.b) as R,
    association,
  };
}

/** Whether a log has orientations besides positions. */
export function hasOrientation(path: Path): path is Trajectory {
  return "qw" in path && path.qw !== undefined;
}

function checkPoses(which: string, path: Path): void {
  try {
    if (hasOrientation(path)) checkTrajectory(path, 1);
    else checkPath(path, 1);
  } catch (error) {
    if (!(error instanceof RoboticsError)) throw error;
    const { reason, hint } = error;
    throw new RoboticsError(`the ${which}: ${error.message}`, {
      reason,
      cause: error,
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

function ranges(estimate: Path, reference: Path): string {
  const range = ({ time }: Path) => `${seconds(time[0])} to ${seconds(time.at(-1))} s`;
  return `the estimate covers ${range(estimate)}, the reference ${range(reference)}`;
}

function seconds(time: bigint | undefined): string {
  return (Number(time ?? 0n) / 1e9).toFixed(3);
}
