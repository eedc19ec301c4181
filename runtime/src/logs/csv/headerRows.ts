import { isMissing, isValue } from "./cells.js";

/** The rows of a table before its data. */
export interface HeaderRows {
  readonly names: readonly string[] | undefined;
  /** The units in a row of their own below the names. */
  readonly units: readonly string[] | undefined;
  /** Number of rows before the data. */
  readonly count: number;
}

type Row = readonly string[];

/** Separates names and units from the data. */
export function headerRows(rows: readonly Row[]): HeaderRows {
  const [first = [], second, ...rest] = rows;
  // Numbers may be names, too: `time,0,1,2` above rows of numbers.
  const isHeader = !first.some(isValue) || labels(first, rows.slice(1));
  if (!isHeader) return { names: undefined, units: undefined, count: 0 };
  const areUnits = second !== undefined && !second.some(isValue) && labels(second, rest);
  if (!areUnits) return { names: first, units: undefined, count: 1 };
  return { names: first, units: second.map(withoutBrackets), count: 2 };
}

/** Whether a row has a word where all rows below have values. */
function labels(row: Row, below: readonly Row[]): boolean {
  if (below.length === 0) return false;
  return row.some(
    (cell, at) =>
      /\p{L}/u.test(cell) &&
      !isValue(cell) &&
      !isMissing(cell) &&
      below.every((one) => isValue(one[at] ?? "")),
  );
}

function withoutBrackets(unit: string): string {
  return unit.trim().replace(/^[[(]\s*([^\])]*?)\s*[\])]$/, "$1");
}
