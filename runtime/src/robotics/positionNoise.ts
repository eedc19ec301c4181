import { checkPath } from "./checks.js";
import { type Path, positionColumns } from "./columns.js";
import { nanosecondsSince } from "./nanoseconds.js";

/**
 * Estimates the noise of positions from sample to sample, in meters. It is the standard deviation
 * of their distance from the true position, for x, y and z together.
 *
 * Compares each position with the cubic through the two positions before and after it. At the rates of logs, real motion
 * leaves a tiny difference, but noise does not. The median of the differences is robust to jumps and pauses. 0 for fewer
 * than five poses, or if at least half of them follow such a cubic exactly.
 *
 * @throws {@link RoboticsError} for positions that are not finite or not ordered by time.
 */
export function positionNoise(path: Path): number {
  checkPath(path);
  const { time, numbers } = distinctTimes(nanosecondsSince(path.time, path.time[0] ?? 0n));
  const variances = positionColumns.map((name) => {
    const values = Float64Array.from(numbers, (number) => path[name][number] as number);
    return noiseOf(time, values) ** 2;
  });
  return Math.sqrt(variances.reduce((sum, variance) => sum + variance, 0));
}

/** The median absolute deviation of a normal distribution, in standard deviations. */
const medianOfNormal = 0.6744897501960817;

function noiseOf(time: Float64Array, values: Float64Array): number {
  const residuals: number[] = [];
  const weights = new Float64Array(5);
  for (let at = 2; at < values.length - 2; at++) {
    setCubicWeights(time, at, weights);
    let residual = 0;
    let squares = 0;
    const middle = values[at] as number;
    for (let k = 0; k < 5; k++) {
      const weight = weights[k] as number;
      // Relative to the middle, so that positions far from the origin lose no digits.
      residual += weight * ((values[at - 2 + k] as number) - middle);
      squares += weight * weight;
    }
    residuals.push(Math.abs(residual) / Math.sqrt(squares));
  }
  if (residuals.length === 0) return 0;
  const sorted = Float64Array.from(residuals).sort();
  return (sorted[sorted.length >> 1] as number) / medianOfNormal;
}

/** Weights of five neighbors with a weighted sum of 0 for any cubic. */
function setCubicWeights(time: Float64Array, at: number, weights: Float64Array): void {
  const now = time[at] as number;
  for (let k = 0; k < 5; k++) {
    let weight = k === 2 ? 1 : -1;
    const own = time[at - 2 + k] as number;
    for (let other = 0; k !== 2 && other < 5; other++) {
      if (other === 2 || other === k) continue;
      const theirs = time[at - 2 + other] as number;
      weight *= (now - theirs) / (own - theirs);
    }
    weights[k] = weight;
  }
}

/** The first sample of each time: a robot cannot be in two positions at once. */
function distinctTimes(time: Float64Array): { time: Float64Array; numbers: Uint32Array } {
  const numbers = Uint32Array.from(time.keys()).filter(
    (at) => at === 0 || time[at] !== time[at - 1],
  );
  return { time: Float64Array.from(numbers, (at) => time[at] as number), numbers };
}
