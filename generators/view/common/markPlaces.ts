import { isDrawn } from "./numbers.js";

/** Number of stretches of a chart's width with their own marks. */
const columns = 1000;
/** The same in both directions, for lines that go back and forth. */
const cells = 64;

/**
 * Selects the elements to mark so that every occupied position of the chart has a mark. It selects
 * the lowest and the highest of each stretch of x or, if x goes back and forth, one of each cell.
 * At most 2,000 for a line over time: up to that number, all are marked. Zooming in separates the
 * elements of a mark.
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

/** The stretch that contains a value, from 0 to `count` - 1. */
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
