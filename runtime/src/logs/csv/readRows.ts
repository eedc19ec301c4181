import { CsvError, parse } from "csv-parse";
import type { LogFile } from "../LogFile.js";
import type { LogBatch, LogChannel, LogColumn, ReadOptions } from "../LogFormat.js";
import { readPieces } from "../text/readPieces.js";
import type { TimeColumn } from "../text/timeColumn.js";
import type { CsvRow } from "./csvDecoder.js";
import type { Dialect } from "./dialect.js";
import type { LastRow } from "./lastRow.js";

/** A table, and its detected properties. */
export interface Table {
  readonly file: LogFile;
  readonly dialect: Dialect;
  readonly columns: readonly LogColumn[];
  readonly time: TimeColumn | undefined;
  readonly end: LastRow;
}

/** The rows of a table in file order. */
export async function* readRows(
  { file, dialect, columns, end }: Table,
  channel: LogChannel,
  { signal, onDamage }: ReadOptions,
): AsyncGenerator<LogBatch> {
  const blanks = dialect.delimiter === " ";
  const parser = parse({
    delimiter: dialect.delimiter,
    // Several systems may have written to one file.
    record_delimiter: ["\r\n", "\n", "\r"],
    comment: "#",
    comment_no_infix: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: blanks,
  });
  let failure: Error | undefined;
  parser.on("error", (error) => {
    failure = error;
  });
  let line = dialect.skippedLines;
  let toSkip = dialect.skippedRecords;
  const take = (): CsvRow[] => {
    if (failure !== undefined && !isOpenQuote(failure)) throw failure;
    const rows: CsvRow[] = [];
    for (
      let cells = parser.read() as string[] | null;
      cells !== null;
      cells = parser.read() as string[] | null
    ) {
      if (toSkip > 0) {
        toSkip--;
        continue;
      }
      line++;
      rows.push({ cells: blanks ? cells.filter((cell) => cell !== "") : cells, line });
    }
    return rows;
  };
  const toMessages = (rows: readonly CsvRow[]) =>
    rows.map((data) => ({ channel, logTime: undefined, publishTime: undefined, data }));
  // One row behind: only the end of the file shows whether a short row was truncated.
  let held: CsvRow[] = [];
  for await (const { text, position } of readPieces(file)) {
    signal?.throwIfAborted();
    parser.write(text);
    const rows = [...held, ...take()];
    held = rows.splice(-1);
    if (rows.length > 0) yield { messages: toMessages(rows), position };
  }
  parser.end();
  await new Promise<void>((resolve) => setImmediate(resolve));
  const rows = [...held, ...take()];
  const reason = whyIncomplete(rows.at(-1), failure, line, { columns, end });
  if (reason !== undefined) {
    if (failure === undefined) rows.pop();
    onDamage({ offset: file.size, lostBytes: undefined, reason });
  }
  yield { messages: toMessages(rows), position: file.size };
}

function isOpenQuote(error: Error): boolean {
  return error instanceof CsvError && error.code === "CSV_QUOTE_NOT_CLOSED";
}

/** Why the last row cannot be read, if so. `line`: that of the last complete row. */
function whyIncomplete(
  last: CsvRow | undefined,
  failure: Error | undefined,
  line: number,
  { columns, end }: Pick<Table, "columns" | "end">,
): string | undefined {
  if (failure !== undefined) {
    return `the quote that opens in the row after line ${line} is not closed; the file is skipped from there`;
  }
  if (last === undefined) return undefined;
  if (last.cells.length < columns.length) {
    return `the last line has ${last.cells.length} of ${columns.length} cells and is skipped`;
  }
  return end.cut === undefined ? undefined : `${end.cut}; it is skipped`;
}
