import type { LogColumn, MessageDecoder } from "../LogFormat.js";
import { readTime, type TimeColumn } from "../text/timeColumn.js";
import { isMissing, numberIn } from "./cells.js";

/** A row as the library splits it. */
export interface CsvRow {
  readonly cells: readonly string[];
  /** Its line number, unless cells span several lines. */
  readonly line: number;
}

/**
 * Converts rows to objects by column names. `time`: the time column, or the timestamps of the rows. Without either, each
 * row counts as one second.
 */
export function csvDecoder(
  columns: readonly LogColumn[],
  time: TimeColumn | readonly bigint[] | undefined,
  decimalComma: boolean,
  skippedLines: number,
): MessageDecoder {
  const plain = (cell: string) => (decimalComma ? cell.replace(",", ".") : cell);
  let rows = 0;
  return {
    decode: (data) => toObject(data as CsvRow, columns, plain),
    stamp: isColumn(time)
      ? readColumn(time, columns, plain)
      : (data) => {
          const row = (data as CsvRow).line - skippedLines - 1;
          rows = Math.max(rows, row + 1);
          if (time === undefined) return BigInt(row) * 1_000_000_000n;
          const stamp = time[row];
          if (stamp === undefined)
            throw new Error(
              `the timestamp file next to the table has only ${time.length} timestamps`,
            );
          return stamp;
        },
    ...(time !== undefined &&
      !isColumn(time) && {
        doubt: () =>
          rows === time.length
            ? undefined
            : `has ${rows} rows, but the timestamp file next to it has ${time.length} timestamps: rows may have the times of others`,
      }),
  };
}

function isColumn(time: TimeColumn | readonly bigint[] | undefined): time is TimeColumn {
  return time !== undefined && !Array.isArray(time);
}

function readColumn(
  time: TimeColumn,
  columns: readonly LogColumn[],
  plain: (cell: string) => string,
): (data: unknown) => bigint {
  const index = (name: string | undefined) => columns.findIndex((column) => column.name === name);
  const [timeAt, nanosAt] = [index(time.name), index(time.nanos)];
  return (data) => {
    const { cells, line } = data as CsvRow;
    const stamp = readTime(time, plain(cells[timeAt] ?? ""), cells[nanosAt]);
    if (stamp !== undefined) return stamp;
    const cell = cells[timeAt];
    const found = cell === undefined ? "the line ends before it" : JSON.stringify(cell);
    throw new Error(`${time.name} in line ${line} is not a timestamp: ${found}`);
  };
}

function toObject(
  { cells, line }: CsvRow,
  columns: readonly LogColumn[],
  plain: (cell: string) => string,
): Record<string, unknown> {
  if (cells.length < columns.length) {
    throw new Error(`line ${line} has ${cells.length} of ${columns.length} cells`);
  }
  // A delimiter at the end adds an empty cell.
  const extra = cells.length > columns.length ? cells.slice(columns.length) : [];
  if (extra.some((cell) => cell.trim() !== "")) {
    throw new Error(
      `line ${line} has ${cells.length} cells, but the table has ${columns.length} columns: is a number written with a comma?`,
    );
  }
  const row: Record<string, unknown> = {};
  for (let at = 0; at < columns.length; at++) {
    const column = columns[at] as LogColumn;
    row[column.name] = toValue(cells[at] ?? "", column, line, plain);
  }
  return row;
}

function toValue(
  cell: string,
  { name, kind }: LogColumn,
  line: number,
  plain: (cell: string) => string,
): unknown {
  switch (kind) {
    case "number":
    case "integer": {
      const value = numberIn(plain(cell));
      if (value !== undefined) return value;
      throw new Error(`${name} in line ${line} is not a number: ${JSON.stringify(cell)}`);
    }
    case "bigint": {
      const value = numberIn(cell);
      if (Number.isInteger(value)) return BigInt(value as number);
      if (typeof value === "bigint") return value;
      if (Number.isNaN(value)) return undefined;
      throw new Error(`${name} in line ${line} is not an integer: ${JSON.stringify(cell)}`);
    }
    case "boolean": {
      const word = cell.trim().toLowerCase();
      if (word === "true" || word === "false") return word === "true";
      if (isMissing(cell)) return undefined;
      throw new Error(`${name} in line ${line} is not true or false: ${JSON.stringify(cell)}`);
    }
    case "string":
      if (cell.startsWith('"') && cell.includes("\n")) {
        throw new Error(`${name} in line ${line} opens a quote that is not closed`);
      }
      return cell;
    case "unknown":
      // The first rows have no values here. A word for that may be a state, too.
      return isMissing(cell) && cell.trim() !== "" ? cell : (numberIn(plain(cell)) ?? cell);
  }
}
