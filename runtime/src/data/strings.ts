import type { Index, InputOf, SeriesOptions, Strings } from "./series.js";
import { makeSeries } from "./seriesData.js";

/**
 * A series of texts, for example of states or bar labels.
 *
 * @throws {@link MetricDefinitionError} where it is empty (rule A4), holds something else, or has
 * another length than its index (rule A5).
 */
export function strings<const N extends string, I extends Index = undefined>(
  name: N,
  elements: InputOf["strings"],
  options: SeriesOptions<I> = {},
): Strings<N, I> {
  return makeSeries("strings", name, elements, options);
}
