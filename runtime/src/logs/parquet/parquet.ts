import { basename } from "node:path";
import type { FileMetaData } from "hyparquet";
import type { LogDamage } from "../LogDamage.js";
import type { LogFile } from "../LogFile.js";
import type {
  LogBatch,
  LogChannel,
  LogFormat,
  OpenedLog,
  OpenFormatOptions,
  RawMessage,
  ReadOptions,
} from "../LogFormat.js";
import { UnsupportedLogError } from "../logErrors.js";
import { oddUnit } from "../text/timeColumn.js";
import { asyncBuffer, exactTimes } from "./exact.js";
import { type ParquetColumn, parquetColumns } from "./parquetColumns.js";
import { compressorsFor, type RowRange, readColumn, readRows, rowRanges } from "./readRows.js";
import { type TimeColumn, timeColumnOf } from "./timeColumn.js";

/**
 * Tables in Apache Parquet: each row is a message of a topic named after the file. Timestamps in any unit are exact, as
 * bigint nanoseconds. Missing numbers are NaN, other missing values undefined. Packages: hyparquet,
 * hyparquet-compressors.
 */
export const parquet: LogFormat = {
  name: "Parquet",
  sniff: (head) => isMagic(head, "PAR1") || isMagic(head, "PARE"),
  open,
};

function isMagic(bytes: Uint8Array, magic: string): boolean {
  return new TextDecoder("latin1").decode(bytes.subarray(0, 4)) === magic;
}

async function open(file: LogFile, { log }: OpenFormatOptions): Promise<OpenedLog> {
  const tail = await file.read(Math.max(0, file.size - 8), 8);
  if (isMagic(await file.read(0, 4), "PARE") || isMagic(tail.subarray(4), "PARE")) {
    throw new UnsupportedLogError(`${file.path} is encrypted Parquet`, {
      hint: "Write it without encryption of the footer.",
    });
  }
  const { parquetMetadataAsync } = await import("hyparquet");
  const lost = (reason: string) => {
    const damage = { offset: 4, lostBytes: file.size - 4, reason };
    return { channels: [], damage, read: readNothing(damage), close: async () => {} };
  };
  if (file.size < 12 || !isMagic(tail.subarray(4), "PAR1")) {
    return lost("it has no footer with the positions of its columns: writing was not finished");
  }
  let metadata: FileMetaData;
  try {
    metadata = await parquetMetadataAsync(asyncBuffer(file), { parsers: exactTimes });
  } catch (error) {
    return lost(`its footer is invalid (${reasonOf(error)})`);
  }
  const columns = parquetColumns(metadata);
  const time = await findTime(file, metadata, columns);
  if (time === undefined && metadata.num_rows > 0n && !columns.some(isGroup)) {
    log.warn(`${file.path} has no time column: all of its rows have time zero`);
  }
  const odd = time?.guess && oddUnit(file.path, time.guess, usualStepOf(metadata, time));
  if (odd !== undefined) log.warn(odd);
  return new OpenedParquet(file, metadata, columns, time);
}

/** A group may hold the stamp of a header. */
function isGroup({ kind }: ParquetColumn): boolean {
  return kind === "unknown";
}

/** Rows to examine if the file has no minimum and maximum of its columns. */
const sample = 100;

async function findTime(
  file: LogFile,
  metadata: FileMetaData,
  columns: readonly ParquetColumn[],
): Promise<TimeColumn | undefined> {
  const limits = (name: string) =>
    statisticsOf(metadata, name).flatMap(({ min_value, max_value }) => [min_value, max_value]);
  const time = timeColumnOf(columns, limits);
  if (time?.guess === undefined || limits(time.name).some((value) => value !== undefined)) {
    return time;
  }
  const [first] = rowRanges(metadata);
  if (first === undefined) return time;
  try {
    const range = { ...first, rowEnd: Math.min(first.rowEnd, first.rowStart + sample) };
    const cells = await readColumn(file, metadata, range, time.name);
    return timeColumnOf(columns, (name) => (name === time.name ? cells : limits(name)));
  } catch {
    // Reading its rows reports the damage.
    return time;
  }
}

/** The average seconds between rows. */
function usualStepOf(metadata: FileMetaData, time: TimeColumn): number | undefined {
  const span = spanOf(metadata, time).stamp;
  if (span === undefined || metadata.num_rows < 6n) return undefined;
  return Number(span.last - span.first) / 1e9 / (Number(metadata.num_rows) - 1);
}

