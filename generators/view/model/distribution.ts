import { quantile } from "../common/quantile.js";

/** How the values of a scalar are spread over tests. All numbers are in the scalar's unit. */
export interface Distribution {
  /** Values that are finite: all figures are of these. */
  n: number;
  min: number;
  median: number;
  /** 95 of 100 values are not above it. */
  p95: number;
  max: number;
  /** Tukey's fences: 1.5 times the distance of the quartiles, below the lower and above the upper one. */
  fences: [lower: number, upper: number];
  /** How many values lie outside the fences. */
  outside: number;
  /** Positions of the values that lie farthest outside, the farthest first; the first of equals. */
  outliers: number[];
  histogram: Histogram;
}

/** Buckets of equal width, each without its upper border but the last. */
export interface Histogram {
  from: number;
  to: number;
  counts: number[];
  /** Values that lie too far away to be drawn with the others: below `from`, above `to`. */
  below: number;
  above: number;
}

/** Of the distance of the quartiles, how far from them a value may lie. */
const fence = 1.5;
/** And how far the buckets reach: one test at a million must not press all others into one bucket. */
const drawn = 3;

const buckets = 24;

/**
 * How values are spread; undefined where none is finite.
 * @param values in any order; those that are not finite count for nothing
 * @param listed outliers to name, at most
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

/** Quartiles moved apart by their distance, times `by`. */
function around(lower: number, upper: number, by: number): [number, number] {
  const room = by * (upper - lower);
  const bound = (value: number) => Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, value));
  return [bound(lower - room), bound(upper + room)];
}

/** Positions of values outside the fences, the farthest first, and how many there are. */
function farthest(
  values: ArrayLike<number>,
  [lower, upper]: readonly [number, number],
  listed: number,
): { positions: number[]; outside: number } {
  let outside = 0;
  // Few are listed: a sorted list of these is less than sorting all.
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
  // Where the quartiles are one value, nothing says what is far from it.
  const isNarrow = least === most;
  const from = isNarrow ? min : Math.max(min, least);
  const to = isNarrow ? max : Math.min(max, most);
  if (from === to) return { from, to, counts: [sorted.length], below: 0, above: 0 };
  const counts = new Array<number>(buckets).fill(0);
  let below = 0;
  let above = 0;
  // Halves: the whole width of what doubles can hold is more than a double can hold.
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
