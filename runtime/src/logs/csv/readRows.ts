import { parse } from "csv-parse";
import type { LogFile } from "../LogFile.js";
import type { LogBatch, LogChannel, LogColumn, ReadOptions } from "../LogFormat.js";
import { readPieces } from "../text/readPieces.js";
import type { TimeColumn } from "../text/timeColumn.js";
import type { CsvRow } from "./csvDecoder.js";
import type { Dialect } from "./dialect.js";

/** A table, and its detected properties. */
export interface Table {
  readonly file: LogFile;
  readonly dialect: Dialect;
  readonly columns: readonly LogColumn[];
  readonly time: TimeColumn | undefined;
}

/** The rows of a table in file order. */
export async function* readRows(
  { file, dialect, columns }: Table,
  channel: LogChannel,
  { signal, onDamage }: ReadOptions,
): AsyncGenerator<LogBatch> {
  const blanks = dialect.delimiter === " ";
  const parser = parse({
    delimiter: dialect.delimiter,
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
    if (failure !== undefined) throw failure;
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
  const last = rows.at(-1);
  if (last !== undefined && last.cells.length < columns.length) {
    rows.pop();
    onDamage({
      offset: file.size,
      lostBytes: undefined,
      reason: `the last line has ${last.cells.length} of ${columns.length} cells and is skipped`,
    });
  }
  yield { messages: toMessages(rows), position: file.size };
}
