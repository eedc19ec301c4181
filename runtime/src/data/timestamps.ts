import type { Index, InputOf, SeriesOptions, Timestamps } from "./series.js";
import { makeSeries } from "./seriesData.js";

/**
 * A series of timestamps: `{ seconds, nanos }`, bigints of nanoseconds, or Dates. `fromSeconds` and
 * `fromRosTime` make elements from what else logs hold.
 *
 *     timestamps("time", messages.map((message) => message.logTime))
 *
 * @throws {@link MetricDefinitionError} where it is empty (rule A4), holds something else, or has
 * another length than its index (rule A5).
 */
export function timestamps<const N extends string, I extends Index = undefined>(
  name: N,
  elements: InputOf["timestamps"],
  options: SeriesOptions<I> = {},
): Timestamps<N, I> {
  return makeSeries("timestamps", name, elements, options);
}
