import type { SeriesDigest } from "./RunDigest.js";

/** Significant digits in summaries of series: a baseline of hundreds of tests must stay small. */
const digits = 6;

/** Maximum relative difference that rounding alone causes between two digests of the same series. */
export const roundingOfDigests = 2 * 10 ** (1 - digits);

/** Summarizes a series of doubles. */
export function digestSeries(
  name: string,
  unit: string,
  values: ArrayLike<number>,
  failing: number,
): SeriesDigest {
  const finite = Float64Array.from(values as ArrayLike<number>).filter(Number.isFinite);
  finite.sort();
  const { length } = finite;
  const common = { name, unit, count: values.length, failing, notFinite: values.length - length };
  if (length === 0) return common;
  const at = (share: number) => rounded(quantileOf(finite, share));
  // Divides before adding: the sum of two large numbers may be infinite.
  const mean = finite.reduce((sum, value) => sum + value / length, 0);
  return {
    ...common,
    quantiles: [at(0), at(0.25), at(0.5), at(0.75), at(1)],
    mean: rounded(mean),
  };
}

/** Interpolates linearly between the two nearest values. */
function quantileOf(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  const weight = place - Math.floor(place);
  return weight === 0 ? below : below * (1 - weight) + above * weight;
}

function rounded(value: number): number {
  return Number(value.toPrecision(digits));
}
