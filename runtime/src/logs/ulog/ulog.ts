import type { LogFile } from "../LogFile.js";
import type {
  LogBatch,
  LogChannel,
  LogFormat,
  MessageDecoder,
  OpenedLog,
  OpenFormatOptions,
  RawMessage,
  ReadOptions,
} from "../LogFormat.js";
import { UnsupportedLogError } from "../logErrors.js";
import { ulogDecoder } from "./decodeULog.js";
import {
  Announcements,
  decoderOrNothing,
  printedTime,
  readULogIndex,
  stampOf,
  topicKey,
  type ULogIndex,
} from "./readULogIndex.js";
import { scanULog, type ULogMessage, ulogMagic } from "./scanULog.js";
import { isBasic, type ULogType } from "./ulogFormat.js";

/** The topic of messages printed on the vehicle. No uORB topic has a hyphen in its name. */
const printedTopic = "printed-messages";

/**
 * PX4 logs: `.ulg`. A topic is named after its type; additional instances of a sensor are `sensor_accel/1` and so on.
 * Timestamps are relative to the start of the vehicle, as always in ULog. Needs no package.
 */
export const ulog: LogFormat = {
  name: "ULog",
  sniff: (head) => ulogMagic.every((byte, index) => head[index] === byte),
  async open(file, options) {
    const [version = 1] = await file.read(ulogMagic.length, 1);
    if (version > 1) {
      throw new UnsupportedLogError(
        `${file.path} is ULog version ${version}; only version 1 is supported`,
      );
    }
    return new OpenedULog(file, await readULogIndex(file, options), options);
  },
};

class OpenedULog implements OpenedLog {
  readonly channels: readonly LogChannel[];
  readonly damage: ULogIndex["damage"];
  readonly #file: LogFile;
  readonly #index: ULogIndex;
  readonly #byKey = new Map<string, LogChannel>();
  #printed: LogChannel | undefined;

