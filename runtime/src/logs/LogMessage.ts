import type { MessageDecoder, RawMessage } from "./LogFormat.js";
import type { LogTopic } from "./LogTopic.js";
import { MessageError } from "./logErrors.js";
import { stampOf } from "./stampOf.js";

/** The same as `util.inspect.custom`. Importing node:util would cost 2 ms at each start. */
const inspectCustom: unique symbol = Symbol.for("nodejs.util.inspect.custom");

/** A message of a recording. */
export interface LogMessage<Key extends string = string, Message = unknown> {
  /** The name of the topic in your selection. */
  readonly topic: Key;
  /** The topic's own name. */
  readonly name: string;
  /**
   * The message itself, decoded on first access.
   * @throws {MessageError} if it does not match its schema
   */
  readonly message: Message;
  /** Timestamp of the chosen clock in nanoseconds; messages are ordered by it. */
  readonly time: bigint;
  /** The message's own timestamp in nanoseconds. Undefined if it has none. */
  readonly stamp: bigint | undefined;
  /** Time of recording in nanoseconds. Undefined if the format does not have it. */
  readonly logTime: bigint | undefined;
  /** Time of publication in nanoseconds. Undefined if the format does not have it. */
  readonly publishTime: bigint | undefined;
  /** How often the topic's clock was reset before this message, with `onReset: "split"`. */
  readonly segment: number;
  /** The file of the message. */
  readonly file: string;
}

const notDecoded = Symbol("not decoded");

/** A message inside the reader. */
export class ReadMessage implements LogMessage {
  readonly topic: string;
  time = 0n;
  stamp: bigint | undefined;
  segment = 0;
  /** Number of resets of its topic: messages before a reset are delivered first. */
  epoch = 0;
  readonly #raw: RawMessage;
  readonly #source: MessageSource;
  #decoded: unknown = notDecoded;

  constructor(topic: string, raw: RawMessage, source: MessageSource) {
    this.topic = topic;
    this.#raw = raw;
    this.#source = source;
  }

  get name(): string {
    return this.#source.topic.name;
  }

  get file(): string {
    return this.#source.file;
  }

  get logTime(): bigint | undefined {
    return this.#raw.logTime;
  }

  get publishTime(): bigint | undefined {
    return this.#raw.publishTime;
  }

  get message(): unknown {
    if (this.#decoded === notDecoded) this.#decoded = this.#decode();
    return this.#decoded;
  }

  /** The message's own timestamp; decodes only what is needed. */
  readStamp(): bigint | undefined {
    const { decoder } = this.#source;
    if (decoder.stamp === undefined) return stampOf(this.message);
    try {
      return decoder.stamp(this.#raw.data);
    } catch (error) {
      throw this.#error(error);
    }
  }

  /** Where it is in its file: `line 17`. Undefined if the format does not tell. */
  get where(): string | undefined {
    return this.#source.decoder.where?.(this.#raw.data);
  }

  /** Bytes of memory that this message keeps alive. */
  get size(): number {
    return this.#raw.data instanceof Uint8Array ? this.#raw.data.byteLength : 256;
  }

  [inspectCustom](): object {
    const { topic, name, message, time, stamp, logTime, publishTime, segment, file } = this;
    return { topic, name, message, time, stamp, logTime, publishTime, segment, file };
  }

  #decode(): unknown {
    const { decoder } = this.#source;
    try {
      return decoder.decode(this.#raw.data);
    } catch (error) {
      throw this.#error(error);
    }
  }

  #error(cause: unknown): MessageError {
    const { topic, file } = this.#source;
    const { channel, logTime } = this.#raw;
    const schema = [channel.type, channel.schemaEncoding].filter((word) => word !== "").join(", ");
    const reason = cause instanceof Error ? cause.message : String(cause);
    const at = logTime === undefined ? "" : ` at ${formatTime(logTime)} s of the log's clock`;
    return new MessageError(
      `${file}: a message of ${topic.name}${at} cannot be decoded as ${channel.encoding}${schema && ` by its schema (${schema})`}: ${reason}`,
      {
        topic: topic.name,
        logTime,
        cause,
        hint: "Was it written with another version of its type, or does the topic have another type?",
      },
    );
  }
}

/** What the messages of a channel share. */
export interface MessageSource {
  readonly topic: LogTopic;
  readonly file: string;
  readonly decoder: MessageDecoder;
}

/** Nanoseconds as seconds, exactly: `928.8`. */
export function formatTime(nanoseconds: bigint): string {
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const rest = (size % 1_000_000_000n).toString().padStart(9, "0").replace(/0+$/, "");
  return `${nanoseconds < 0n ? "-" : ""}${size / 1_000_000_000n}${rest && `.${rest}`}`;
}
