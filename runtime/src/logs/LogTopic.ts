import type { LogFile } from "./LogFile.js";
import type { LogChannel, LogColumn, OpenedLog, TimeSpan } from "./LogFormat.js";

/** A topic of one recording. If two recordings have the same topic, each has an entry. */
export interface LogTopic {
  readonly name: string;
  /** Type name as in the recording: `nav_msgs/msg/Odometry`. Empty if the format has no types. */
  readonly type: string;
  /** `cdr`, `ros1`, `protobuf`, `json`, `csv` … */
  readonly encoding: string;
  readonly schemaEncoding: string;
  /** Columns of a table; undefined if messages have a schema. */
  readonly columns: readonly LogColumn[] | undefined;
  /** Number of messages, if known without reading all of them. */
  readonly count: number | undefined;
  /** First and last timestamp in nanoseconds, for the clocks where they are known without reading everything. */
  readonly times: {
    readonly log?: TimeSpan;
    readonly publish?: TimeSpan;
    readonly stamp?: TimeSpan;
  };
  /** The first file of the recording with this topic. */
  readonly file: string;
  /** All files, if the recording is split. */
  readonly files: readonly string[];
  /** One per file and schema, including the schemas. */
  readonly channels: readonly LogChannel[];
}

/** An open file, and its format. */
export interface LogPart {
  readonly file: LogFile;
  readonly opened: OpenedLog;
  readonly formatName: string;
}

/** One file, or several consecutive ones. */
export interface Recording {
  readonly parts: readonly LogPart[];
  readonly topics: readonly LogTopic[];
}
