import type { Index, InputOf, SeriesOptions, UUIDs } from "./series.js";
import { makeSeries } from "./seriesData.js";

/**
 * A series of UUIDs, for example of the batches of a report.
 *
 * @throws {@link MetricDefinitionError} where it is empty (rule A4), holds something else, or has
 * another length than its index (rule A5).
 */
export function uuids<const N extends string, I extends Index = undefined>(
  name: N,
  elements: InputOf["uuids"],
  options: SeriesOptions<I> = {},
): UUIDs<N, I> {
  return makeSeries("uuids", name, elements, options);
}
