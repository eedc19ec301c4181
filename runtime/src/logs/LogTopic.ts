import type { LogFile } from "./LogFile.js";
import type { LogChannel, LogColumn, OpenedLog, TimeSpan } from "./LogFormat.js";

/** A topic of one recording. Two recordings that hold the same topic have an entry each. */
export interface LogTopic {
  readonly name: string;
  /** As the recording spells it: `nav_msgs/msg/Odometry`. Empty where the format has no types. */
  readonly type: string;
  /** `cdr`, `ros1`, `protobuf`, `json`, `csv` … */
  readonly encoding: string;
  readonly schemaEncoding: string;
  /** Columns of a table; undefined where messages have a schema. */
  readonly columns: readonly LogColumn[] | undefined;
  /** Number of messages, where it is known without reading all of them. */
  readonly count: number | undefined;
  /** First and last time in nanoseconds, by the clocks for which they are known without reading everything. */
  readonly times: {
    readonly log?: TimeSpan;
    readonly publish?: TimeSpan;
    readonly stamp?: TimeSpan;
  };
  /** The first file of the recording that holds it. */
  readonly file: string;
  /** All of them, where the recording is split. */
  readonly files: readonly string[];
  /** One for each file and schema, with the schemas themselves. */
  readonly channels: readonly LogChannel[];
}

/** A file that is open, and what opened it. */
export interface LogPart {
  readonly file: LogFile;
  readonly opened: OpenedLog;
  readonly formatName: string;
}

/** Files that follow each other in time, or one. */
export interface Recording {
  readonly parts: readonly LogPart[];
  readonly topics: readonly LogTopic[];
}
