import { MetricDefinitionError } from "../errors.js";
import type { SeriesKind } from "../facts.js";
import { about } from "./about.js";
import { describeValue } from "./describeValue.js";
import type { GroupedIndex, GroupedOf, InputOf, SeriesOptions } from "./series.js";
import { makeGrouped } from "./seriesData.js";

/**
 * A series per category, from the elements of each category. {@link groupBy} creates one from a series and the
 * strings to group it by.
 *
 *     grouped("top speed", "doubles", { arm: [0.4], base: [1.2, 1.1] }, { unit: "m/s" })
 *
 * @throws {@link MetricDefinitionError} without categories, or for an empty or mixed category (rule
 * A3). Also if the categories or lengths differ from those of the index (rule A5).
 */
export function grouped<
  const N extends string,
  K extends SeriesKind,
  I extends GroupedIndex = undefined,
>(
  name: N,
  kind: K,
  categories:
    | Readonly<Record<string, NoInfer<InputOf[K]>>>
    | ReadonlyMap<string, NoInfer<InputOf[K]>>,
  options: SeriesOptions<I> = {},
): GroupedOf<N, I>[K] {
  if (typeof categories !== "object" || categories === null) {
    return about(`metrics data "${name}"`, () => {
      throw new MetricDefinitionError(
        `its categories must be an object or a Map, got ${describeValue(categories)}`,
      );
    });
  }
  const entries: Iterable<readonly [string, InputOf[K]]> =
    categories instanceof Map
      ? categories
      : Object.entries<InputOf[K]>(categories as Record<string, InputOf[K]>);
  return makeGrouped(kind, name, entries, options);
}
