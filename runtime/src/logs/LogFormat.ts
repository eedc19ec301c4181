import type { Log } from "../log.js";
import type { LogDamage } from "./LogDamage.js";
import type { LogFile } from "./LogFile.js";

/**
 * A kind of recording that {@link openLogs} can read. Each has its own entry point, so that an image contains only the
 * libraries of the formats that its project uses.
 */
export interface LogFormat {
  /** Name for messages: `MCAP`. */
  readonly name: string;
  /**
   * Whether a file has this format, by its content: `head` is its first bytes (up to 64 KiB, or the whole file). The file
   * extension is not sufficient, but may decide between text formats.
   */
  sniff(head: Uint8Array, path: string): boolean;
  /**
   * Opens a file that `sniff` accepted and determines its contents, without reading all of it if the format has an index.
   * @throws {NotThisFormatError} if the file turns out to have another format
   * @throws {UnsupportedLogError} if nothing in the file can be read with the installed packages
   */
  open(file: LogFile, options: OpenFormatOptions): Promise<OpenedLog>;
}

/** Options for opening a file. */
export interface OpenFormatOptions {
  readonly log: Log;
  readonly signal: AbortSignal | undefined;
  /** Called during a long scan, with the number of bytes processed. */
  readonly onProgress?: ((position: number) => void) | undefined;
}

/** One file of a recording, opened by its format. */
export interface OpenedLog {
  /** One entry per topic and schema. A topic with two schemas has two entries. */
  readonly channels: readonly LogChannel[];
  /** The damage found so far. Reading may find more, see {@link ReadOptions.onDamage}. */
  readonly damage: LogDamage | undefined;
  /**
   * The messages of these channels in batches (a chunk of the file, some hundred rows …). Log times should ascend as far as
   * possible without keeping the file in memory. Messages of one channel with equal times keep their file order.
   *
   * Never throws for damage: reads up to it, calls `onDamage`, and ends. Does not decode messages.
   */
  read(channels: ReadonlySet<LogChannel>, options: ReadOptions): AsyncIterable<LogBatch>;
  /**
   * The last message of a channel, if available without reading the file. It shows whether a topic
   * that starts with zero stamps has valid ones later.
   */
  last?(channel: LogChannel): Promise<RawMessage | undefined>;
  /** Releases what `open` acquired, except the file handle, which belongs to the caller. */
  close(): Promise<void>;
}

/** Options for reading. */
export interface ReadOptions {
  readonly signal: AbortSignal | undefined;
  /** Called if the file is truncated or has invalid bytes. The rest is lost; earlier messages were yielded. */
  onDamage(damage: LogDamage): void;
}

/** First and last timestamp of one clock, in nanoseconds. */
export interface TimeSpan {
  readonly first: bigint;
  readonly last: bigint;
}

/** The messages of one topic in one file that share a schema. */
export interface LogChannel {
  /** `/odom`. For tables without topics (CSV, Parquet): the file name without its extension. */
  readonly topic: string;
  /** Type name as in the file: `nav_msgs/msg/Odometry`. Empty if the format has no types. */
  readonly type: string;
  /** Message encoding: `cdr`, `ros1`, `protobuf`, `json`, `csv`, `ulog`, `parquet` … */
  readonly encoding: string;
  /** Schema encoding: `ros2msg`, `ros1msg`, `ros2idl`, `omgidl`, `protobuf`, `jsonschema`, or empty. */
  readonly schemaEncoding: string;
  /**
   * The schema as in the file (UTF-8 text, or a FileDescriptorSet). Tables without a schema have `columns` instead.
   */
  readonly schema: Uint8Array;
  /** Columns of a table, in order; undefined if messages have a schema. */
  readonly columns?: readonly LogColumn[] | undefined;
  /** Number of messages, if known without reading all of them. */
  readonly count: number | undefined;
  /** First and last timestamp, for the clocks where they are known without reading everything. */
  readonly times: {
    readonly log?: TimeSpan;
    readonly publish?: TimeSpan;
    readonly stamp?: TimeSpan;
  };
  /**
   * Prepares the decoder of this channel: loads the library, compiles the schema. Called once, and only for channels that
   * are read.
   * @throws {UnsupportedLogError} if the encoding cannot be decoded
   * @throws {SchemaError} if the schema cannot be parsed
   */
  decoder(): Promise<MessageDecoder>;
}

/** A column of a table. */
export interface LogColumn {
  readonly name: string;
  /** Type of its cells: an `integer` becomes a bigint beyond ±2^53. */
  readonly kind: "number" | "integer" | "bigint" | "boolean" | "string" | "unknown";
  /** Unit or type in the file, if any: `m/s`, `INT64`. */
  readonly note?: string | undefined;
}

/** Decodes the messages of one channel from {@link RawMessage.data}. */
export interface MessageDecoder {
  /** May throw anything: the reader adds topic, time and schema. */
  decode(data: unknown): unknown;
  /**
   * The message's own timestamp in nanoseconds, if available without decoding all of it, or if only the format knows where
   * it is (a time column). Without this function, the reader decodes the message and looks for `header.stamp`, the stamp
   * of a transform, and similar fields. With it, a message that has neither a stamp nor a log time is skipped and counted.
   */
  stamp?(data: unknown): bigint | undefined;
  /** What is odd about the decoded messages so far, as a predicate: their values may be wrong. */
  doubt?(): string | undefined;
  /** Where the message is in its file, if that helps to find it: `line 17`. */
  where?(data: unknown): string;
}

/** Consecutive messages. */
export interface LogBatch {
  readonly messages: readonly RawMessage[];
  /** Number of bytes processed, for progress. */
  readonly position: number;
}

/** A message that is not yet decoded. */
export interface RawMessage {
  readonly channel: LogChannel;
  /** Time of recording in nanoseconds. Undefined if the format only has the message's own timestamp. */
  readonly logTime: bigint | undefined;
  /** Time of publication in nanoseconds, if the format has it separately. */
  readonly publishTime: bigint | undefined;
  /** Bytes or a parsed row, for the channel's decoder. */
  readonly data: unknown;
}
