import { distinctNumber, fromNum, isDrawn, type Num } from "../../common/numbers.js";
import type { LineView } from "../../model/pageData.js";

/** A limit of lines, in a chart with horizontal limits. */
export interface LimitLine {
  readonly value: number;
  /** `fails above 2`, with the line's name unless all lines share the limit. */
  readonly text: string;
  /** Drawing it would flatten the lines. */
  readonly far: boolean;
}

/** A limit is far if its distance exceeds this many heights of the lines. */
const farFrom = 3;

export function limitLines(lines: readonly LineView[]): LimitLine[] {
  const span = spanOf(lines);
  const found = new Map<string, LimitLine>();
  const add = (limit: Num | undefined, above: boolean, line: LineView) => {
    if (limit === undefined) return;
    const value = fromNum(limit);
    if (!isDrawn(value)) return;
    const text = `fails ${above ? "above" : "below"} ${distinctNumber(value, line.extent.y ?? [])}`;
    const key = `${above} ${value}`;
    // A shared limit does not belong to a single line.
    const named = lines.length > 1 && !found.has(key) ? `${line.legend} ${text}` : text;
    found.set(key, { value, text: named, far: isFar(value, span) });
  };
  for (const line of lines) {
    add(line.failsAbove, true, line);
    add(line.failsBelow, false, line);
  }
  return [...found.values()];
}

function spanOf(lines: readonly LineView[]): [low: number, high: number] | undefined {
  const extents = lines.flatMap(({ extent }) => (extent.y === undefined ? [] : [extent.y]));
  if (extents.length === 0) return undefined;
  return [Math.min(...extents.map(([low]) => low)), Math.max(...extents.map(([, high]) => high))];
}

function isFar(value: number, span: readonly [number, number] | undefined): boolean {
  if (span === undefined) return false;
  const [low, high] = span;
  // A constant line has no height: plotly chooses one.
  const height = high - low || Math.abs(high) || 1;
  return value > high + farFrom * height || value < low - farFrom * height;
}
