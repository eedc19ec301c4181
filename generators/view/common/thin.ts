import { isDrawn } from "./numbers.js";

/** The range of positions with x in [from, to], with one neighbor on both sides. */
export function rangeOf(x: ArrayLike<number>, from: number, to: number): [number, number] {
  const first = lowerBound(x, from);
  const last = lowerBound(x, to);
  return [Math.max(0, first - 1), Math.min(x.length, last + 2)];
}

function lowerBound(x: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((x[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function isAscending(x: ArrayLike<number>): boolean {
  for (let i = 1; i < x.length; i += 1) {
    if (!((x[i] ?? 0) >= (x[i - 1] ?? 0))) return false;
  }
  return true;
}

/**
 * About `target` positions between `start` and `end` that keep the shape of a line. From each
 * stretch, these are the lowest and the highest finite point, and a gap (NaN or an infinity) if
 * there is one. Also the first and the last point.
 */
export function thin(
  values: readonly ArrayLike<number>[],
  start: number,
  end: number,
  target: number,
): number[] {
  const length = end - start;
  if (length <= target) return Array.from({ length }, (_, i) => start + i);
  const perStretch = values.length * 2;
  const stretches = Math.max(1, Math.floor((target - 2) / perStretch));
  const kept: number[] = [start];
  for (let stretch = 0; stretch < stretches; stretch += 1) {
    const from = start + Math.floor((stretch * length) / stretches);
    const to = start + Math.floor(((stretch + 1) * length) / stretches);
    const picks = new Set<number>();
    for (const series of values) pickExtremes(series, from, to, picks);
    kept.push(...[...picks].sort((a, b) => a - b));
  }
  kept.push(end - 1);
  return kept.filter((at, i) => i === 0 || at !== kept[i - 1]);
}

function pickExtremes(
  values: ArrayLike<number>,
  from: number,
  to: number,
  into: Set<number>,
): void {
  let lowest = -1;
  let highest = -1;
  let gap = -1;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = from; i < to; i += 1) {
    const value = values[i] ?? Number.NaN;
    // Charts also draw infinities as gaps; as extremes they would hide the finite ones.
    if (!isDrawn(value)) {
      gap = i;
      continue;
    }
    if (value < low) {
      low = value;
      lowest = i;
    }
    if (value > high) {
      high = value;
      highest = i;
    }
  }
  for (const at of [lowest, highest, gap]) if (at >= 0) into.add(at);
}
