import { MetricDefinitionError } from "../errors.js";
import type { SeriesKind } from "../facts.js";
import { about } from "./about.js";
import { Column, type HeldAs } from "./column.js";
import type { AnySeries, GroupedIndex, GroupedOf, Index, Strings } from "./series.js";
import { asGrouped, GroupedData, type SeriesData, seriesOf } from "./seriesData.js";

/** The type of `D` grouped by a series named `B`, under the name `N`. */
export type GroupedBy<D, B extends string, N extends string = string> = D extends {
  kind: infer K extends SeriesKind;
  index: infer I;
}
  ? GroupedOf<N, GroupedIndexBy<I, B>>[K]
  : never;

/** The type of the index `I` of a series, grouped by a series named `B`. */
type GroupedIndexBy<I, B extends string> = [Index] extends [I]
  ? GroupedIndex
  : I extends { name: infer M extends string }
    ? GroupedBy<I, B, `${M}-grouped-by-${B}`>
    : undefined;

/**
 * Requirements for a series `B` to group `D`: the same index if both have one, or one must be the index of the
 * other.
 */
export type Grouping<D extends AnySeries, B extends Strings> = undefined extends
  | D["index"]
  | B["index"]
  ? unknown
  : [D["index"]] extends [B | B["index"]]
    ? unknown
    : [B["index"]] extends [D | D["index"]]
      ? unknown
      : { readonly index: D["index"] };

/** Options of {@link groupBy}. */
export interface GroupByOptions<N extends string> {
  /** The name of the result. Default: `NAME-grouped-by-GROUPING`. */
  name?: N | undefined;
}

/** Earlier results under their default names. */
const made = new WeakMap<SeriesData, WeakMap<SeriesData, GroupedData>>();

/**
 * Sorts the elements of a series into categories: `by` has the category of each element. The result
 * keeps the unit. The index is grouped in the same way, and shared by everything grouped by the
 * same series. Therefore, grouped values and their grouped statuses match.
 *
 * @throws {@link MetricDefinitionError} if the lengths differ, or the two have different indexes.
 */
export function groupBy<
  D extends AnySeries,
  B extends Strings,
  const N extends string = `${D["name"]}-grouped-by-${B["name"]}`,
>(data: D, by: B & Grouping<D, B>, options: GroupByOptions<N> = {}): GroupedBy<D, B["name"], N> {
  return about(`metrics data "${data.name}", grouped by "${by.name}"`, () => {
    check(data, by);
    const { name } = options;
    const result =
      name === undefined
        ? shared(seriesOf(data), seriesOf(by))
        : group(seriesOf(data), seriesOf(by), name);
    return asGrouped(result) as unknown as GroupedBy<D, B["name"], N>;
  });
}

function check(data: AnySeries, by: Strings): void {
  if (by.kind !== "strings" || by.grouped) {
    throw new MetricDefinitionError("a series must be grouped by a plain series of strings");
  }
  if (data.grouped !== false) throw new MetricDefinitionError("it is already grouped");
  if (data.length !== by.length) {
    throw new MetricDefinitionError(
      `it has ${data.length} elements, but the grouping has ${by.length}`,
      {
        hint: "The grouping series has the category of each element, so it needs the same length.",
      },
    );
  }
  const related =
    data.index === by.index ||
    data.index === undefined ||
    by.index === undefined ||
    data.index === by ||
    by.index === data;
  if (!related) {
    throw new MetricDefinitionError(
      `its index is "${data.index?.name}", that of the grouping is "${by.index?.name}"`,
      {
        hint: "Use the same index for both, or no index for one, or make one the index of the other.",
      },
    );
  }
}

function shared(data: SeriesData, by: SeriesData): GroupedData {
  let known = made.get(by);
  if (known === undefined) {
    known = new WeakMap();
    made.set(by, known);
  }
  let result = known.get(data);
  if (result === undefined) {
    result = group(data, by, `${data.name}-grouped-by-${by.name}`);
    known.set(data, result);
  }
  return result;
}

function group(data: SeriesData, by: SeriesData, name: string): GroupedData {
  const positions = new Map<string, number[]>();
  (by.values as readonly string[]).forEach((category, at) => {
    const list = positions.get(category);
    if (list === undefined) positions.set(category, [at]);
    else list.push(at);
  });
  const columns = new Map<string, Column>();
  for (const [category, at] of positions) columns.set(category, pick(data.column, at));
  const index: GroupedIndex =
    data.index === undefined ? undefined : asGrouped(shared(seriesOf(data.index), by));
  return new GroupedData(data.kind, columns, { name, unit: data.unit, index });
}

function pick(column: Column, positions: readonly number[]): Column {
  const { held } = column;
  if (Array.isArray(held)) {
    return new Column(column.kind, positions.map((at) => held[at]) as HeldAs[SeriesKind]);
  }
  const picked = held.slice(0, positions.length) as Float64Array | Uint8Array | Int32Array;
  positions.forEach((from, to) => {
    picked[to] = (held as Float64Array)[from] ?? 0;
  });
  return new Column(column.kind, picked as HeldAs[SeriesKind]);
}
