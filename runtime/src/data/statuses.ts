import type { Index, InputOf, SeriesOptions, Statuses } from "./series.js";
import { makeSeries } from "./seriesData.js";

/**
 * A series of verdicts, on the same index as the values that they judge. {@link statusesFrom} makes
 * one from thresholds.
 *
 * @throws {@link MetricDefinitionError} where it is empty (rule A4), holds something else, or has
 * another length than its index (rule A5).
 */
export function statuses<const N extends string, I extends Index = undefined>(
  name: N,
  elements: InputOf["statuses"],
  options: SeriesOptions<I> = {},
): Statuses<N, I> {
  return makeSeries("statuses", name, elements, options);
}
