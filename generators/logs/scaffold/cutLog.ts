import { stat } from "node:fs/promises";
import { type LogChannel, LogFile, type LogFormat } from "@metrics-project/runtime/logs";
import { CommandError } from "../../io/CommandError.js";
import type { FormatName } from "../../project/formatPackages.js";

/** Maximum bytes of a log sample in a project. */
export const sampleLimit = 5_000_000;

/**
 * The beginning of a recording as a separate recording of at most {@link sampleLimit} bytes; for formats with topics,
 * only the requested ones.
 * @throws CommandError for a format that cannot be cut
 */
export async function cutLog(
  path: string,
  name: FormatName,
  format: LogFormat,
  isWanted: (topic: string) => boolean,
  signal: AbortSignal,
): Promise<Uint8Array> {
  switch (name) {
    case "mcap":
      return cutMcap(path, format, isWanted, signal);
    case "csv":
    case "jsonl":
      return cutLines(path);
    case "ulog":
      return cutULog(path);
    case "rosbag1":
    case "rosbag2":
    case "parquet":
    case "json":
      throw await uncut(path, uncuttable[name]);
  }
}

/** Names of the formats that are not cut here, and how to cut them manually. */
const uncuttable = {
  rosbag1: {
    called: "a ROS 1 bag",
    cut: 'rosbag filter run.bag part.bag "t.to_sec() < 1700000010"',
  },
  rosbag2: { called: "a .db3 file", cut: "ros2 bag convert -i run_0.db3 -o options.yaml" },
  parquet: { called: "a Parquet file", cut: "a query such as DuckDB's COPY (… LIMIT 10000) TO" },
  json: { called: "a JSON file", cut: "jq '.[:1000]' run.json > part.json" },
} as const;

async function uncut(path: string, { called, cut }: { called: string; cut: string }) {
  const megabytes = ((await stat(path)).size / 1e6).toFixed(1);
  return new CommandError(
    `${path} has ${megabytes} MB, a sample at most ${sampleLimit / 1e6} MB, and ${called} cannot be shortened here`,
    {
      hint: `Copy all of it with --whole, or create a smaller log first (${cut}) and pass it with --from.`,
    },
  );
}

/** Whole lines. In UTF-16, a zero byte belongs to the line feed. */
async function cutLines(path: string): Promise<Uint8Array> {
  const bytes = await beginning(path);
  let end = bytes.lastIndexOf(0x0a) + 1;
  if (bytes[0] === 0xff && bytes[1] === 0xfe && end % 2 === 1) end += 1;
  return bytes.subarray(0, end);
}

/** Whole messages, which follow each other without a terminator. */
async function cutULog(path: string): Promise<Uint8Array> {
  const bytes = await beginning(path);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = 16;
  while (end + 3 <= bytes.length && end + 3 + view.getUint16(end, true) <= bytes.length) {
    end += 3 + view.getUint16(end, true);
  }
  return bytes.subarray(0, end);
}

async function beginning(path: string): Promise<Uint8Array> {
  const file = await LogFile.open(path);
  try {
    return await file.read(0, sampleLimit);
  } finally {
    await file.close();
  }
}

/** Reserve for the index and the summary of a file, in addition to its messages. */
const reserve = 0.85;

async function cutMcap(
  path: string,
  format: LogFormat,
  isWanted: (topic: string) => boolean,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { McapWriter, TempBuffer } = await import("@mcap/core");
  const file = await LogFile.open(path);
  const silent = { level: "error" as const, warn: () => {}, info: () => {}, debug: () => {} };
  const opened = await format.open(file, { log: silent, signal });
  try {
    const buffer = new TempBuffer();
    const writer = new McapWriter({ writable: buffer });
    await writer.start({ library: "create-metrics-project", profile: "" });
    const wanted = new Set(opened.channels.filter(({ topic }) => isWanted(topic)));
    const ids = new Map<LogChannel, { id: number; sequence: number }>();
    let size = 0;
    reading: for await (const { messages } of opened.read(wanted, { signal, onDamage: () => {} })) {
      for (const { channel, logTime = 0n, publishTime = logTime, data } of messages) {
        const bytes = data as Uint8Array;
        const own = ids.get(channel);
        size += bytes.length + 64 + (own === undefined ? channel.schema.length : 0);
        if (size > sampleLimit * reserve) break reading;
        const target = own ?? { id: await register(channel), sequence: 0 };
        ids.set(channel, target);
        target.sequence += 1;
        await writer.addMessage({
          channelId: target.id,
          sequence: target.sequence,
          logTime,
          publishTime,
          data: bytes,
        });
      }
    }
    await writer.end();
    return buffer.get();

    async function register(channel: LogChannel): Promise<number> {
      const hasSchema = channel.type !== "" || channel.schema.length > 0;
      const schemaId = hasSchema
        ? await writer.registerSchema({
            name: channel.type,
            encoding: channel.schemaEncoding,
            data: channel.schema,
          })
        : 0;
      return writer.registerChannel({
        schemaId,
        topic: channel.topic,
        messageEncoding: channel.encoding,
        metadata: new Map(),
      });
    }
  } finally {
    await opened.close();
    await file.close();
  }
}