  constructor(file: LogFile, index: ULogIndex, { log }: OpenFormatOptions) {
    this.#file = file;
    this.#index = index;
    this.damage = index.damage;
    for (const { type, multiID, count, times } of index.topics.values()) {
      this.#byKey.set(topicKey(type, multiID), {
        topic: multiID === 0 ? type : `${type}/${multiID}`,
        type,
        encoding: "ulog",
        schemaEncoding: "ulog",
        schema: new TextEncoder().encode(definitionOf(type, index.types)),
        count,
        times: times === undefined ? {} : { log: times, stamp: times },
        decoder: async () => dataDecoder(type, index.types),
      });
    }
    const { printed, dropouts } = index;
    if (printed.count > 0) this.#printed = printedChannel(printed);
    this.channels = [...this.#byKey.values(), ...(this.#printed ? [this.#printed] : [])];
    if (dropouts.count > 0) {
      const seconds = dropouts.milliseconds / 1000;
      log.warn(
        `${file.path}: the logger could not keep up ${timesOf(dropouts.count)}; ${seconds} s of messages are missing in total`,
      );
    }
  }

  async *read(
    wanted: ReadonlySet<LogChannel>,
    { signal, onDamage }: ReadOptions,
  ): AsyncGenerator<LogBatch> {
    const announced = new Announcements();
    const stamps = new Map<string, (message: Uint8Array) => bigint | undefined>();
    for (const [key, { type }] of this.#byKey) {
      const decoder = decoderOrNothing(type, this.#index.types);
      stamps.set(key, (message) => stampOf(decoder, message));
    }
    const end = this.damage?.offset ?? this.#file.size;
    const order = new TimeOrder();
    let position = 0;
    let damage = this.damage;
    const take = (message: ULogMessage): void => {
      const { type, data } = message;
      if (type === "A") announced.add(data);
      else if (type === "D") {
        const key = announced.keyOf(data);
        const channel = key === undefined ? undefined : this.#byKey.get(key);
        if (key === undefined || channel === undefined || !wanted.has(channel)) return;
        const bytes = data.subarray(2);
        order.add({
          channel,
          logTime: stamps.get(key)?.(bytes),
          publishTime: undefined,
          data: bytes,
        });
      } else if ((type === "L" || type === "C") && this.#printed && wanted.has(this.#printed)) {
        const logTime = printedTime(type, data);
        order.add({ channel: this.#printed, logTime, publishTime: undefined, data: message });
      }
    };
    for (const part of this.#index.parts) {
      if (part.from >= end) break;
      const upTo = { from: part.from, to: Math.min(part.to, end) };
      for await (const piece of scanULog(this.#file, upTo, (found) => (damage ??= found))) {
        signal?.throwIfAborted();
        for (const message of piece.messages) take(message);
        position = piece.position;
        const messages = order.takeReady();
        if (messages.length > 0) yield { messages, position };
      }
    }
    const messages = order.takeAll();
    if (messages.length > 0) yield { messages, position };
    if (damage !== undefined) onDamage(damage);
  }

  async close(): Promise<void> {}
}

/** Maximum delay of a logger in nanoseconds. */
const lateness = 1_000_000_000n;

/** Sorts messages that are slightly out of order: the recorder writes topic after topic, not by time. */
class TimeOrder {
  #held: RawMessage[] = [];
  #latest = 0n;

  add(message: RawMessage): void {
    this.#held.push(message);
    if (message.logTime !== undefined && message.logTime > this.#latest) {
      this.#latest = message.logTime;
    }
  }

  /** The messages that no later one can precede. */
  takeReady(): RawMessage[] {
    this.#sort();
    const until = this.#latest - lateness;
    const count = this.#held.findIndex(({ logTime = 0n }) => logTime > until);
    return this.#held.splice(0, count < 0 ? this.#held.length : count);
  }

  takeAll(): RawMessage[] {
    this.#sort();
    return this.#held.splice(0);
  }

  #sort(): void {
    this.#held.sort(({ logTime: a = 0n }, { logTime: b = 0n }) => (a < b ? -1 : a > b ? 1 : 0));
  }
}

/** The definitions of a type and its nested types, one per line. */
function definitionOf(name: string, types: ReadonlyMap<string, ULogType>): string {
  const names = new Set([name]);
  // Iterating over a growing set includes new elements.
  for (const one of names) {
    for (const { type } of types.get(one)?.fields ?? []) if (!isBasic(type)) names.add(type);
  }
  return [...names]
    .flatMap((one) => types.get(one) ?? [])
    .map(({ name: own, fields }) => {
      const parts = fields.map(
        (field) =>
          `${field.type}${field.length === undefined ? "" : `[${field.length}]`} ${field.name}`,
      );
      return `${own}:${parts.join(";")};`;
    })
    .join("\n");
}

function dataDecoder(type: string, types: ReadonlyMap<string, ULogType>): MessageDecoder {
  const decoder = ulogDecoder(type, types);
  return {
    decode: (data) => decoder.decode(data as Uint8Array),
    ...(decoder.timestampAt !== undefined && {
      stamp: (data: unknown) => stampOf(decoder, data as Uint8Array),
    }),
  };
}

function printedChannel({ count, times }: ULogIndex["printed"]): LogChannel {
  const text = new TextDecoder();
  return {
    topic: printedTopic,
    type: printedTopic,
    encoding: "ulog",
    schemaEncoding: "",
    schema: new Uint8Array(),
    columns: [
      { name: "timestamp", kind: "bigint", note: "µs" },
      // Syslog levels, from 0 for emergency to 7 for debug.
      { name: "level", kind: "integer" },
      { name: "message", kind: "string" },
    ],
    count,
    times: times === undefined ? {} : { log: times, stamp: times },
    decoder: async () => ({
      decode(data) {
        const { type, data: bytes } = data as ULogMessage;
        const at = type === "L" ? 1 : 3;
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        return {
          timestamp: view.getBigUint64(at, true),
          // Loggers write the level as a digit.
          level: view.getUint8(0) - 0x30,
          message: text.decode(bytes.subarray(at + 8)),
        };
      },
      stamp(data) {
        const { type, data: bytes } = data as ULogMessage;
        return printedTime(type === "L" ? "L" : "C", bytes);
      },
    }),
  };
}

function timesOf(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
