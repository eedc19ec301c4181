/**
 * A quantile, interpolated linearly between the two nearest values.
 * @param sorted ascending, without NaN; if it is empty, the result is 0
 * @param share from 0 to 1: 0.5 gives the median
 */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  const part = place - Math.floor(place);
  // This form does not overflow for two very large numbers of opposite sign.
  return part === 0 || above === below ? below : below * (1 - part) + above * part;
}
