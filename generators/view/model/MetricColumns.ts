import { fromNum, type Num } from "../common/numbers.js";
import { distributionOf } from "./distribution.js";
import type { DistributionView, MetricColumn, MetricView, Scale } from "./pageData.js";

/** Outliers of a scalar that a page links to. */
const listedOutliers = 5;
/** Scalars whose spread a page shows, those of most tests: names that hold an ID would give one a test. */
const mostDistributions = 500;
/** With fewer tests nothing is spread. */
const fewestTests = 20;

/** A column as it grows: of each run that has the metric an entry. */
interface Growing {
  readonly runs: number[];
  shown: string;
  readonly values: Num[];
  readonly scalars: number[];
  readonly scales: Map<string, { at: number; scale: Scale }>;
  readonly scaled: number[];
}

/**
 * What the overview shows of metrics, by their names: some bytes for each metric of a run, however large the messages
 * are that pass by.
 */
export class MetricColumns {
  readonly #columns = new Map<string, Growing>();
  #runs = 0;

  /** Takes the metrics of the next run: of each name the first one. */
  addRun(metrics: readonly MetricView[]): void {
    const run = this.#runs;
    this.#runs += 1;
    for (const { name, shown, groups } of metrics) {
      const column = this.#columnOf(name);
      if (column.runs.at(-1) === run) continue;
      column.runs.push(run);
      column.shown += String(shown);
      const body = groups[0]?.body;
      if (body?.kind !== "scalar" || body.value === undefined) continue;
      const limits = [body.failsBelow ?? [], body.failsAbove ?? []].flat();
      column.scalars.push(column.runs.length - 1);
      column.values.push(body.value);
      column.scaled.push(scaleIn(column, { unit: body.unit, limits }));
    }
  }

  /** Names and columns, in the order in which the names were first met. */
  views(): { metricNames: string[]; columns: MetricColumn[] } {
    return {
      metricNames: [...this.#columns.keys()],
      columns: [...this.#columns.values()].map((column) => this.#viewOf(column)),
    };
  }

  /**
   * How each scalar is spread over tests; none where there are few.
   * @param tests positions of the runs that are tests
   */
  distributions(tests: ReadonlySet<number>): DistributionView[] {
    if (tests.size < fewestTests) return [];
    const scalars = [...this.#columns.values()].flatMap((column, metric) =>
      scalarsOf(column, tests).map((scalar) => ({ ...scalar, metric })),
    );
    const several = scalars.filter(({ values }) => values.length > 1);
    const common = new Set(
      [...several].sort((a, b) => b.values.length - a.values.length).slice(0, mostDistributions),
    );
    return several.flatMap((scalar): DistributionView[] => {
      const { metric, unit, values, runs } = scalar;
      const spread = common.has(scalar) ? distributionOf(values, listedOutliers) : undefined;
      if (spread === undefined) return [];
      return [
        {
          ...spread,
          metric,
          unit,
          missing: tests.size - values.length,
          notFinite: values.length - spread.n,
          outliers: spread.outliers.map((at) => [runs[at] ?? 0, values[at] ?? 0]),
        },
      ];
    });
  }

  #columnOf(name: string): Growing {
    const known = this.#columns.get(name);
    if (known !== undefined) return known;
    const column: Growing = {
      runs: [],
      shown: "",
      values: [],
      scalars: [],
      scales: new Map(),
      scaled: [],
    };
    this.#columns.set(name, column);
    return column;
  }

  /** What all runs share is left out. */
  #viewOf({ runs, shown, values, scalars, scales, scaled }: Growing): MetricColumn {
    return {
      shown,
      ...(runs.length === this.#runs ? {} : { runs }),
      ...(values.length === 0 ? {} : { values }),
      ...(values.length === 0 || values.length === runs.length ? {} : { scalars }),
      ...(values.length === 0 ? {} : { scales: [...scales.values()].map(({ scale }) => scale) }),
      ...(scales.size > 1 ? { scaled } : {}),
    };
  }
}

/** The number of a scale among those of a column. */
function scaleIn({ scales }: Growing, scale: Scale): number {
  const key = JSON.stringify(scale);
  const known = scales.get(key);
  if (known !== undefined) return known.at;
  const at = scales.size;
  scales.set(key, { at, scale });
  return at;
}

/** The values of a column that belong to tests, by their units. */
function scalarsOf(
  { runs, values, scalars, scales, scaled }: Growing,
  tests: ReadonlySet<number>,
): { unit: string; values: number[]; runs: number[] }[] {
  const units = [...scales.values()].map(({ scale }) => scale.unit);
  const found = new Map<string, { unit: string; values: number[]; runs: number[] }>();
  for (const [i, value] of values.entries()) {
    const run = runs[scalars[i] ?? 0] ?? 0;
    if (!tests.has(run)) continue;
    const unit = units[scaled[i] ?? 0] ?? "";
    let scalar = found.get(unit);
    if (scalar === undefined) {
      scalar = { unit, values: [], runs: [] };
      found.set(unit, scalar);
    }
    scalar.values.push(fromNum(value));
    scalar.runs.push(run);
  }
  return [...found.values()];
}
