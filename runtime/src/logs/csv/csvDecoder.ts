import type { LogColumn, MessageDecoder } from "../LogFormat.js";
import { readTime, type TimeColumn } from "../text/timeColumn.js";

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
  return {
    decode: (data) => toObject(data as CsvRow, columns, plain),
    stamp: isColumn(time)
      ? readColumn(time, columns, plain)
      : (data) => {
          const row = (data as CsvRow).line - skippedLines - 1;
          if (time === undefined) return BigInt(row) * 1_000_000_000n;
          const stamp = time[row];
          if (stamp === undefined)
            throw new Error(
              `the timestamp file next to the table has only ${time.length} timestamps`,
            );
          return stamp;
        },
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
    case "integer":
      return toNumber(cell, name, line, plain);
    case "bigint":
      return cell.trim() === "" ? undefined : BigInt(cell.trim());
    case "boolean":
      return cell.trim() === "" ? undefined : cell.trim().toLowerCase() === "true";
    case "string":
    case "unknown":
      return cell;
  }
}

function toNumber(
  cell: string,
  name: string,
  line: number,
  plain: (cell: string) => string,
): number | bigint {
  const value = Number(plain(cell));
  if (Number.isFinite(value)) {
    // An empty cell would become zero.
    if (value === 0 && cell.trim() === "") return Number.NaN;
    if (Number.isSafeInteger(value) || !/^\s*[+-]?\d+\s*$/.test(cell)) return value;
    return BigInt(cell.trim());
  }
  const word = /^\s*([+-]?)(?:(nan|na|null|none)|inf(?:inity)?)\s*$/i.exec(cell);
  if (word === null)
    throw new Error(`${name} in line ${line} is not a number: ${JSON.stringify(cell)}`);
  if (word[2] !== undefined) return Number.NaN;
  return word[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
