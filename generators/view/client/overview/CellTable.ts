import { fromNum } from "../../common/numbers.js";
import type { MetricColumn } from "../../model/overviewData.js";
import type { PageData } from "../../model/pageData.js";

/** A metric of a run: its status and, for a scalar, its value. */
export interface Cell {
  readonly shown: number;
  /** Undefined if the metric is not a scalar. */
  readonly value: number | undefined;
  readonly unit: string;
  readonly limits: readonly number[];
}

/** The metrics of all runs. Runs and metrics are given by their positions in the page's lists. */
export class CellTable {
  readonly metricNames: readonly string[];
  readonly #columns: readonly Column[];

  constructor({ metricNames, columns, runs }: PageData) {
    this.metricNames = metricNames;
    this.#columns = columns.map((column) => new Column(column, runs.length));
  }

  /** Undefined if the run does not have the metric. */
  cell(run: number, metric: number): Cell | undefined {
    return this.#columns[metric]?.cell(run);
  }

  /** The value of a scalar; NaN if there is none. */
  value(run: number, metric: number): number {
    return this.#columns[metric]?.value(run) ?? Number.NaN;
  }

  /** Whether the run has at least one metric. */
  has(run: number): boolean {
    return this.#columns.some((column) => column.statusOf(run) !== undefined);
  }

  /** For each metric of the given runs: its statuses, and the units of its values. */
  *statistics(
    runs: ReadonlySet<number>,
  ): Iterable<{ metric: number; statuses: readonly number[]; units: readonly string[] }> {
    for (const [metric, column] of this.#columns.entries()) {
      const { statuses, units } = column.among(runs);
      if (statuses.length > 0) yield { metric, statuses, units };
    }
  }
}

/** A column of the page's data, with lookups that are built on first use. */
class Column {
  readonly #data: MetricColumn;
  readonly #all: number;
  #entries: ReadonlyMap<number, number> | undefined;
  #figures: ReadonlyMap<number, number> | undefined;

  constructor(data: MetricColumn, runs: number) {
    this.#data = data;
    this.#all = runs;
  }

  statusOf(run: number): number | undefined {
    const entry = this.#entryOf(run);
    const digit = entry === undefined ? undefined : this.#data.shown[entry];
    return digit === undefined ? undefined : Number(digit);
  }

  value(run: number): number | undefined {
    const figure = this.#figureOf(this.#entryOf(run));
    const value = figure === undefined ? undefined : this.#data.values?.[figure];
    return value === undefined ? undefined : fromNum(value);
  }

  cell(run: number): Cell | undefined {
    const shown = this.statusOf(run);
    if (shown === undefined) return undefined;
    const { unit, limits } = this.#scaleOf(this.#figureOf(this.#entryOf(run)));
    return { shown, value: this.value(run), unit, limits: limits.map(fromNum) };
  }

  among(runs: ReadonlySet<number>): { statuses: number[]; units: string[] } {
    const { shown, values = [], scalars } = this.#data;
    const isAll = runs.size === this.#all;
    const has = (entry: number) => isAll || runs.has(this.#data.runs?.[entry] ?? entry);
    const statuses: number[] = [];
    for (let entry = 0; entry < shown.length; entry += 1) {
      if (has(entry)) statuses.push(Number(shown[entry]));
    }
    const units: string[] = [];
    for (let figure = 0; figure < values.length; figure += 1) {
      if (has(scalars?.[figure] ?? figure)) units.push(this.#scaleOf(figure).unit);
    }
    return { statuses, units };
  }

  #entryOf(run: number): number | undefined {
    const { runs, shown } = this.#data;
    if (runs === undefined) return run < shown.length ? run : undefined;
    this.#entries ??= new Map(runs.map((at, entry) => [at, entry]));
    return this.#entries.get(run);
  }

  #figureOf(entry: number | undefined): number | undefined {
    const { scalars, values } = this.#data;
    if (entry === undefined || values === undefined) return undefined;
    if (scalars === undefined) return entry;
    this.#figures ??= new Map(scalars.map((at, figure) => [at, figure]));
    return this.#figures.get(entry);
  }

  #scaleOf(figure: number | undefined) {
    const { scales = [], scaled } = this.#data;
    const none = { unit: "", limits: [] };
    return figure === undefined ? none : (scales[scaled?.[figure] ?? 0] ?? none);
  }
}
