import { basename, extname } from "node:path";
import type { LogFile } from "../LogFile.js";
import type { LogChannel, LogFormat, OpenedLog, OpenFormatOptions } from "../LogFormat.js";
import { NotThisFormatError } from "../logErrors.js";
import { isText } from "../seemsToBe.js";
import { decodeHead, detectEncoding } from "../text/decodeText.js";
import type { TimeUnit } from "../text/exactTime.js";
import {
  findTimeColumn,
  oddUnit,
  readTime,
  type TimeColumn,
  usualStep,
} from "../text/timeColumn.js";
import { csvColumns } from "./csvColumns.js";
import { csvDecoder } from "./csvDecoder.js";
import { type Dialect, detectDialect, doubtfulComma, splitCells } from "./dialect.js";
import { lastRow, type RowsAtEnd } from "./lastRow.js";
import { readRows, type Table } from "./readRows.js";
import { rowTimes } from "./rowTimes.js";

export type { TimeUnit } from "../text/exactTime.js";

/** Options for information that a table may lack. */
export interface CsvOptions {
  /** The time column. Default: found by its name (time, timestamp, t, header.stamp, sec and nanosec …). */
  readonly time?: string;
  /** Its unit. Default: from its name (`time_ms`, `timestamp [ns]`), else from the magnitude of its numbers. */
  readonly timeUnit?: TimeUnit;
}

/**
 * Text tables: CSV and TSV with any separator, decimal commas, quotes, UTF-8 and UTF-16; EuRoC headers, TUM and KITTI
 * trajectories, and the output of `rostopic echo -p`.
 */
export const csv: LogFormat = csvWith({});

/** {@link csv} with options. */
export function csvWith(options: CsvOptions): LogFormat {
  return {
    name: "CSV",
    sniff: (head, path) => {
      if (dialectOf(head, path, head.length < headSize) !== undefined) return true;
      // The header is longer than the examined part.
      return isNamedTable(path) && head.length >= headSize && isText(head) && !head.includes(10);
    },
    open: (file, openOptions) => openCsv(file, openOptions, options),
  };
}

const headSize = 1 << 16;
/** Maximum bytes of a header. */
const longestHeader = 1 << 24;

function isNamedTable(path: string): boolean {
  return /\.(?:csv|tsv)$/i.test(path);
}

/** Reads enough of a file to contain its header. */
async function dialectIn(file: LogFile): Promise<Dialect | undefined> {
  for (let size = headSize; ; size *= 4) {
    const found = dialectOf(await file.read(0, size), file.path, file.size <= size);
    if (found !== undefined || size >= file.size || size >= longestHeader) return found;
  }
}

