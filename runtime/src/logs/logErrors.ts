import { InputError, type MetricsErrorOptions } from "../errors.js";

/** The file does not have the format of the reader. */
export class NotThisFormatError extends InputError {
  override readonly name: string = "NotThisFormatError";
}

/** A recording is damaged or truncated, with `damaged: "error"`. */
export class DamagedLogError extends InputError {
  override readonly name: string = "DamagedLogError";
  /** Byte offset from which nothing could be read. */
  readonly offset: number;

  constructor(message: string, options: MetricsErrorOptions & { offset: number }) {
    super(message, options);
    this.offset = options.offset;
  }
}

/** The installed packages cannot read a compression or encoding. The hint names a package that can. */
export class UnsupportedLogError extends InputError {
  override readonly name: string = "UnsupportedLogError";
}

/** A schema in a recording cannot be parsed. */
export class SchemaError extends InputError {
  override readonly name: string = "SchemaError";
}

/** A message does not match its schema. */
export class MessageError extends InputError {
  override readonly name: string = "MessageError";
  readonly topic: string;
  /** Log time in nanoseconds, if the format has it. */
  readonly logTime: bigint | undefined;

  constructor(
    message: string,
    options: MetricsErrorOptions & { topic: string; logTime: bigint | undefined },
  ) {
    super(message, options);
    this.topic = options.topic;
    this.logTime = options.logTime;
  }
}

/** A requested topic is missing, or several match. The message lists the topics. */
export class TopicError extends InputError {
  override readonly name: string = "TopicError";
}

/** The clock of a topic jumps back, and `onReset` does not allow it. */
export class ClockError extends InputError {
  override readonly name: string = "ClockError";
  readonly topic: string;

  constructor(message: string, options: MetricsErrorOptions & { topic: string }) {
    super(message, options);
    this.topic = options.topic;
  }
}
