import type { CompareData, CompareRow } from "../../view/compare/CompareData.js";
import { ArrayTable } from "../../view/model/arrayTable.js";
import { buildRun } from "../../view/model/buildRun.js";
import type { RunSource } from "../../view/model/runSource.js";
import type { RunDigest } from "../digest/RunDigest.js";
import { fails } from "../digest/statusRank.js";
import { detailsWorthALine, rowWords } from "../report/rowWords.js";
import { comparedWords, sideWords } from "../report/sidesWords.js";
import { type Comparison, groupOf, tallyOf, tallyWords } from "../rows/Comparison.js";
import type { Row } from "../rows/Row.js";
import type { Side } from "../side/Side.js";
import { detailOf, type SideMetric } from "./detailOf.js";
import { scalarsOf } from "./scalarsOf.js";

/** One side of a page: its content, and its messages with their files, if it has any. */
export interface PageSide {
  readonly side: Side;
  readonly digests: readonly RunDigest[];
  /** Empty for a baseline, which has no curves. */
  readonly runs: readonly RunSource[];
}

/** Maximum number of rows that a page lists. */
const mostRows = 5_000;
/** Maximum number of rows with curves and images. */
const mostDetails = 300;

/**
 * The page of a comparison of the first side with the last. It also draws the sides between them.
 *
 * @param comparison of the first side with the last
 */
export function buildComparison(
  title: string,
  comparison: Comparison,
  sides: readonly PageSide[],
): CompareData {
  const lookUp = sides.map(({ runs }) => new MetricsOfSide(runs));
  const { rows } = comparison;
  let details = 0;
  const views = rows.slice(0, mostRows).map((row): CompareRow => {
    const { run, what, before, after, change, status } = rowWords(row);
    const isDrawn = row.of === "metric" && details < mostDetails;
    const detail = isDrawn
      ? detailOf(lookUp.map((side, i) => side.find(row, i === lookUp.length - 1)))
      : undefined;
    if (detail !== undefined) details += 1;
    return {
      group: groupOf(row),
      run,
      what,
      before,
      after,
      change,
      status,
      fails: fails(row.statusAfter ?? ""),
      details: detailsWorthALine(row),
      ...(detail && { detail }),
    };
  });
  const keeping = sides.filter(({ runs }) => runs.length === 0).map(({ side }) => side.shown);
  return {
    title,
    sides: sides.map(({ side }) => ({
      name: side.shown,
      facts: sideWords({ ...side, shown: "" }),
    })),
    tally: `${tallyWords(tallyOf(rows))}; compared: ${comparedWords(comparison)}`,
    notes: [
      ...comparison.notes,
      ...keeping.map((name) => `${name} is a baseline, which contains no curves or images`),
    ],
    rows: views,
    moreRows: rows.length - views.length,
    scalars: scalarsOf(
      sides.map(({ digests }) => digests),
      new Map(rows.flatMap(({ was, name }) => (was === undefined ? [] : [[was, name] as const]))),
    ),
  };
}

/** The metrics of a side; each run is built on first use. */
class MetricsOfSide {
  readonly #sources: ReadonlyMap<string, RunSource>;
  readonly #built = new Map<string, ReadonlyMap<string, SideMetric>>();

  constructor(runs: readonly RunSource[]) {
    // The file names of two single messages do not matter.
    const isSingle = runs.length === 1 && runs[0]?.kind === "message";
    this.#sources = new Map(
      runs.map((run) => [isSingle ? single : `${run.kind} ${run.name}`, run] as const),
    );
  }

  /** The metric of a row; before the newest side, it has its old name. */
  find({ run, runKind, name, was }: Row, isNewest: boolean): SideMetric | undefined {
    const key = this.#sources.has(single) ? single : `${runKind} ${run}`;
    let metrics = this.#built.get(key);
    if (metrics === undefined) {
      metrics = built(this.#sources.get(key));
      this.#built.set(key, metrics);
    }
    return metrics.get(isNewest ? name : (was ?? name)) ?? metrics.get(name);
  }
}

const single = "the only message";

function built(source: RunSource | undefined): ReadonlyMap<string, SideMetric> {
  if (source?.message === undefined) return new Map();
  const arrays = new ArrayTable();
  const { metrics } = buildRun(source, arrays);
  return new Map(metrics.map((metric) => [metric.name, { metric, arrays }]));
}

/** Digests of all runs of a side. */
export async function digestsOf({ runs }: Side): Promise<RunDigest[]> {
  const digests: RunDigest[] = [];
  for (const run of runs) digests.push((await run.load()).digest);
  return digests;
}
