export type { Columns } from "./logs/columns.js";
export type { LogDamage } from "./logs/LogDamage.js";
export { LogFile } from "./logs/LogFile.js";
export type {
  LogBatch,
  LogChannel,
  LogColumn,
  LogFormat,
  MessageDecoder,
  OpenedLog,
  OpenFormatOptions,
  RawMessage,
  ReadOptions,
  TimeSpan,
} from "./logs/LogFormat.js";
export { formatTime, type LogMessage } from "./logs/LogMessage.js";
export { Logs } from "./logs/Logs.js";
export type { LogTopic } from "./logs/LogTopic.js";
export {
  ClockError,
  DamagedLogError,
  MessageError,
  NotThisFormatError,
  SchemaError,
  TopicError,
  UnsupportedLogError,
} from "./logs/logErrors.js";
export { type OpenLogsOptions, openLogs } from "./logs/openLogs.js";
export type { LogProgress } from "./logs/ReadProgress.js";
export { seemsToBe } from "./logs/seemsToBe.js";
export type {
  MessageOf,
  MessageTypes,
  Selection,
  TopicChoice,
  TopicQuery,
} from "./logs/TopicChoice.js";
export type { ClockName, ClockOptions } from "./logs/TopicClock.js";
