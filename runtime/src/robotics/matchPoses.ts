import { type AssociateOptions, type Association, associate } from "./associate.js";
import { checkPath, checkTrajectory } from "./checks.js";
import type { Path, Trajectory } from "./columns.js";
import { RoboticsError } from "./RoboticsError.js";
import { takeSamples } from "./samples.js";

/** Options of what compares two logs. */
export interface MatchOptions extends AssociateOptions {
  /**
   * The share of the shorter log's poses, 0 to 1, that must have a partner in the other. With fewer the
   * comparison is refused: one pair in 800 that happens to fit says nothing. Default: 0.5.
   */
  minShare?: number | undefined;
}

/** The poses of two logs that are of one time, as two logs of one length. */
export interface MatchedPoses<E, R> {
  readonly estimate: E;
  readonly reference: R;
  readonly association: Association;
}

/**
 * Takes the poses of an estimate and of a reference that belong together, each with its own time.
 *
 * @throws {@link RoboticsError} "too few" for no poses, "no overlap" where fewer than `minShare` of
 * them match, and for poses that are not finite or not in the order of time.
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
      `${matched} of ${of.a} poses of the estimate have one of the reference's ${of.b} within ${tolerance} s` +
        `${matched === 0 ? "" : `, which is less than a share of ${minShare}`}: ${ranges(estimate, reference)}`,
      {
        reason: "no overlap",
        hint: "Are both of one clock? `offset` shifts the reference's times, `tolerance` widens what counts as one time, `minShare` takes fewer.",
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
  return `the estimate is from ${range(estimate)}, the reference from ${range(reference)}`;
}

function seconds(time: bigint | undefined): string {
  return (Number(time ?? 0n) / 1e9).toFixed(3);
}