function readNothing(damage: LogDamage): OpenedLog["read"] {
  // biome-ignore lint/correctness/useYield: a file without readable rows yields nothing
  return async function* (_, { onDamage }) {
    onDamage(damage);
  };
}

/** A row, which is assembled when it is decoded. */
interface Row {
  readonly columns: ReadonlyMap<string, ArrayLike<unknown>>;
  readonly index: number;
}

class OpenedParquet implements OpenedLog {
  readonly channels: readonly [LogChannel];
  readonly damage = undefined;
  readonly #file: LogFile;
  readonly #metadata: FileMetaData;
  readonly #ranges: readonly RowRange[];

  constructor(
    file: LogFile,
    metadata: FileMetaData,
    columns: readonly ParquetColumn[],
    time: TimeColumn | undefined,
  ) {
    this.#file = file;
    this.#metadata = metadata;
    this.#ranges = rowRanges(metadata);
    this.channels = [
      {
        topic: basename(file.path).replace(/\.[^.]*$/, ""),
        type: "",
        encoding: "parquet",
        schemaEncoding: "",
        schema: new Uint8Array(),
        columns,
        count: Number(metadata.num_rows),
        times: spanOf(metadata, time),
        decoder: async () => rowDecoder(columns, time),
      },
    ];
  }

  async *read(
    wanted: ReadonlySet<LogChannel>,
    { signal, onDamage }: ReadOptions,
  ): AsyncGenerator<LogBatch> {
    const [channel] = this.channels;
    if (!wanted.has(channel)) return;
    const compressors = await compressorsFor();
    for (const range of this.#ranges) {
      signal?.throwIfAborted();
      let columns: Row["columns"];
      try {
        columns = await readRows(this.#file, this.#metadata, range, compressors);
      } catch (error) {
        if (error instanceof UnsupportedLogError) throw error;
        const { rowStart, position } = range;
        onDamage({
          offset: position,
          lostBytes: this.#file.size - position,
          reason: `rows ${rowStart} to ${range.rowEnd - 1} cannot be read (${reasonOf(error)})`,
          lostMessages: Number(this.#metadata.num_rows) - rowStart,
        });
        return;
      }
      for (let start = 0; start < range.rowEnd - range.rowStart; start += batchSize) {
        const end = Math.min(start + batchSize, range.rowEnd - range.rowStart);
        const messages: RawMessage[] = [];
        for (let index = start; index < end; index++) {
          const data: Row = { columns, index };
          messages.push({ channel, logTime: undefined, publishTime: undefined, data });
        }
        yield { messages, position: range.end };
      }
    }
  }

  async close(): Promise<void> {}
}

/** Rows in a batch. */
const batchSize = 4096;

function rowDecoder(columns: readonly ParquetColumn[], time: TimeColumn | undefined) {
  return {
    decode(data: unknown): Record<string, unknown> {
      const { columns: values, index } = data as Row;
      const row: Record<string, unknown> = {};
      for (const { name, kind } of columns) {
        const isNumber = kind === "number" || kind === "integer";
        row[name] = values.get(name)?.[index] ?? (isNumber ? Number.NaN : undefined);
      }
      return row;
    },
    ...(time && {
      stamp(data: unknown): bigint | undefined {
        const { columns: values, index } = data as Row;
        const nanos = time.nanos === undefined ? undefined : values.get(time.nanos)?.[index];
        return time.toNanoseconds(values.get(time.name)?.[index], nanos);
      },
    }),
  };
}

/** First and last timestamp, if the file has minimum and maximum of each row group. */
function spanOf(metadata: FileMetaData, time: TimeColumn | undefined): LogChannel["times"] {
  if (time === undefined) return {};
  let first: bigint | undefined;
  let last: bigint | undefined;
  for (const { min_value, max_value } of statisticsOf(metadata, time.name)) {
    const [least, greatest] = [time.toNanoseconds(min_value, 0), time.toNanoseconds(max_value, 0)];
    if (least === undefined || greatest === undefined) return {};
    if (first === undefined || least < first) first = least;
    if (last === undefined || greatest > last) last = greatest;
  }
  return first === undefined || last === undefined ? {} : { stamp: { first, last } };
}

/** The statistics of a column, for each row group. */
function statisticsOf(metadata: FileMetaData, name: string) {
  return metadata.row_groups.map(({ columns }) => {
    const column = columns.find(({ meta_data }) => meta_data?.path_in_schema[0] === name);
    return column?.meta_data?.statistics ?? {};
  });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
