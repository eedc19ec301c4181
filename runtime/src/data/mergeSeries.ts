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
  /** The unit of the result. Default: that of the series, which all have to share. */
  unit?: string | undefined;
  /**
   * For doubles: how many values the result has at most, from 2. Where there are more, those that are
   * kept are distributed as all were; see {@link SeriesMerger}, which takes series one by one and
   * holds none of them. Default: all values are kept.
   */
  atMost?: number | undefined;
}

/** What a compiler says of a list of series whose kinds differ. */
interface OneKind {
  readonly "all series are of one kind": never;
}

/** Refuses some kinds together; any kind stands for one that is known only at run time. */
type Alike<K extends SeriesKind> = [SeriesKind] extends [K]
  ? unknown
  : { [One in K]: [K] extends [One] ? unknown : OneKind }[K];

/**
 * Appends series of one kind to one another, for example what every test of a batch wrote. The
 * result has no index, as the clocks of tests have nothing to do with each other.
 *
 * All of them are in memory then, and all of their values in the result, unless `atMost` says how many
 * to keep: of a large batch, keep 100,000.
 *
 * @throws {@link MetricDefinitionError} without any series, where kinds or units differ, and for an
 * `atMost` with series that are not doubles.
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
      throw new MetricDefinitionError(`its part ${wrong} is no plain series`, {
        hint: "Grouped data are merged category by category: data.get(category) gives the elements of one.",
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

/** Takes one series after the other, so that those of a generator need not all be in memory. */
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
        `its part ${merger.added} is of the kind ${describeValue(kind)}`,
        {
          hint: "Only doubles have a distribution that atMost can keep.",
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
    hint: "Leave the data, and what is drawn from it, out where no test wrote any.",
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

/** Statuses that nobody knows do not fit into bytes. */
function codesOf(columns: readonly Column[], length: number): HeldAs["statuses"] {
  return columns.every(({ held }) => held instanceof Uint8Array)
    ? new Uint8Array(length)
    : new Int32Array(length);
}
