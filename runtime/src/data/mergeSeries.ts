import { MetricDefinitionError } from "../errors.js";
import type { SeriesKind } from "../facts.js";
import { about, checkName, checkText } from "./about.js";
import { Column, type HeldAs } from "./column.js";
import type { AnySeries, SeriesOf } from "./series.js";
import { SeriesData, seriesOf } from "./seriesData.js";

/** Options of {@link mergeSeries}. */
export interface MergeOptions {
  /** The unit of the result. Default: that of the series, which all have to share. */
  unit?: string | undefined;
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
 * @throws {@link MetricDefinitionError} without any series, and where kinds or units differ.
 */
export function mergeSeries<const N extends string, K extends SeriesKind>(
  name: N,
  series: Iterable<AnySeries & { readonly kind: K }> & Alike<K>,
  options: MergeOptions = {},
): SeriesOf<N, undefined>[K] {
  return about(`metrics data "${name}"`, () => {
    checkName(name);
    const all: readonly AnySeries[] = [...series];
    const [first] = all;
    if (first === undefined) {
      throw new MetricDefinitionError("there are no series to merge", {
        hint: "Leave the data, and what is drawn from it, out where no test wrote any.",
      });
    }
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
    if (units.length > 1 && options.unit === undefined) {
      const listed = units.map((unit) => JSON.stringify(unit)).join(", ");
      throw new MetricDefinitionError(`its parts have different units: ${listed}`, {
        hint: "Convert them to one unit first, with `map`, and say it: mergeSeries(name, series, { unit }).",
      });
    }
    const column = concatenate(
      first.kind,
      all.map((one) => seriesOf(one).column),
    );
    const labels = { name, unit: checkText("unit", options.unit) ?? first.unit, index: undefined };
    return new SeriesData(column, labels) as unknown as SeriesOf<N, undefined>[K];
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
