import { type DecoderLoaders, loadDecoder } from "../decoders/loadDecoder.js";
import type { LogDamage } from "../LogDamage.js";
import type { LogFile } from "../LogFile.js";
import type {
  LogBatch,
  LogChannel,
  LogFormat,
  OpenedLog,
  OpenFormatOptions,
  RawMessage,
  ReadOptions,
} from "../LogFormat.js";
import { UnsupportedLogError } from "../logErrors.js";
import {
  type BagChunk,
  type BagConnection,
  type BagIndex,
  readChunk,
  readHeader,
  readIndex,
  scanBag,
} from "./BagIndex.js";
import { BagRecordError, bagMagic } from "./bagRecords.js";

/** The message encoding of bags. */
const decoders: DecoderLoaders = {
  "ros1 ros1msg": async () => (await import("../decoders/ros1Decoder.js")).ros1Decoder,
};

/**
 * Recordings of ROS 1: `.bag`, and `.bag.active` files that were not closed. Chunks may use bz2 (package seek-bzip) or lz4
 * (lz4js). Messages are decoded with their definitions in the bag (@foxglove/rosmsg, @foxglove/rosmsg-serialization).
 */
export const rosbag1: LogFormat = {
  name: "ROS 1 bag",
  sniff: (head) => startsWith(head, "#ROSBAG V"),
  open,
};

function startsWith(bytes: Uint8Array, text: string): boolean {
  return new TextDecoder("latin1").decode(bytes.subarray(0, text.length)) === text;
}

async function open(file: LogFile, options: OpenFormatOptions): Promise<OpenedLog> {
  const head = await file.read(0, bagMagic.length);
  if (head.length === bagMagic.length && !startsWith(head, bagMagic)) {
    const version = new TextDecoder("latin1").decode(head.subarray(1, 12)).trim();
    throw new UnsupportedLogError(`${file.path} is a bag of the old version ${version}`, {
      hint: "Convert it to version 2.0 with `rosbag fix`.",
    });
  }
  return new OpenedBag(file, await indexOf(file, options));
}

async function indexOf(file: LogFile, options: OpenFormatOptions): Promise<BagIndex> {
  try {
    const header = await readHeader(file);
    if (header.encryptor !== "") {
      throw new UnsupportedLogError(`${file.path} is encrypted by ${header.encryptor}`, {
        hint: "Decrypt it with `rosbag decrypt`.",
      });
    }
    return (await readIndex(file, header)) ?? (await scanBag(file, header.end, options));
  } catch (error) {
    if (!(error instanceof BagRecordError)) throw error;
    const damage = { offset: bagMagic.length, lostBytes: file.size, reason: error.message };
    return { connections: new Map(), chunks: [], times: new Map(), damage };
  }
}

/** Several publishers of a topic have separate connections, but share one channel. */
interface BagChannel extends LogChannel {
  readonly connections: ReadonlySet<number>;
}

class OpenedBag implements OpenedLog {
  readonly channels: readonly BagChannel[];
  readonly damage: LogDamage | undefined;
  readonly #file: LogFile;
  /** Ordered by the time of their first message. */
  readonly #chunks: readonly BagChunk[];

  constructor(file: LogFile, index: BagIndex) {
    this.#file = file;
    this.#chunks = index.chunks.toSorted(byTime((chunk) => chunk.first));
    this.channels = channelsOf(file.path, index);
    this.damage = index.damage;
  }

