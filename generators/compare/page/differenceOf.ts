/** Points of a line, x ascending. */
export interface Points {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly length: number;
}

/**
 * `head` minus `base` at the points of `head` that lie between points of `base`, which is interpolated
 * linearly. NaN elsewhere.
 */
export function differenceOf(base: Points, head: Points): { x: Float64Array; y: Float64Array } {
  const x = Float64Array.from({ length: head.length }, (_, i) => head.x[i] ?? Number.NaN);
  const y = new Float64Array(head.length).fill(Number.NaN);
  let at = 0;
  for (let i = 0; i < head.length; i += 1) {
    const place = x[i] ?? Number.NaN;
    // The last point of `base` at or before it.
    while (at + 1 < base.length && (base.x[at + 1] ?? 0) <= place) at += 1;
    const before = valueAt(base, at, place);
    if (before !== undefined) y[i] = (head.y[i] ?? Number.NaN) - before;
  }
  return { x, y };
}

function valueAt({ x, y, length }: Points, at: number, place: number): number | undefined {
  const [x0 = Number.NaN, y0 = Number.NaN] = [x[at], y[at]];
  if (place === x0) return y0;
  const [x1 = Number.NaN, y1 = Number.NaN] = [x[at + 1], y[at + 1]];
  if (at + 1 >= length || !(place > x0 && place < x1)) return undefined;
  const share = (place - x0) / (x1 - x0);
  return y0 * (1 - share) + y1 * share;
}
