import { MetricDefinitionError } from "../errors.js";
import type { SeriesKind } from "../facts.js";
import type { MetricsData } from "../generated/proto/resim/metrics/proto/metrics.js";
import { about, checkName, checkText } from "./about.js";
import { type Column, type HeldAs, takeColumn } from "./column.js";
import { describeValue } from "./describeValue.js";
import { ExternalFileData } from "./externalFile.js";
import { Origin } from "./origin.js";
import type {
  AnyGrouped,
  AnySeries,
  ElementOf,
  GroupedIndex,
  GroupedOf,
  Index,
  InputOf,
  MapOptions,
  SeriesOf,
  ValuesOf,
} from "./series.js";
import { newUUID } from "./uuid.js";

/** Properties of series data, besides its elements. */
interface Labels<I> {
  name: string;
  unit?: string | undefined;
  index: I;
  /** The identifier. Default: a new one. */
  id?: string | undefined;
  hasDefaultName?: boolean | undefined;
  /** The message that it is read from. Default: none. */
  message?: MetricsData | undefined;
}

/** The origin of data that was read, once it is complete. */
function originOf(read: object, message: MetricsData | undefined): Origin<MetricsData> | undefined {
  return message === undefined ? undefined : new Origin(message, { ...read });
}

/** The single implementation of {@link SeriesOf}: callers see the interface of its kind. */
export class SeriesData<K extends SeriesKind = SeriesKind> {
  readonly grouped = false;
  readonly id: string;
  readonly kind: K;
  readonly name: string;
  readonly unit: string;
  readonly index: Index;
  readonly column: Column<K>;
  readonly hasDefaultName: boolean;
  readonly origin: Origin<MetricsData> | undefined;

  constructor(column: Column<K>, labels: Labels<Index>) {
    this.id = labels.id ?? newUUID();
    this.kind = column.kind;
    this.name = labels.name;
    this.unit = labels.unit ?? "";
    this.index = labels.index;
    this.column = column;
    this.hasDefaultName = labels.hasDefaultName ?? false;
    this.origin = originOf(this, labels.message);
  }

  get length(): number {
    return this.column.length;
  }

  get values(): ValuesOf[K] {
    return this.column.values;
  }

  get codes(): HeldAs[K] {
    return this.column.held;
  }

  map(
    fn: (value: ElementOf<K>, position: number) => unknown,
    options: MapOptions<SeriesKind, string> = {},
  ): AnySeries {
    const name = options.name ?? `${this.name}-mapped`;
    return about(`metrics data "${name}"`, () => {
      const unit = checkText("unit", options.unit);
      const column = mapColumn(this.column, options.to ?? this.kind, fn);
      return asSeries(new SeriesData(column, { name, unit, index: this.index }));
    });
  }
}

/** The single implementation of {@link GroupedOf}. */
export class GroupedData<K extends SeriesKind = SeriesKind> {
  readonly grouped = true;
  readonly id: string;
  readonly kind: K;
  readonly name: string;
  readonly unit: string;
  readonly index: GroupedIndex;
  readonly columns: ReadonlyMap<string, Column<K>>;
  readonly categories: readonly string[];
  readonly hasDefaultName: boolean;
  readonly origin: Origin<MetricsData> | undefined;

  constructor(kind: K, columns: ReadonlyMap<string, Column<K>>, labels: Labels<GroupedIndex>) {
    this.id = labels.id ?? newUUID();
    this.kind = kind;
    this.name = labels.name;
    this.unit = labels.unit ?? "";
    this.index = labels.index;
    this.columns = columns;
    this.categories = [...columns.keys()];
    this.hasDefaultName = labels.hasDefaultName ?? false;
    this.origin = originOf(this, labels.message);
  }

  get(category: string): ValuesOf[K] | undefined {
    return this.columns.get(category)?.values;
  }

  codes(category: string): HeldAs[K] | undefined {
    return this.columns.get(category)?.held;
  }

  map(
    fn: (value: ElementOf<K>, position: number, category: string) => unknown,
    options: MapOptions<SeriesKind, string> = {},
  ): AnyGrouped {
    const name = options.name ?? `${this.name}-mapped`;
    const kind = options.to ?? this.kind;
    return about(`metrics data "${name}"`, () => {
      const unit = checkText("unit", options.unit);
      const columns = new Map<string, Column>();
      for (const [category, column] of this.columns) {
        const mapped = mapColumn(column, kind, (value, at) => fn(value, at, category));
        columns.set(category, mapped);
      }
      return asGrouped(new GroupedData(kind, columns, { name, unit, index: this.index }));
    });
  }
}

