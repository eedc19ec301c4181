import { type WindowBounds, windowBounds } from "./window.js";

/**
 * The slope per second of the least-squares line through a column within a time window, at each
 * sample. A fit over a window has much less noise than the step from sample to sample. The noise
 * decreases with the window's length and with the square root of its samples.
 *
 * `time` is in nanoseconds. At the ends of the log, the window is shifted inward instead of
 * truncated. If its samples span less than half of it, it extends to the next sample on both sides.
 * Two stamps a microsecond apart do not determine a speed. NaN if the window contains a NaN or an
 * infinity, or if all times are equal.
 */
export function slopesOf(
  time: Float64Array,
  columns: readonly Float64Array[],
  windowNanoseconds: number,
): Float64Array[] {
  const bounds = widened(time, windowBounds(time, windowNanoseconds, "inside"), windowNanoseconds);
  const results = columns.map(() => new Float64Array(time.length));
  for (const [which, values] of columns.entries()) {
    slide(time, values, bounds, results[which] as Float64Array);
  }
  return results;
}

function slide(
  time: Float64Array,
  values: Float64Array,
  { from: froms, to: tos }: WindowBounds,
  result: Float64Array,
): void {
  // Sums are relative to a sample near the window, and restart after every window length. So they stay small and slopes
  // accurate, however far from zero times and values are.
  let from = 0;
  let to = 0;
  let rebuildAt = -1;
  let time0 = 0;
  let value0 = 0;
  let n = 0;
  let bad = 0;
  let st = 0;
  let sv = 0;
  let stt = 0;
  let stv = 0;
  const count = (at: number, sign: 1 | -1) => {
    const value = values[at] as number;
    if (!Number.isFinite(value)) {
      bad += sign;
      return;
    }
    const t = ((time[at] as number) - time0) / 1e9;
    const v = value - value0;
    n += sign;
    st += sign * t;
    sv += sign * v;
    stt += sign * t * t;
    stv += sign * t * v;
  };
  for (let at = 0; at < result.length; at++) {
    const low = froms[at] as number;
    const high = tos[at] as number;
    const far = 2 * ((time[high - 1] as number) - (time[low] as number));
    if (low >= rebuildAt || low < from || high < to || (time[low] as number) - time0 > far) {
      time0 = time[low] as number;
      value0 = Number.isFinite(values[low]) ? (values[low] as number) : 0;
      n = bad = st = sv = stt = stv = 0;
      from = to = low;
      rebuildAt = high;
    }
    for (; to < high; to++) count(to, 1);
    for (; from < low; from++) count(from, -1);
    const spread = n * stt - st * st;
    result[at] = bad > 0 || !(spread > 0) ? Number.NaN : (n * stv - st * sv) / spread;
  }
}

/** Extends each window by one sample on both sides until it spans half of its length. */
function widened(time: Float64Array, { from, to }: WindowBounds, length: number): WindowBounds {
  const count = time.length;
  for (let at = 0; at < count; at++) {
    let low = from[at] as number;
    let high = to[at] as number;
    while ((time[high - 1] as number) - (time[low] as number) < length / 2) {
      if (low === 0 && high === count) break;
      if (low > 0) low--;
      if (high < count) high++;
    }
    from[at] = low;
    to[at] = high;
  }
  return { from, to };
}
