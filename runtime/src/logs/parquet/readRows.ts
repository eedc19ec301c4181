import * as zlib from "node:zlib";
import type { Compressors, FileMetaData } from "hyparquet";
import { zstdDecompressSync } from "../decoders/builtinZstd.js";
import type { LogFile } from "../LogFile.js";
import { asyncBuffer, exactTimes } from "./exact.js";

/** Rows to read at once. */
export interface RowRange {
  readonly rowStart: number;
  /** Exclusive. */
  readonly rowEnd: number;
  /** Byte range of the columns of these rows. */
  readonly position: number;
  readonly end: number;
}

/** With a page index, a row group is read in parts of this many rows. */
const rowsAtOnce = 1 << 16;

/** The ranges in which to read a file: row groups, or parts of them if the file has a page index. */
export function rowRanges({ row_groups }: FileMetaData): RowRange[] {
  let groupStart = 0;
  return row_groups.flatMap(({ columns, num_rows }) => {
    const rows = Number(num_rows);
    const starts = columns.flatMap(({ meta_data: about }) =>
      about === undefined
        ? []
        : Math.min(
            Number(about.dictionary_page_offset ?? about.data_page_offset),
            Number(about.data_page_offset),
          ),
    );
    const position = Math.min(...starts);
    const bytes = columns.reduce(
      (sum, { meta_data }) => sum + Number(meta_data?.total_compressed_size ?? 0),
      0,
    );
    const hasPages = columns.every(({ offset_index_offset }) => offset_index_offset !== undefined);
    const size = hasPages ? rowsAtOnce : Math.max(rows, 1);
    const ranges: RowRange[] = [];
    for (let row = 0; row < rows; row += size) {
      const rowEnd = Math.min(row + size, rows);
      const end = position + Math.round((bytes * rowEnd) / rows);
      ranges.push({ rowStart: groupStart + row, rowEnd: groupStart + rowEnd, position, end });
    }
    groupStart += rows;
    return ranges;
  });
}

/** Decompressors of columns: Node's own if available, because they are faster. */
export async function compressorsFor(): Promise<Compressors> {
  const { compressors } = await import("hyparquet-compressors");
  return {
    ...compressors,
    GZIP: (bytes) => zlib.gunzipSync(bytes),
    BROTLI: (bytes) => zlib.brotliDecompressSync(bytes),
    ...(zstdDecompressSync && { ZSTD: zstdDecompressSync }),
  };
}

/** The columns of a range of rows: index 0 is the first row of the range. */
export async function readRows(
  file: LogFile,
  metadata: FileMetaData,
  { rowStart, rowEnd }: RowRange,
  compressors: Compressors,
): Promise<ReadonlyMap<string, ArrayLike<unknown>>> {
  const { parquetRead } = await import("hyparquet");
  const columns = new Map<string, unknown[]>();
  const whole = new Map<string, ArrayLike<unknown>>();
  await parquetRead({
    file: asyncBuffer(file),
    metadata,
    rowStart,
    rowEnd,
    compressors,
    parsers: exactTimes,
    useOffsetIndex: true,
    onChunk({ columnName, columnData, rowStart: from }) {
      if (from === rowStart && columnData.length >= rowEnd - rowStart) {
        whole.set(columnName, columnData);
        return;
      }
      const column = columns.get(columnName) ?? new Array<unknown>(rowEnd - rowStart);
      columns.set(columnName, column);
      for (let index = 0; index < columnData.length; index++) {
        const at = from + index - rowStart;
        if (at >= 0 && at < column.length) column[at] = columnData[index];
      }
    },
  });
  return new Map<string, ArrayLike<unknown>>([...columns, ...whole]);
}

/** The cells of one column in a range of rows. */
export async function readColumn(
  file: LogFile,
  metadata: FileMetaData,
  { rowStart, rowEnd }: RowRange,
  name: string,
): Promise<readonly unknown[]> {
  const { parquetReadObjects } = await import("hyparquet");
  const rows = await parquetReadObjects({
    file: asyncBuffer(file),
    metadata,
    columns: [name],
    rowStart,
    rowEnd,
    compressors: await compressorsFor(),
    parsers: exactTimes,
  });
  return rows.map((row) => row[name]);
}
