import { quantile } from "../common/quantile.js";

/** The distribution of a scalar over tests. All numbers are in the scalar's unit. */
export interface Distribution {
  /** Number of finite values. Only these are considered. */
  n: number;
  min: number;
  median: number;
  /** The 95th percentile. */
  p95: number;
  max: number;
  /** Tukey's fences: 1.5 interquartile ranges below the lower quartile and above the upper quartile. */
  fences: [lower: number, upper: number];
  /** Number of values outside the fences. */
  outside: number;
  /** Positions of the values farthest outside, the farthest first. Of equal values, the first come first. */
  outliers: number[];
  histogram: Histogram;
}

/** Buckets of equal width. Each includes its lower edge; only the last includes its upper edge. */
interface Histogram {
  from: number;
  to: number;
  counts: number[];
  /** Number of values below `from` and above `to`, which are too far away for the buckets. */
  below: number;
  above: number;
}

/** Interquartile ranges from a quartile to its fence. */
const fence = 1.5;
/** Interquartile ranges that the buckets cover. One test at a million must not push all others into one bucket. */
const drawn = 3;

const buckets = 24;

/**
 * The distribution of values; undefined if none is finite.
 * @param values in any order; values that are not finite are ignored
 * @param listed maximum number of outliers to list
 */
export function distributionOf(
  values: ArrayLike<number>,
  listed: number,
): Distribution | undefined {
  const finite = Float64Array.from(values).filter(Number.isFinite).sort();
  const [min, max] = [finite[0], finite.at(-1)];
  if (min === undefined || max === undefined) return undefined;
  const [lower, upper] = [quantile(finite, 0.25), quantile(finite, 0.75)];
  const fences = around(lower, upper, fence);
  const { positions, outside } = farthest(values, fences, listed);
  return {
    n: finite.length,
    min,
    median: quantile(finite, 0.5),
    p95: quantile(finite, 0.95),
    max,
    fences,
    outside,
    outliers: positions,
    histogram: histogramOf(finite, around(lower, upper, drawn)),
  };
}

/** The range that extends `by` interquartile ranges beyond the quartiles. */
function around(lower: number, upper: number, by: number): [number, number] {
  const room = by * (upper - lower);
  const bound = (value: number) => Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, value));
  return [bound(lower - room), bound(upper + room)];
}

/** The positions of values outside the fences, the farthest first, and their total number. */
function farthest(
  values: ArrayLike<number>,
  [lower, upper]: readonly [number, number],
  listed: number,
): { positions: number[]; outside: number } {
  let outside = 0;
  // Only a few are listed, so a short sorted list is cheaper than sorting all.
  const found: { at: number; by: number }[] = [];
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? Number.NaN;
    const by = Math.max(lower - value, value - upper);
    if (!Number.isFinite(value) || !(by > 0)) continue;
    outside += 1;
    if (found.length === listed && by <= (found.at(-1)?.by ?? Number.POSITIVE_INFINITY)) continue;
    const place = found.findIndex((other) => by > other.by);
    found.splice(place < 0 ? found.length : place, 0, { at, by });
    found.length = Math.min(found.length, listed);
  }
  return { positions: found.map(({ at }) => at), outside };
}

/** @param sorted at least one value, ascending, all of them finite */
function histogramOf(sorted: Float64Array, [least, most]: readonly [number, number]): Histogram {
  const [min = 0, max = 0] = [sorted[0], sorted.at(-1)];
  // If both quartiles are equal, no range can be derived from them.
  const isNarrow = least === most;
  const from = isNarrow ? min : Math.max(min, least);
  const to = isNarrow ? max : Math.min(max, most);
  if (from === to) return { from, to, counts: [sorted.length], below: 0, above: 0 };
  const counts = new Array<number>(buckets).fill(0);
  let below = 0;
  let above = 0;
  // Halved, because the full range of doubles exceeds what a double can hold.
  const width = to / 2 - from / 2;
  for (const value of sorted) {
    if (value < from) below += 1;
    else if (value > to) above += 1;
    else {
      const at = Math.floor(((value / 2 - from / 2) / width) * buckets);
      const bucket = Math.min(at, buckets - 1);
      counts[bucket] = (counts[bucket] ?? 0) + 1;
    }
  }
  return { from, to, counts, below, above };
}
