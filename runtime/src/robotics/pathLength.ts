import { checkNotNegative, checkPath } from "./checks.js";
import type { Path } from "./columns.js";
import { positionNoise } from "./positionNoise.js";
import { RoboticsError } from "./RoboticsError.js";
import { durationOf } from "./secondsOf.js";

/** Options of {@link pathLength}. */
export interface PathLengthOptions {
  /**
   * Meters. A robot that stands still seems to move from sample to sample, by the noise of its
   * positions; summed up that is many meters a minute. So a step counts only once the robot is
   * farther than this from where the last counted step ended. Default: 8 times the noise that the
   * positions themselves show ({@link positionNoise}), which is 0 for a smooth path.
   */
  noiseStep?: number | undefined;
}

/** How many standard deviations of the positions' noise a step must exceed to be one. */
const noiseStepInDeviations = 8;

/**
 * Meters driven: the sum of the steps from pose to pose that are longer than the noise of the
 * positions. A path may come out short by at most one such step at its end, and by what its curves
 * are longer than their chords of that length.
 *
 * @throws {@link RoboticsError} for positions that are none, not finite or not in the order of time.
 */
export function pathLength(path: Path, options: PathLengthOptions = {}): number {
  return cumulativeLength(path, options).at(-1) as number;
}

/**
 * Meters driven up to each pose: what {@link pathLength} says of the path up to there. It starts at 0
 * and never falls.
 */
export function cumulativeLength(path: Path, options: PathLengthOptions = {}): Float64Array {
  checkPath(path);
  const noiseStep =
    options.noiseStep === undefined
      ? noiseStepInDeviations * positionNoise(path)
      : checkNotNegative("noiseStep", options.noiseStep);
  const { x, y, z } = path;
  const lengths = new Float64Array(x.length);
  let length = 0;
  let anchor = 0;
  for (let at = 1; at < lengths.length; at++) {
    const step = Math.hypot(
      (x[at] as number) - (x[anchor] as number),
      (y[at] as number) - (y[anchor] as number),
      (z[at] as number) - (z[anchor] as number),
    );
    if (step > noiseStep) {
      length += step;
      anchor = at;
    }
    lengths[at] = length;
  }
  return lengths;
}

/**
 * Meters per second over the whole path: total distance over total time. It is not the mean of the
 * speeds of the samples, in which a robot counts more where its log is denser.
 *
 * @throws {@link RoboticsError} as {@link pathLength} does, and "degenerate" where no time passes.
 */
export function meanSpeedOf(path: Path, options: PathLengthOptions = {}): number {
  const length = pathLength(path, options);
  const seconds = durationOf(path.time);
  if (seconds > 0) return length / seconds;
  throw new RoboticsError(
    `no time passes between the first and the last of ${path.time.length} poses`,
    {
      reason: "degenerate",
      hint: "A mean speed needs two poses at different times.",
    },
  );
}
