import { MetricDefinitionError } from "../errors.js";
import { about } from "./about.js";
import { doubles } from "./doubles.js";
import type { Doubles } from "./series.js";

/**
 * One series of doubles with the elements of all given ones, in their order: what a batch makes of
 * the series that each of its tests wrote. It has their unit, and no index, since the tests' indexes
 * say nothing about one another.
 *
 * @throws {@link MetricDefinitionError} where there is nothing to merge, or the units differ.
 */
export function mergeSeries<const N extends string>(
  name: N,
  series: readonly Doubles[],
): Doubles<N, undefined> {
  const length = series.reduce((sum, one) => sum + one.length, 0);
  const merged = new Float64Array(length);
  let at = 0;
  for (const { values } of series) {
    merged.set(values, at);
    at += values.length;
  }
  return doubles(name, merged, { unit: commonUnit(name, series) });
}

function commonUnit(name: string, series: readonly Doubles[]): string {
  return about(`metrics data "${name}"`, () => {
    const units = [...new Set(series.map(({ unit }) => unit))];
    if (units.length <= 1) return units[0] ?? "";
    throw new MetricDefinitionError(
      `its parts have different units: ${units.map((unit) => JSON.stringify(unit)).join(", ")}`,
      { hint: "Convert them to one unit first, with `map` and `doubles`." },
    );
  });
}
