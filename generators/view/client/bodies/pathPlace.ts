import type { ChartOptions } from "../chart.js";
import type { BodyContext, BodyOf } from "./bodyTypes.js";

/**
 * The position of the run's cursor on a path with times: the last point that is not later. Undefined for lines
 * without times.
 */
export function pathPlace(
  body: BodyOf<"lines">,
  { data, cursor }: BodyContext,
): ChartOptions["placeOf"] {
  const line = body.lines.find(({ times }) => times !== null);
  if (line === undefined || line.times === null || body.time === undefined) return undefined;
  const { x, y, times } = line;
  const shift = body.time.shift ?? 0;
  return {
    link: { cursor },
    at: (time) => {
      const loading = data.load([x, y, times]);
      if (loading !== undefined) {
        void loading.then(() => cursor.setTime(cursor.time));
        return undefined;
      }
      const at = lastBefore(data.doubles(times), time - shift);
      const px = data.doubles(x)[at];
      const py = data.doubles(y)[at];
      return px === undefined || py === undefined ? undefined : [px, py];
    },
  };
}

function lastBefore(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}
