import { MetricDefinitionError } from "../errors.js";
import type { SeriesKind } from "../facts.js";
import { about, checkName, checkText } from "./about.js";
import { Column, type HeldAs } from "./column.js";
import { describeValue } from "./describeValue.js";
import { differentUnits, SeriesMerger } from "./SeriesMerger.js";
import type { AnySeries, Doubles, SeriesOf } from "./series.js";
import { SeriesData, seriesOf } from "./seriesData.js";

/** Options of {@link mergeSeries}. */
export interface MergeOptions {
  /** The unit of the result. Default: the unit of the series, which must be the same for all. */
  unit?: string | undefined;
  /**
   * For doubles: maximum number of values in the result, at least 2. If there are more, a subset
   * with the same distribution is kept. See {@link SeriesMerger}, which takes series one by one and
   * stores none of them. Default: all values are kept.
   */
  atMost?: number | undefined;
}

/** The compiler error for a list of series of different kinds. */
interface OneKind {
  readonly "all series are of one kind": never;
}

/** Refuses mixed kinds, except kinds that are only known at run time. */
type Alike<K extends SeriesKind> = [SeriesKind] extends [K]
  ? unknown
  : { [One in K]: [K] extends [One] ? unknown : OneKind }[K];

/**
 * Concatenates series of one kind, for example those of all tests of a batch. The result has no index, because
 * the clocks of tests are unrelated.
 *
 * All of them must fit into memory, and the result has all of their values, unless `atMost` limits them. For a
 * large batch, keep 100,000.
 *
 * @throws {@link MetricDefinitionError} without any series, if kinds or units differ, and for `atMost` with
 * series other than doubles.
 */
export function mergeSeries<const N extends string, K extends SeriesKind>(
  name: N,
  series: Iterable<AnySeries & { readonly kind: K }> & Alike<K>,
  options: MergeOptions = {},
): SeriesOf<N, undefined>[K] {
  return about(`metrics data "${name}"`, () => {
    checkName(name);
    if (options.atMost !== undefined) {
      return reduced(name, series, { ...options, atMost: options.atMost }) as never;
    }
    const all: readonly AnySeries[] = [...series];
    const [first] = all;
    if (first === undefined) throw nothingToMerge();
    const wrong = all.findIndex((one: unknown) => !(one instanceof SeriesData));
    if (wrong >= 0) {
      throw new MetricDefinitionError(`its part ${wrong} is not a plain series`, {
        hint: "Merge grouped data category by category: data.get(category) returns the elements of one.",
      });
    }
    const kinds = [...new Set(all.map((one) => one.kind))];
    if (kinds.length > 1) {
      throw new MetricDefinitionError(`its parts are of different kinds: ${kinds.join(", ")}`);
    }
    const units = [...new Set(all.map((one) => one.unit))];
    if (units.length > 1 && options.unit === undefined) throw differentUnits(units);
    const column = concatenate(
      first.kind,
      all.map((one) => seriesOf(one).column),
    );
    const labels = { name, unit: checkText("unit", options.unit) ?? first.unit, index: undefined };
    return new SeriesData(column, labels) as unknown as SeriesOf<N, undefined>[K];
  });
}

/** Takes one series after the other, so that those of a generator are not all in memory at once. */
function reduced(
  name: string,
  series: Iterable<AnySeries>,
  options: MergeOptions & { atMost: number },
): Doubles {
  const merger = new SeriesMerger(name, options);
  for (const one of series) {
    const kind: unknown = one?.kind;
    if (kind !== "doubles") {
      throw new MetricDefinitionError(
        `its part ${merger.added} has the kind ${describeValue(kind)}`,
        {
          hint: "atMost works only with doubles.",
        },
      );
    }
    merger.add(one as Doubles);
  }
  const merged = merger.series();
  if (merged === undefined) throw nothingToMerge();
  return merged;
}

function nothingToMerge(): MetricDefinitionError {
  return new MetricDefinitionError("there are no series to merge", {
    hint: "Omit the data and the metrics that use it if no test wrote any.",
  });
}

function concatenate(kind: SeriesKind, columns: readonly Column[]): Column {
  const length = columns.reduce((sum, column) => sum + column.length, 0);
  if (kind === "doubles" || kind === "statuses") {
    const joined = kind === "doubles" ? new Float64Array(length) : codesOf(columns, length);
    let at = 0;
    for (const column of columns) {
      joined.set(column.held as HeldAs["doubles" | "statuses"] as Float64Array, at);
      at += column.length;
    }
    return new Column<SeriesKind>(kind, joined as HeldAs[SeriesKind]);
  }
  const joined = columns.flatMap((column) => column.values as readonly unknown[]);
  return new Column<SeriesKind>(kind, joined as unknown as HeldAs[SeriesKind]);
}

/** Unknown statuses do not fit into bytes. */
function codesOf(columns: readonly Column[], length: number): HeldAs["statuses"] {
  return columns.every(({ held }) => held instanceof Uint8Array)
    ? new Uint8Array(length)
    : new Int32Array(length);
}