function dialectOf(head: Uint8Array, path: string, whole: boolean): Dialect | undefined {
  const isUtf16 = detectEncoding(head).label !== "utf-8";
  if (!isUtf16 && !isText(head.subarray(0, 4096))) return undefined;
  const text = decodeHead(head);
  if (/^\s*[[{<]/.test(text)) return undefined;
  return detectDialect(text, whole, isNamedTable(path));
}

async function openCsv(
  file: LogFile,
  { log }: OpenFormatOptions,
  options: CsvOptions,
): Promise<OpenedLog> {
  const dialect = await dialectIn(file);
  if (dialect === undefined) throw new NotThisFormatError(`${file.path} is not a text table`);
  const columns = csvColumns(dialect);
  const valuesOf = (name: string) => {
    const at = columns.findIndex((one) => one.name === name);
    return dialect.rows.map((row) => plain(dialect, row[at] ?? ""));
  };
  const time = timeColumn(options, findTimeColumn(columns, valuesOf, dialect.rostopic));
  const besides = time === undefined ? await rowTimes(file.path) : undefined;
  const atEnd = await rowsAtEnd(file, dialect, columns.length);
  const table = { file, dialect, columns, time, end: lastRow(columns, atEnd) };
  for (const warning of doubts(table)) log.warn(`${file.path}: ${warning}`);
  const times = sampleTimes(table, dialect.rows);
  const odd = time && oddUnit(file.path, time, usualStep(times));
  if (odd !== undefined) log.warn(odd);
  if (time === undefined && besides === undefined && dialect.rows.length > 0) {
    log.warn(`${file.path} has no time column: each row counts as one second`);
  }
  const last = sampleTimes(
    table,
    table.end.cut === undefined ? atEnd.rows : atEnd.rows.slice(0, -1),
  ).at(-1);
  const channel: LogChannel = {
    topic: basename(file.path, extname(file.path)),
    type: "",
    encoding: "csv",
    schemaEncoding: "",
    schema: new Uint8Array(0),
    columns,
    count: dialect.rows.length === 0 ? 0 : undefined,
    times: times[0] === undefined || last === undefined ? {} : { stamp: { first: times[0], last } },
    decoder: async () =>
      csvDecoder(columns, time ?? besides, dialect.decimalComma, dialect.skippedLines),
  };
  return {
    channels: [channel],
    damage: undefined,
    read: (_channels, readOptions) => readRows(table, channel, readOptions),
    close: async () => undefined,
  };
}

function timeColumn(
  { time, timeUnit }: CsvOptions,
  found: TimeColumn | undefined,
): TimeColumn | undefined {
  if (time === undefined && timeUnit === undefined) return found;
  const name = time ?? found?.name;
  if (name === undefined) return undefined;
  const nanos = name === found?.name ? found.nanos : undefined;
  if (timeUnit !== undefined) return { name, unit: timeUnit, nanos, known: "said" };
  return name === found?.name ? found : { name, unit: "s", nanos, known: "assumed" };
}

/** What is odd about the form of a table. */
function doubts({ dialect, columns, end }: Table): string[] {
  const { header, rows } = dialect;
  const found: string[] = [];
  if (header !== undefined && rows.length > 0 && header.length < columns.length) {
    found.push(
      `the header has ${header.length} names, but the rows have ${columns.length} cells; names are given from the left, and the last column is named ${columns.at(-1)?.name}`,
    );
  }
  if (
    header === undefined &&
    columns.at(-1)?.name === "qw" &&
    !rows.every((row) => endsWithRotation(dialect, row))
  ) {
    found.push(
      "without a header, eight columns are read as timestamp tx ty tz qx qy qz qw, but not all of the last four are rotations. If they are something else, add a header",
    );
  }
  const comma = doubtfulComma(dialect);
  if (comma !== undefined) {
    found.push(
      `${JSON.stringify(comma)} is read as ${comma.replace(",", ".")}: its comma is taken for a decimal comma. If it separates thousands, write numbers without it`,
    );
  }
  if (end.doubtful !== undefined) {
    found.push(
      `the last line has no line end: if the file is truncated, its last value ${end.doubtful} may be, too`,
    );
  }
  return found;
}

/** Whether the last four cells are a quaternion of length 1, within 5 %. */
function endsWithRotation(dialect: Dialect, row: readonly string[]): boolean {
  const numbers = row.slice(-4).map((cell) => Number(plain(dialect, cell)));
  return Math.abs(Math.hypot(...numbers) - 1) < 0.05;
}

/** A number with a decimal point. */
function plain({ decimalComma }: Dialect, cell: string): string {
  return decimalComma ? cell.replace(",", ".") : cell;
}

function sampleTimes(
  { columns, time, dialect }: Pick<Table, "columns" | "time" | "dialect">,
  rows: Dialect["rows"],
): bigint[] {
  if (time === undefined) return [];
  const at = columns.findIndex(({ name }) => name === time.name);
  const nanosAt = columns.findIndex(({ name }) => name === time.nanos);
  return rows.flatMap((row) => readTime(time, plain(dialect, row[at] ?? ""), row[nanosAt]) ?? []);
}

/** Number of rows at the end to compare the last one with. */
const rowsToCompare = 100;

/** The last complete rows, and the last one if it has all cells. */
async function rowsAtEnd(file: LogFile, dialect: Dialect, width: number): Promise<RowsAtEnd> {
  const { label } = detectEncoding(await file.read(0, 512));
  // Two bytes per character: an odd offset would misalign them.
  const from = Math.max(0, (file.size - headSize) & ~1);
  const text = new TextDecoder(label).decode(await file.read(from, headSize + 2));
  const lines = text.split(/\r\n|\n|\r/);
  const ended = lines.at(-1)?.trim() === "";
  const rows = lines
    .filter((line) => line.trim() !== "")
    .slice(-rowsToCompare)
    .map((line) => splitCells(line, dialect.delimiter))
    .filter((row) => row.length >= width);
  return { rows, ended, decimalComma: dialect.decimalComma };
}
