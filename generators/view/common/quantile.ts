/**
 * The value below which a share of the others lies, between two of them where it falls there.
 * @param sorted ascending, without NaN; of none, the result is 0
 * @param share from 0 to 1: 0.5 is the median
 */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  const part = place - Math.floor(place);
  // Written so that the difference of two very large numbers does not become infinite.
  return part === 0 || above === below ? below : below * (1 - part) + above * part;
}
