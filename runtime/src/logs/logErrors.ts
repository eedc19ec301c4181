import { InputError, type MetricsErrorOptions } from "../errors.js";

/** A file is not of the format that was to read it. */
export class NotThisFormatError extends InputError {
  override readonly name: string = "NotThisFormatError";
}

/** A recording is damaged or cut off, and it was asked that this be an error. */
export class DamagedLogError extends InputError {
  override readonly name: string = "DamagedLogError";
  /** Byte of the file from which on nothing could be read. */
  readonly offset: number;

  constructor(message: string, options: MetricsErrorOptions & { offset: number }) {
    super(message, options);
    this.offset = options.offset;
  }
}

/** A compression or an encoding that cannot be read with what is installed. The hint names a package that can. */
export class UnsupportedLogError extends InputError {
  override readonly name: string = "UnsupportedLogError";
}

/** A schema in a recording does not parse. */
export class SchemaError extends InputError {
  override readonly name: string = "SchemaError";
}

/** A message is not what its schema says. */
export class MessageError extends InputError {
  override readonly name: string = "MessageError";
  readonly topic: string;
  /** Nanoseconds by the log's clock, where the format has one. */
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

/** A topic that was asked for is not there, or several fit. The message lists what is there. */
export class TopicError extends InputError {
  override readonly name: string = "TopicError";
}

/** The clock of a topic jumps back, and it was not said what to do then. */
export class ClockError extends InputError {
  override readonly name: string = "ClockError";
  readonly topic: string;

  constructor(message: string, options: MetricsErrorOptions & { topic: string }) {
    super(message, options);
    this.topic = options.topic;
  }
}
