import type { LogColumn } from "../LogFormat.js";
import { isMissing, numberIn } from "./cells.js";

/** How the last line of a file ends. */
export interface LastRow {
  /** Whether a line break follows. Without one, the line may be truncated. */
  readonly ended: boolean;
  /** Why its last value is certainly or very likely truncated, as a clause. */
  readonly cut: string | undefined;
  /** The last value, if it may be truncated. */
  readonly doubtful: string | undefined;
}

/** The rows before, and the last one, as they are in the file. */
export interface RowsAtEnd {
  readonly rows: readonly (readonly string[])[];
  readonly ended: boolean;
  readonly decimalComma: boolean;
}

/** Rows to compare with: with fewer, short numbers are a coincidence. */
const enough = 5;

/**
 * Whether the last value of a table is truncated. In `10.123456` and `10.12`, only the form of the numbers in the other
 * rows tells.
 */
export function lastRow(
  columns: readonly LogColumn[],
  { rows, ended, decimalComma }: RowsAtEnd,
): LastRow {
  const column = columns.at(-1);
  const last = rows.at(-1);
  const whole = { ended, cut: undefined, doubtful: undefined };
  // With fewer cells, the line is incomplete anyway; with more, the last value is followed by a delimiter.
  if (ended || column === undefined || last?.length !== columns.length) return whole;
  const cell = (last.at(-1) ?? "").trim();
  const plain = (text: string) => (decimalComma ? text.replace(",", ".") : text);
  if (column.kind === "boolean") {
    const isWord = /^(?:true|false)$/i.test(cell) || isMissing(cell);
    return isWord ? whole : { ...whole, cut: truncated(column, cell) };
  }
  if (column.kind === "string" || column.kind === "unknown" || isMissing(cell)) return whole;
  if (numberIn(plain(cell)) === undefined) return { ...whole, cut: truncated(column, cell) };
  const before = rows
    .slice(0, -1)
    .map((row) => (row[columns.length - 1] ?? "").trim())
    .filter((other) => Number.isFinite(Number(plain(other))) && !isMissing(other))
    .map(plain);
  if (before.length < 2) return whole;
  const own = plain(cell);
  const places = before.map(decimals);
  const [fixed = 0] = places;
  // All with six decimals: then the length before the point says nothing.
  if (fixed > 0 && places.every((count) => count === fixed)) {
    return decimals(own) < fixed ? { ...whole, cut: truncated(column, cell) } : whole;
  }
  if (continues(before.map(Number), Number(own))) return whole;
  const sizes = before.map(digits);
  if (before.length >= enough && digits(own) < Math.min(...sizes)) {
    return { ...whole, cut: truncated(column, cell) };
  }
  return digits(own) < Math.max(...sizes) ? { ...whole, doubtful: cell } : whole;
}

/** Whether a whole number follows others without a larger step than between them: from 1000 to 999. */
function continues(before: readonly number[], value: number): boolean {
  if (![...before, value].every(Number.isInteger)) return false;
  const steps = before.slice(1).map((one, index) => Math.abs(one - (before[index] ?? one)));
  return Math.abs(value - (before.at(-1) ?? value)) <= Math.max(...steps);
}

function truncated({ name }: LogColumn, cell: string): string {
  return `the last line has no line end, and its ${name}, ${JSON.stringify(cell)}, is shorter than in the lines before`;
}

/** Characters after the decimal point, with an exponent. */
function decimals(cell: string): number {
  const dot = cell.indexOf(".");
  return dot < 0 ? 0 : cell.length - dot - 1;
}

function digits(cell: string): number {
  return cell.replace(/^[+-]/, "").length;
}
