/** The samples in the window of each sample: from `from` (inclusive) to `to` (exclusive). */
export interface WindowBounds {
  readonly from: Uint32Array;
  readonly to: Uint32Array;
}

/** The position of a window relative to its sample. */
export type WindowPlace =
  /** Half before and half after. Truncated at the ends of the log. */
  | "centered"
  /** Entirely before: the data known at that moment. */
  | "trailing"
  /** Centered, but shifted inward at the ends of the log instead of truncated. */
  | "inside";

/**
 * The windows of `length` around each of `time`, both in whole nanoseconds. Their ends are inclusive,
 * and every window contains its own sample.
 */
export function windowBounds(time: Float64Array, length: number, place: WindowPlace): WindowBounds {
  const count = time.length;
  const from = new Uint32Array(count);
  const to = new Uint32Array(count);
  const first = time[0] ?? 0;
  const last = time[count - 1] ?? 0;
  const half = Math.floor(length / 2);
  let low = 0;
  let high = 0;
  for (let at = 0; at < count; at++) {
    const now = time[at] as number;
    let start = place === "trailing" ? now - length : now - half;
    if (place === "inside") start = Math.max(first, Math.min(start, last - 2 * half));
    const end = place === "trailing" ? now : place === "inside" ? start + 2 * half : now + half;
    while (low < count && (time[low] as number) < start) low++;
    if (high < low) high = low;
    while (high < count && (time[high] as number) <= end) high++;
    from[at] = Math.min(low, at);
    to[at] = Math.max(high, at + 1);
  }
  return { from, to };
}
