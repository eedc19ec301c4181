import { isDrawn } from "./numbers.js";

/** Stretches of a chart's width that each get marks of their own. */
const columns = 1000;
/** The same in both directions, for lines that run to and fro. */
const cells = 64;

/**
 * Which of many elements get a mark, so that every place of the chart that holds one has a mark: of each stretch of x
 * the lowest and the highest, or, where x runs to and fro, one of each cell. No more than 2,000 for a line through
 * time: as many as there are, all are marked. What a mark stands for is told apart by zooming in.
 *
 * @param at positions within `x` and `y`, ascending
 */
export function markPlaces(
  at: readonly number[],
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  ascending: boolean,
): readonly number[] {
  if (at.length <= columns) return at;
  const columnOf = scaleOf(at, x, ascending ? columns : cells);
  if (!ascending) {
    const rowOf = scaleOf(at, y, cells);
    const taken = new Map<number, number>();
    for (const i of at) {
      const cell = columnOf(x[i]) * cells + rowOf(y[i]);
      if (!taken.has(cell)) taken.set(cell, i);
    }
    return [...taken.values()];
  }
  const lowest = new Map<number, number>();
  const highest = new Map<number, number>();
  for (const i of at) {
    const column = columnOf(x[i]);
    const value = y[i] ?? Number.NaN;
    const low = lowest.get(column);
    const high = highest.get(column);
    if (low === undefined || value < (y[low] ?? 0)) lowest.set(column, i);
    if (high === undefined || value > (y[high] ?? 0)) highest.set(column, i);
  }
  return [...new Set([...lowest.values(), ...highest.values()])].sort((a, b) => a - b);
}

/** The stretch that a value lies in, from 0 to `count` - 1. */
function scaleOf(
  at: readonly number[],
  values: ArrayLike<number>,
  count: number,
): (value: number | undefined) => number {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const i of at) {
    const value = values[i];
    if (value === undefined || !isDrawn(value)) continue;
    if (value < from) from = value;
    if (value > to) to = value;
  }
  return (value = 0) => {
    const place = Math.floor(((value - from) / (to - from)) * count);
    return Number.isNaN(place) ? 0 : Math.min(count - 1, Math.max(0, place));
  };
}