  /**
   * Chunks overlap in time if a bag was merged from others, or written topic by topic. Therefore, a
   * chunk is read once all earlier messages were yielded, and no message is yielded before all that
   * may precede it were read.
   */
  async *read(
    wanted: ReadonlySet<LogChannel>,
    { signal, onDamage }: ReadOptions,
  ): AsyncGenerator<LogBatch> {
    const channelOf = new Map<number, BagChannel>();
    for (const channel of this.channels) {
      if (!wanted.has(channel)) continue;
      for (const id of channel.connections) channelOf.set(id, channel);
    }
    const chunks = this.#chunks.filter(({ counts }) =>
      [...counts.keys()].some((id) => channelOf.has(id)),
    );
    let pending: TimedMessage[] = [];
    let position = 0;
    let damage: LogDamage | undefined;
    for (const [number, chunk] of chunks.entries()) {
      signal?.throwIfAborted();
      const next = chunks[number + 1]?.first;
      try {
        const { messages, end } = await readChunk(this.#file, chunk.position, (id) =>
          channelOf.has(id),
        );
        for (const { connection, time, data } of messages) {
          const channel = channelOf.get(connection);
          if (channel) pending.push({ channel, logTime: time, publishTime: undefined, data });
        }
        position = Math.max(position, end);
      } catch (error) {
        if (!(error instanceof BagRecordError)) throw error;
        damage = {
          offset: chunk.position,
          lostBytes: this.#file.size - chunk.position,
          reason: error.message,
          lostMessages: messagesIn(chunks.slice(number), channelOf),
        };
        break;
      }
      pending.sort(byTime((message) => message.logTime));
      const ready = next === undefined ? pending.length : firstFrom(pending, next);
      if (ready > 0) {
        yield { messages: pending.slice(0, ready), position };
        pending = pending.slice(ready);
      }
    }
    if (pending.length > 0) yield { messages: pending, position };
    damage ??= this.damage;
    if (damage !== undefined) onDamage(damage);
  }

  async close(): Promise<void> {}
}

type TimedMessage = RawMessage & { logTime: bigint };

function byTime<T>(timeOf: (one: T) => bigint): (a: T, b: T) => number {
  return (a, b) => {
    const [left, right] = [timeOf(a), timeOf(b)];
    return left < right ? -1 : left > right ? 1 : 0;
  };
}

/** The index of the first message at `time` or later. */
function firstFrom(messages: readonly TimedMessage[], time: bigint): number {
  const index = messages.findIndex(({ logTime }) => logTime >= time);
  return index < 0 ? messages.length : index;
}

function messagesIn(
  chunks: readonly BagChunk[],
  wanted: { has(connection: number): boolean },
): number {
  return chunks
    .flatMap(({ counts }) => [...counts])
    .reduce((sum, [id, count]) => (wanted.has(id) ? sum + count : sum), 0);
}

function channelsOf(path: string, { connections, chunks, times }: BagIndex): BagChannel[] {
  const counts = new Map<number, number>();
  for (const [id, count] of chunks.flatMap((chunk) => [...chunk.counts])) {
    counts.set(id, (counts.get(id) ?? 0) + count);
  }
  const groups = new Map<string, BagConnection[]>();
  for (const connection of connections.values()) {
    const { topic, type, md5 } = connection;
    const key = JSON.stringify([topic, type, md5]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [connection]);
    else group.push(connection);
  }
  return [...groups.values()].flatMap((publishers): BagChannel[] => {
    const [first] = publishers;
    if (first === undefined) return [];
    const spans = publishers.flatMap(({ id }) => times.get(id) ?? []);
    const about = {
      topic: first.topic,
      type: first.type,
      encoding: "ros1",
      schemaEncoding: "ros1msg",
      schema: new TextEncoder().encode(first.definition),
    };
    return [
      {
        ...about,
        connections: new Set(publishers.map(({ id }) => id)),
        count: publishers.reduce((sum, { id }) => sum + (counts.get(id) ?? 0), 0),
        times: spans.length === 0 ? {} : { log: hull(spans) },
        decoder: () => loadDecoder({ ...about, where: path }, decoders),
      },
    ];
  });
}

function hull(spans: readonly { first: bigint; last: bigint }[]): { first: bigint; last: bigint } {
  return spans.reduce((all, one) => ({
    first: one.first < all.first ? one.first : all.first,
    last: one.last > all.last ? one.last : all.last,
  }));
}
