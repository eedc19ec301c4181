import type { Log } from "../log.js";
import type { LogDamage } from "./LogDamage.js";
import type { LogFile } from "./LogFile.js";

/**
 * A kind of recording that {@link openLogs} can read. Each is a sub-path of its own, so that an
 * image holds only the libraries of the formats that its project uses.
 */
export interface LogFormat {
  /** As people call it, for messages: `MCAP`. */
  readonly name: string;
  /**
   * Whether a file is of this format, by its content: `head` are its first bytes (at most 64 KiB, the
   * whole file where that is shorter). An ending is no proof, but may decide between formats of plain text.
   */
  sniff(head: Uint8Array, path: string): boolean;
  /**
   * Opens a file that `sniff` accepted and finds out what it holds, without reading it whole where
   * the format has an index.
   * @throws {NotThisFormatError} where a closer look shows another format
   * @throws {UnsupportedLogError} where nothing in the file can be read with what is installed
   */
  open(file: LogFile, options: OpenFormatOptions): Promise<OpenedLog>;
}

/** What a format is told when it opens a file. */
export interface OpenFormatOptions {
  readonly log: Log;
  readonly signal: AbortSignal | undefined;
  /** Call while a long scan goes on, with the bytes of the file that are behind. */
  readonly onProgress?: ((position: number) => void) | undefined;
}

/** One file of a recording, opened by its format. */
export interface OpenedLog {
  /** One entry for each topic and schema. A topic whose messages have two schemas has two entries. */
  readonly channels: readonly LogChannel[];
  /** What was found to be wrong with the file so far. Reading may find more, see {@link ReadOptions.onDamage}. */
  readonly damage: LogDamage | undefined;
  /**
   * The messages of these channels, a batch at a time (a chunk of the file, some hundred rows …).
   * Log times should ascend as far as the format can tell without keeping the file in memory;
   * messages of one channel with equal times keep the order of the file.
   *
   * Never throws for damage: reads up to it, calls `onDamage`, and ends. Decodes nothing itself.
   */
  read(channels: ReadonlySet<LogChannel>, options: ReadOptions): AsyncIterable<LogBatch>;
  /**
   * The last message of a channel, where that can be had without reading the file: it tells whether a
   * topic that begins with stamps of zero has better ones later.
   */
  last?(channel: LogChannel): Promise<RawMessage | undefined>;
  /** Frees what `open` took besides the file, whose handle belongs to the caller. */
  close(): Promise<void>;
}

/** What a format is told when it reads. */
export interface ReadOptions {
  readonly signal: AbortSignal | undefined;
  /** Where the file ends early or its bytes make no sense. What lies behind is lost, what came before was yielded. */
  onDamage(damage: LogDamage): void;
}

/** First and last time by one clock, in nanoseconds. */
export interface TimeSpan {
  readonly first: bigint;
  readonly last: bigint;
}

/** The messages of one topic in one file that share a schema. */
export interface LogChannel {
  /** `/odom`. For tables without topics (CSV, Parquet) the file's name without its ending. */
  readonly topic: string;
  /** As the file spells it: `nav_msgs/msg/Odometry`. Empty where the format has no types. */
  readonly type: string;
  /** How messages are encoded: `cdr`, `ros1`, `protobuf`, `json`, `csv`, `ulog`, `parquet` … */
  readonly encoding: string;
  /** How the schema is written: `ros2msg`, `ros1msg`, `ros2idl`, `omgidl`, `protobuf`, `jsonschema`, or empty. */
  readonly schemaEncoding: string;
  /**
   * The schema as the file holds it (UTF-8 text, or a FileDescriptorSet). Tables without a schema give
   * their columns, see `columns`.
   */
  readonly schema: Uint8Array;
  /** Columns of a table, in order; undefined where messages have a schema. */
  readonly columns?: readonly LogColumn[] | undefined;
  /** Number of messages, where it is known without reading all of them. */
  readonly count: number | undefined;
  /** First and last time, by the clocks for which they are known without reading everything. */
  readonly times: {
    readonly log?: TimeSpan;
    readonly publish?: TimeSpan;
    readonly stamp?: TimeSpan;
  };
  /**
   * Prepares what decodes this channel's messages: loads the library, compiles the schema. Called once,
   * and only for a channel that is read.
   * @throws {UnsupportedLogError} for an encoding that cannot be decoded
   * @throws {SchemaError} for a schema that does not parse
   */
  decoder(): Promise<MessageDecoder>;
}

/** A column of a table. */
export interface LogColumn {
  readonly name: string;
  /** What its cells hold: `integer` becomes a bigint where it is beyond 2^53 in size. */
  readonly kind: "number" | "integer" | "bigint" | "boolean" | "string" | "unknown";
  /** As the file says it, where it does: `m/s`, `INT64`. */
  readonly note?: string | undefined;
}

/** Makes messages of one channel out of what {@link RawMessage.data} holds. */
export interface MessageDecoder {
  /** May throw anything: the reader says of which topic, time and schema. */
  decode(data: unknown): unknown;
  /**
   * The message's own time in nanoseconds, where it can be had without decoding all of it, or lies in
   * a place that only the format knows (a time column). Where this is left out, the reader decodes the
   * message and looks for `header.stamp`, for the stamp of a transform, and the like.
   */
  stamp?(data: unknown): bigint | undefined;
}

/** Some messages, as they follow each other. */
export interface LogBatch {
  readonly messages: readonly RawMessage[];
  /** Bytes of the file that are behind, for progress. */
  readonly position: number;
}

/** A message that was not decoded yet. */
export interface RawMessage {
  readonly channel: LogChannel;
  /** When it was recorded, in nanoseconds. Undefined where the format knows the message's own time alone. */
  readonly logTime: bigint | undefined;
  /** When it was published, in nanoseconds, where the format tells that apart. */
  readonly publishTime: bigint | undefined;
  /** Bytes, or a parsed row: what the channel's decoder takes. */
  readonly data: unknown;
}
