import { fromNum, type Num } from "../common/numbers.js";
import { distributionOf } from "./distribution.js";
import type { DistributionView, MetricColumn, Scale } from "./overviewData.js";
import type { MetricView } from "./pageData.js";

/** Maximum number of outliers per scalar that a page links to. */
const listedOutliers = 5;
/** Maximum number of distributions on a page. Metric names that contain an ID would give one per test. */
const mostDistributions = 500;
/** Minimum number of tests for distributions. */
const fewestTests = 20;

/** A column while runs are added: one entry per run that has the metric. */
interface Growing {
  readonly runs: number[];
  shown: string;
  readonly values: Num[];
  readonly scalars: number[];
  readonly scales: Map<string, { at: number; scale: Scale }>;
  readonly scaled: number[];
}

/** Collects the metrics of all runs for the overview. It keeps a few bytes per metric, however large the messages are. */
export class MetricColumns {
  readonly #columns = new Map<string, Growing>();
  #runs = 0;

  /** Adds the metrics of the next run. If a name occurs more than once, the first one counts. */
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

  /** Names and columns, in the order in which the names first occurred. */
  views(): { metricNames: string[]; columns: MetricColumn[] } {
    return {
      metricNames: [...this.#columns.keys()],
      columns: [...this.#columns.values()].map((column) => this.#viewOf(column)),
    };
  }

  /**
   * The distribution of each scalar over the tests; empty if there are few tests.
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

  /** Leaves out lists that would only repeat the default. */
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

/** The position of a scale in a column; adds it if it is new. */
function scaleIn({ scales }: Growing, scale: Scale): number {
  const key = JSON.stringify(scale);
  const known = scales.get(key);
  if (known !== undefined) return known.at;
  const at = scales.size;
  scales.set(key, { at, scale });
  return at;
}

/** The values of a column that belong to tests, grouped by unit. */
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
