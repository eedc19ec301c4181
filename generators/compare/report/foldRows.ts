import { groupOf } from "../rows/Comparison.js";
import type { Row } from "../rows/Row.js";

/** The same change of one metric, event or piece of data in several runs. */
export interface Fold {
  readonly change: "missing" | "renamed" | "new";
  /** One of the rows; its names are used. */
  readonly row: Row;
  readonly runs: readonly string[];
}

/**
 * Separates rows that are renamed, new or missing without a change of status. A renamed metric is renamed
 * in every test, and would take five hundred rows.
 */
export function foldRows(rows: readonly Row[]): { rows: Row[]; folds: Fold[] } {
  const kept: Row[] = [];
  const folds = new Map<string, Fold & { runs: string[] }>();
  for (const row of rows) {
    const group = groupOf(row);
    const isFolded = group === "missing" || group === "renamed" || group === "new";
    if (!isFolded || row.of === "run") {
      kept.push(row);
      continue;
    }
    const key = JSON.stringify([group, row.of, row.name, row.was]);
    const known = folds.get(key);
    if (known === undefined) folds.set(key, { change: group, row, runs: [row.run] });
    else known.runs.push(row.run);
  }
  return { rows: kept, folds: [...folds.values()] };
}

/** `in lap`, `in 3 runs`. */
export function runsWords(runs: readonly string[]): string {
  return runs.length === 1 ? `in ${runs[0]}` : `in ${runs.length} runs`;
}
