import type { SeriesKind } from "../facts.js";
import type { Index, InputOf, SeriesOf, SeriesOptions } from "./series.js";
import { makeSeries } from "./seriesData.js";

/**
 * Creates a series of one kind. The name and the index are part of its type.
 *
 * @throws {@link MetricDefinitionError} if it is empty (rule A4), has elements of another kind, or
 * differs in length from its index (rule A5).
 */
export type SeriesMaker<K extends SeriesKind> = <
  const N extends string,
  I extends Index = undefined,
>(
  name: N,
  elements: InputOf[K],
  options?: SeriesOptions<I>,
) => SeriesOf<N, I>[K];

/**
 * A series of doubles. A `Float64Array` is used without a copy; a list is copied.
 *
 *     doubles("speed", [0.1, 0.2], { unit: "m/s", index: time })
 *
 * @throws {@link MetricDefinitionError} if it is empty (rule A4), has elements of another kind, or
 * differs in length from its index (rule A5).
 */
export const doubles: SeriesMaker<"doubles"> = (name, elements, options = {}) =>
  makeSeries("doubles", name, elements, options);

/**
 * A series of timestamps: `{ seconds, nanos }`, bigints of nanoseconds, or Dates. Use `fromSeconds` and
 * `fromRosTime` for other representations in logs.
 *
 *     timestamps("time", messages.map((message) => message.logTime))
 *
 * @throws {@link MetricDefinitionError} as {@link doubles}.
 */
export const timestamps: SeriesMaker<"timestamps"> = (name, elements, options = {}) =>
  makeSeries("timestamps", name, elements, options);

/**
 * A series of UUIDs, for example of the batches of a report.
 *
 * @throws {@link MetricDefinitionError} as {@link doubles}.
 */
export const uuids: SeriesMaker<"uuids"> = (name, elements, options = {}) =>
  makeSeries("uuids", name, elements, options);

/**
 * A series of strings, for example of states or bar labels.
 *
 * @throws {@link MetricDefinitionError} as {@link doubles}.
 */
export const strings: SeriesMaker<"strings"> = (name, elements, options = {}) =>
  makeSeries("strings", name, elements, options);

/**
 * A series of statuses, with the same index as the values that they belong to. {@link statusesFrom} creates one
 * from thresholds.
 *
 * @throws {@link MetricDefinitionError} as {@link doubles}.
 */
export const statuses: SeriesMaker<"statuses"> = (name, elements, options = {}) =>
  makeSeries("statuses", name, elements, options);
