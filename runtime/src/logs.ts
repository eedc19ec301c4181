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
export {
  ClockError,
  DamagedLogError,
  MessageError,
  NotThisFormatError,
  SchemaError,
  TopicError,
  UnsupportedLogError,
} from "./logs/logErrors.js";
