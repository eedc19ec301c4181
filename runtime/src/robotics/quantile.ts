import { badOption, checkAllFinite } from "./checks.js";
import { RoboticsError } from "./RoboticsError.js";

/**
 * The value below which a share `p` of the values is, in their unit: `quantile(speeds, 0.95)`. Interpolates linearly
 * between two values (type 7 of Hyndman and Fan 1996, the default of numpy and R).
 *
 * @throws {@link RoboticsError} "too few" without values, and "not finite" if one of them is NaN or
 * infinite. "bad option" if `p` is not between 0 and 1.
 */
export function quantile(values: ArrayLike<number>, p: number): number {
  return quantiles(values, [p])[0] as number;
}

/** Several quantiles of the same values, sorted only once; see {@link quantile}. */
export function quantiles(values: ArrayLike<number>, shares: readonly number[]): Float64Array {
  for (const p of shares)
    if (!(p >= 0 && p <= 1)) throw badOption("a quantile", p, "between 0 and 1");
  if (values.length === 0) {
    throw new RoboticsError("there are no values to take a quantile of", { reason: "too few" });
  }
  checkAllFinite("values", values);
  const sorted = Float64Array.from(values).sort();
  return Float64Array.from(shares, (p) => quantileOfSorted(sorted, p));
}

/** The quantile of sorted values. */
export function quantileOfSorted(sorted: ArrayLike<number>, p: number): number {
  const rank = p * (sorted.length - 1);
  const below = Math.floor(rank);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  // A weighted sum, because the difference of two large values with opposite signs may be infinite.
  const share = rank - below;
  return low === high ? low : low * (1 - share) + high * share;
}