function mapColumn<K extends SeriesKind>(
  column: Column<K>,
  to: SeriesKind,
  fn: (value: ElementOf<K>, position: number) => unknown,
): Column {
  const { values } = column;
  const results = Array.from({ length: values.length }, (_, at) =>
    fn(values[at] as ElementOf<K>, at),
  );
  return takeColumn(to, results as unknown as InputOf[SeriesKind]);
}

/** Creates a series. Throws at once for what the platform would refuse. */
export function makeSeries<K extends SeriesKind, N extends string, I>(
  kind: K,
  name: N,
  input: InputOf[K],
  options: { unit?: string | undefined; index?: I },
): SeriesOf<N, I>[K] {
  return about(`metrics data "${name}"`, () => {
    checkName(name);
    const column = takeColumn(kind, input);
    const unit = checkText("unit", options.unit);
    const index = options.index as Index;
    if (index !== undefined) checkIndex(column.length, index);
    const made = new SeriesData(column, { name, unit, index });
    return made as unknown as SeriesOf<N, I>[K];
  });
}

/** Creates a grouped series, as {@link makeSeries} creates a plain one. */
export function makeGrouped<K extends SeriesKind, N extends string, I>(
  kind: K,
  name: N,
  input: Iterable<readonly [string, InputOf[K]]>,
  options: { unit?: string | undefined; index?: I },
): GroupedOf<N, I>[K] {
  return about(`metrics data "${name}"`, () => {
    checkName(name);
    const columns = new Map<string, Column<K>>();
    for (const [category, elements] of input) {
      columns.set(
        category,
        about(`category "${category}"`, () => takeColumn(kind, elements)),
      );
    }
    if (columns.size === 0) {
      throw new MetricDefinitionError("it has no categories", {
        hint: "Grouped data needs at least one category with at least one element.",
      });
    }
    const unit = checkText("unit", options.unit);
    const index = options.index as GroupedIndex;
    if (index !== undefined) checkGroupedIndex(columns, index);
    const made = new GroupedData(kind, columns, { name, unit, index });
    return made as unknown as GroupedOf<N, I>[K];
  });
}

function checkIndex(length: number, index: unknown): void {
  if (!(index instanceof SeriesData)) throw badIndex(index, "a series");
  if (index.length !== length) {
    throw new MetricDefinitionError(
      `it has ${length} elements, but its index "${index.name}" has ${index.length}`,
      { hint: "An index must have one element per element of the series." },
    );
  }
}

function checkGroupedIndex(columns: ReadonlyMap<string, Column>, index: unknown): void {
  if (!(index instanceof GroupedData)) throw badIndex(index, "a grouped series");
  const difference = describeDifference(columns, index.columns);
  if (difference !== undefined) {
    throw new MetricDefinitionError(`it does not match its index "${index.name}": ${difference}`, {
      hint: "A grouped index needs the same categories with the same lengths.",
    });
  }
}

/** How two grouped series differ in categories or lengths; undefined if they agree. */
export function describeDifference(
  columns: ReadonlyMap<string, Column>,
  others: ReadonlyMap<string, Column>,
): string | undefined {
  for (const category of new Set([...columns.keys(), ...others.keys()])) {
    const length = columns.get(category)?.length ?? 0;
    const other = others.get(category)?.length ?? 0;
    if (length !== other) return `${length} against ${other} elements in category "${category}"`;
  }
  return undefined;
}

function badIndex(index: unknown, expected: string): MetricDefinitionError {
  const what =
    index instanceof SeriesData || index instanceof GroupedData
      ? `"${index.name}", ${index.grouped ? "a grouped series" : "a plain series"}`
      : index instanceof ExternalFileData
        ? "a file"
        : describeValue(index);
  return new MetricDefinitionError(`its index must be ${expected}, got ${what}`, {
    hint: "A plain series needs a plain index, and a grouped series a grouped one (from groupBy). A file cannot be an index.",
  });
}

/** The implementation behind a series. */
export function seriesOf(series: AnySeries): SeriesData {
  return series as unknown as SeriesData;
}

/** The implementation behind a grouped series. */
export function groupedOf(series: AnyGrouped): GroupedData {
  return series as unknown as GroupedData;
}

/** What callers see of the implementation. */
function asSeries(series: SeriesData): AnySeries {
  return series as unknown as AnySeries;
}

/** What callers see of the implementation. */
export function asGrouped(series: GroupedData): AnyGrouped {
  return series as unknown as AnyGrouped;
}
