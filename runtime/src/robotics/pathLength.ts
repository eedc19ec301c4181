import { checkNotNegative, checkPath } from "./checks.js";
import type { Path } from "./columns.js";
import { positionNoise } from "./positionNoise.js";
import { RoboticsError } from "./RoboticsError.js";
import { durationOf } from "./secondsOf.js";

/** Options of {@link pathLength}. */
export interface PathLengthOptions {
  /**
   * Meters. Because of position noise, a robot that stands still seems to move from sample to sample, which adds up to
   * many meters per minute. Therefore, a step only counts if the robot is farther than this from the end of the last
   * counted step. Default: 8 times the noise of the positions ({@link positionNoise}), which is 0 for a smooth path.
   */
  noiseStep?: number | undefined;
}

/** Number of standard deviations of the position noise that a step must exceed. */
const noiseStepInDeviations = 8;

/**
 * Meters driven: the sum of the steps from pose to pose that are longer than the position noise. The result may be too
 * short by one such step at the end, and by the difference between curves and their chords of that length.
 *
 * @throws {@link RoboticsError} for no positions, or positions that are not finite or not ordered by time.
 */
export function pathLength(path: Path, options: PathLengthOptions = {}): number {
  return cumulativeLength(path, options).at(-1) as number;
}

/**
 * Meters driven up to each pose: the {@link pathLength} of the path up to there. Starts at 0 and never decreases.
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
 * Mean speed of the whole path in meters per second: total distance over total time. Unlike the mean of the samples'
 * speeds, it does not depend on the sampling rate.
 *
 * @throws {@link RoboticsError} as {@link pathLength} does, and "degenerate" if no time passes.
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
