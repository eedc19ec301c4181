import type { MessageDecoder, RawMessage } from "./LogFormat.js";
import type { LogTopic } from "./LogTopic.js";
import { MessageError } from "./logErrors.js";
import { stampOf } from "./stampOf.js";

/** What `util.inspect.custom` is. Importing node:util for it loads all of what its getters offer: 2 ms at each start. */
const inspectCustom: unique symbol = Symbol.for("nodejs.util.inspect.custom");

/** A message of a recording. */
export interface LogMessage<Key extends string = string, Message = unknown> {
  /** The name that the selection gives the topic. */
  readonly topic: Key;
  /** The topic's own name. */
  readonly name: string;
  /**
   * The message itself. It is decoded when it is first asked for.
   * @throws {MessageError} where it is not what its schema says
   */
  readonly message: Message;
  /** Nanoseconds by the clock that was chosen: what messages are ordered by. */
  readonly time: bigint;
  /** Nanoseconds: what the message says of itself. Undefined where it says nothing. */
  readonly stamp: bigint | undefined;
  /** Nanoseconds: when it was recorded. Undefined where the format does not know. */
  readonly logTime: bigint | undefined;
  /** Nanoseconds: when it was published. Undefined where the format does not know. */
  readonly publishTime: bigint | undefined;
  /** Counts how often the topic's clock was reset before this message, with `onReset: "split"`. */
  readonly segment: number;
  /** The file that it stands in. */
  readonly file: string;
}

const notDecoded = Symbol("not decoded");

/** A message on its way through the reader. */
export class ReadMessage implements LogMessage {
  readonly topic: string;
  time = 0n;
  stamp: bigint | undefined;
  segment = 0;
  /** Counts the resets of its topic: what came before one is delivered first. */
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

  /** The message's own time, decoding no more than that takes. */
  readStamp(): bigint | undefined {
    const { decoder } = this.#source;
    if (decoder.stamp === undefined) return stampOf(this.message);
    try {
      return decoder.stamp(this.#raw.data);
    } catch (error) {
      throw this.#error(error);
    }
  }

  /** Bytes that are kept in memory as long as this message is. */
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
        hint: "Was it written with another version of its type, or is it not what the topic says?",
      },
    );
  }
}

/** What the messages of a channel have in common. */
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
