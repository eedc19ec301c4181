import type { Doubles, Index, InputOf, SeriesOptions } from "./series.js";
import { makeSeries } from "./seriesData.js";

/**
 * A series of doubles. A `Float64Array` is kept as it is, without a copy; a list is copied.
 *
 *     doubles("speed", [0.1, 0.2], { unit: "m/s", index: time })
 *
 * @throws {@link MetricDefinitionError} where it is empty (rule A4), holds something else, or has
 * another length than its index (rule A5).
 */
export function doubles<const N extends string, I extends Index = undefined>(
  name: N,
  elements: InputOf["doubles"],
  options: SeriesOptions<I> = {},
): Doubles<N, I> {
  return makeSeries("doubles", name, elements, options);
}
