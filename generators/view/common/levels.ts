import { markPlaces } from "./markPlaces.js";
import { isDrawn } from "./numbers.js";
import { rangeOf, thin } from "./thin.js";
import { isFailure } from "./words.js";

/** A line with all its points. */
export interface SeriesData {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly length: number;
  readonly statuses: ArrayLike<number> | null;
  /** x never decreases: a range of the chart is a range of the arrays. */
  readonly ascending: boolean;
}

/** The visible part of a chart; a missing bound is unlimited. */
export interface Window {
  readonly x?: readonly [from: number, to: number] | undefined;
  readonly y?: readonly [from: number, to: number] | undefined;
}

/** The drawn part of a line at one zoom. */
export interface Level {
  /** Positions of the line's points, in its order; -1 interrupts the line. */
  readonly at: readonly number[];
  /** Number of points in the window; `at` is a selection of them. */
  readonly within: number;
  readonly marks: readonly Marks[];
}

/** The marks of one status. */
interface Marks {
  readonly status: number;
  /** The elements have no position: their value is NaN or infinite. */
  readonly gap: boolean;
  /** Positions of the marks. */
  readonly at: readonly number[];
  /** Number of elements that they represent. */
  readonly all: number;
}

/** Number of points that a chart draws smoothly, over all lines. */
export const fluent = 10_000;

/** Number of points for each of `lines` lines if not all can be drawn. */
export function pointsPerLine(lines: number): number {
  return Math.max(500, Math.floor(fluent / Math.max(1, lines)));
}

/** Maximum number of points to mark each one. */
const sparse = 150;

/**
 * Selects about `target` points of a line in a window: the lowest and the highest point of each
 * stretch, and a gap in it. Also selects marks, so that every position with a failing element has
 * one. A window with at most `target` points shows all of them.
 */
export function levelOf(series: SeriesData, window: Window, target: number): Level {
  const pieces = piecesOf(series, window);
  const within = pieces.reduce((sum, [start, end]) => sum + end - start, 0);
  const at: number[] = [];
  for (const [start, end] of pieces) {
    if (at.length > 0) at.push(-1);
    const share = within <= target ? target : Math.max(8, (target * (end - start)) / within);
    const values = series.ascending ? [series.y] : [series.x, series.y];
    for (const i of thin(values, start, end, share)) at.push(i);
  }
  return { at, within, marks: marksOf(series, pieces) };
}

/** The stretches of a line in a window, each with a neighbor on both sides. */
function piecesOf({ x, y, length, ascending }: SeriesData, window: Window): [number, number][] {
  if (length === 0) return [];
  if (ascending) {
    if (window.x === undefined) return [[0, length]];
    const [start, end] = rangeOf(x, ...window.x);
    return [[Math.min(start, length), Math.min(end, length)]];
  }
  if (window.x === undefined && window.y === undefined) return [[0, length]];
  const [left, right] = window.x ?? [-Infinity, Infinity];
  const [low, high] = window.y ?? [-Infinity, Infinity];
  const pieces: [number, number][] = [];
  for (let i = 0; i < length; i += 1) {
    const px = x[i] ?? Number.NaN;
    const py = y[i] ?? Number.NaN;
    if (!(px >= left && px <= right && py >= low && py <= high)) continue;
    const last = pieces.at(-1);
    const start = Math.max(0, i - 1);
    const end = Math.min(length, i + 2);
    if (last !== undefined && start <= last[1]) last[1] = end;
    else pieces.push([start, end]);
  }
  return pieces;
}

/**
 * Marks by status: all if a line has few points, otherwise only failures. The listed statuses do not depend
 * on the window, so that a zoom changes points but not the legend.
 */
function marksOf(series: SeriesData, pieces: readonly [number, number][]): Level["marks"] {
  const { x, y, statuses, length, ascending } = series;
  if (statuses === null) return [];
  const all = length <= sparse;
  const places = new Map<string, { status: number; gap: boolean; at: number[] }>();
  const placeOf = (at: number) => {
    const status = statuses[at] ?? 0;
    if (!isFailure(status) && (!all || status === 0)) return undefined;
    const gap = !isDrawn(y[at]);
    // A missing value is only marked if it failed.
    if (gap && !isFailure(status)) return undefined;
    const key = `${status} ${gap}`;
    const place = places.get(key) ?? { status, gap, at: [] };
    places.set(key, place);
    return place;
  };
  const end = Math.min(length, statuses.length);
  for (let at = 0; at < end; at += 1) placeOf(at);
  for (const [start, to] of pieces) {
    for (let at = start; at < Math.min(to, end); at += 1) placeOf(at)?.at.push(at);
  }
  return [...places.values()].map(({ status, gap, at }) => ({
    status,
    gap,
    at: markPlaces(at, x, y, ascending),
    all: at.length,
  }));
}

/** The properties of a line without its points. */
export interface Extent {
  /** The range of all points that can be drawn; undefined if there is none. */
  readonly x?: [from: number, to: number];
  readonly y?: [from: number, to: number];
  /** Points that a chart cannot place: NaN, infinite or too large. */
  readonly gaps: number;
  /** Points so close to zero that a chart draws them as zero. */
  readonly denormals: number;
  readonly ascending: boolean;
}

/** A chart cannot distinguish smaller absolute values from zero. */
const smallestDrawn = 1e-300;

export function extentOf(x: ArrayLike<number>, y: ArrayLike<number>, length: number): Extent {
  let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  let gaps = 0;
  let denormals = 0;
  let ascending = true;
  for (let i = 0; i < length; i += 1) {
    const px = x[i] ?? Number.NaN;
    const py = y[i] ?? Number.NaN;
    if (i > 0 && !(px >= (x[i - 1] ?? 0))) ascending = false;
    if (!isDrawn(px) || !isDrawn(py)) gaps += 1;
    if (py !== 0 && Math.abs(py) < smallestDrawn) denormals += 1;
    if (isDrawn(px)) {
      if (px < left) left = px;
      if (px > right) right = px;
    }
    if (isDrawn(py)) {
      if (py < low) low = py;
      if (py > high) high = py;
    }
  }
  return {
    ...(left <= right ? { x: [left, right] } : {}),
    ...(low <= high ? { y: [low, high] } : {}),
    gaps,
    denormals,
    ascending,
  };
}
