import type { LogDamage } from "../LogDamage.js";
import type { LogFile } from "../LogFile.js";
import type { OpenFormatOptions, TimeSpan } from "../LogFormat.js";
import { type ULogDecoder, ulogDecoder } from "./decodeULog.js";
import { headerSize, scanULog, type ULogMessage, type ULogPart } from "./scanULog.js";
import { parseType, type ULogType } from "./ulogFormat.js";

/** A declared topic: the instance `multiID` of a type. */
interface ULogTopic {
  readonly type: string;
  /** 0, or higher if a vehicle has several sensors of a kind. */
  readonly multiID: number;
  count: number;
  times: TimeSpan | undefined;
}

/** The result of scanning a log. */
export interface ULogIndex {
  readonly parts: readonly ULogPart[];
  readonly types: ReadonlyMap<string, ULogType>;
  /** By name and instance, see {@link topicKey}. */
  readonly topics: ReadonlyMap<string, ULogTopic>;
  /** Messages printed on the vehicle. */
  readonly printed: { count: number; times: TimeSpan | undefined };
  /** Dropouts: times when the logger could not keep up. */
  readonly dropouts: { count: number; milliseconds: number };
  readonly damage: LogDamage | undefined;
}

/** Identifies the instance of a type. */
export function topicKey(type: string, multiID: number): string {
  return `${multiID}:${type}`;
}

/** Maps the numbers in data messages to topics, as the log proceeds. */
export class Announcements {
  readonly #topics = new Map<number, { key: string; type: string; multiID: number }>();

  /** Processes an `A` message. Undefined if it is too short. */
  add(data: Uint8Array): { key: string; type: string; multiID: number } | undefined {
    const [multiID, low, high] = data;
    if (multiID === undefined || low === undefined || high === undefined) return undefined;
    const type = text.decode(data.subarray(3));
    const topic = { key: topicKey(type, multiID), type, multiID };
    this.#topics.set(low + high * 256, topic);
    return topic;
  }

  /** The topic key of a `D` message; undefined if its number was not declared. */
  keyOf(data: Uint8Array): string | undefined {
    const [low = 0, high = 0] = data;
    return this.#topics.get(low + high * 256)?.key;
  }
}

const text = new TextDecoder();

/** Scans a log from start to end, because it has no index. */
export async function readULogIndex(
  file: LogFile,
  options: Pick<OpenFormatOptions, "signal" | "onProgress">,
): Promise<ULogIndex> {
  const scan = new IndexScan();
  let parts: ULogPart[] = [{ from: headerSize, to: file.size }];
  // The very first message states whether the log was appended to.
  const [first] = await firstMessages(file);
  if (first?.type === "B") parts = partsOf(first.data, file.size);
  let damage: LogDamage | undefined;
  for (const part of parts) {
    for await (const piece of scanULog(file, part, (found) => (damage ??= found))) {
      options.signal?.throwIfAborted();
      for (const message of piece.messages) {
        const problem = scan.take(message);
        if (problem === undefined) continue;
        const lostBytes = file.size - message.position;
        return { parts, ...scan, damage: { offset: message.position, lostBytes, reason: problem } };
      }
      options.onProgress?.(piece.position);
    }
  }
  return { parts, ...scan, damage };
}

async function firstMessages(file: LogFile): Promise<readonly ULogMessage[]> {
  const part = { from: headerSize, to: Math.min(file.size, headerSize + 4096) };
  for await (const { messages } of scanULog(file, part, () => {})) return messages;
  return [];
}

/** The byte offsets where the log was appended to. */
function partsOf(flags: Uint8Array, size: number): ULogPart[] {
  const parts: ULogPart[] = [];
  let from = headerSize;
  const view = new DataView(flags.buffer, flags.byteOffset, flags.byteLength);
  const isAppended = flags.length >= 40 && ((flags[8] ?? 0) & 1) === 1;
  for (const at of isAppended ? [16, 24, 32] : []) {
    const offset = Number(view.getBigUint64(at, true));
    if (offset <= from || offset >= size) continue;
    parts.push({ from, to: offset });
    from = offset;
  }
  return [...parts, { from, to: size }];
}

class IndexScan {
  readonly types = new Map<string, ULogType>();
  readonly topics = new Map<string, ULogTopic>();
  readonly printed: { count: number; times: TimeSpan | undefined } = { count: 0, times: undefined };
  readonly dropouts = { count: 0, milliseconds: 0 };
  readonly #announced = new Announcements();
  readonly #decoders = new Map<string, ULogDecoder | undefined>();

  /** Why the message is invalid, if it is. */
  take({ type, data }: ULogMessage): string | undefined {
    switch (type) {
      case "F":
        return this.#define(data);
      case "A": {
        const topic = this.#announced.add(data);
        if (topic === undefined) return "the declaration of a topic is truncated";
        const { key, type: name, multiID } = topic;
        if (!this.topics.has(key)) {
          this.topics.set(key, { type: name, multiID, count: 0, times: undefined });
        }
        return undefined;
      }
      case "D":
        return this.#count(data);
      case "L":
      case "C": {
        const time = printedTime(type, data);
        if (time === undefined) return "a printed line is truncated";
        this.printed.count += 1;
        this.printed.times = extended(this.printed.times, time);
        return undefined;
      }
      case "O":
        this.dropouts.count += 1;
        this.dropouts.milliseconds += (data[0] ?? 0) + (data[1] ?? 0) * 256;
        return undefined;
      default:
        return undefined;
    }
  }

  #define(data: Uint8Array): string | undefined {
    const definition = parseType(text.decode(data));
    if (definition === undefined) return "the definition of a type is invalid";
    this.types.set(definition.name, definition);
    return undefined;
  }

  #count(data: Uint8Array): string | undefined {
    const key = this.#announced.keyOf(data);
    const topic = key === undefined ? undefined : this.topics.get(key);
    if (topic === undefined) return "a message belongs to a topic that was not declared";
    topic.count += 1;
    const time = stampOf(this.#decoderOf(topic.type), data.subarray(2));
    if (time !== undefined) topic.times = extended(topic.times, time);
    return undefined;
  }

  #decoderOf(type: string): ULogDecoder | undefined {
    if (!this.#decoders.has(type)) this.#decoders.set(type, decoderOrNothing(type, this.types));
    return this.#decoders.get(type);
  }
}

/** A type that cannot be decoded is only reported when its messages are requested. */
export function decoderOrNothing(
  type: string,
  types: ReadonlyMap<string, ULogType>,
): ULogDecoder | undefined {
  try {
    return ulogDecoder(type, types);
  } catch {
    return undefined;
  }
}

/** Nanoseconds since the vehicle was started; undefined for a type without a timestamp, or if the message is too short. */
export function stampOf(decoder: ULogDecoder | undefined, message: Uint8Array): bigint | undefined {
  const at = decoder?.timestampAt;
  if (at === undefined || message.length < at + 8) return undefined;
  return microseconds(message, at);
}

/** Timestamp of a printed line in nanoseconds. `C` lines have a tag before it. */
export function printedTime(type: "L" | "C", data: Uint8Array): bigint | undefined {
  const at = type === "L" ? 1 : 3;
  return data.length < at + 8 ? undefined : microseconds(data, at);
}

function microseconds(bytes: Uint8Array, at: number): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getBigUint64(at, true) * 1000n;
}

function extended(span: TimeSpan | undefined, time: bigint): TimeSpan {
  if (span === undefined) return { first: time, last: time };
  if (time < span.first) return { ...span, first: time };
  return time > span.last ? { ...span, last: time } : span;
}
