import { type FileHandle, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import * as zlib from "node:zlib";
import { parse } from "@foxglove/rosmsg";
import { MessageReader } from "@foxglove/rosmsg2-serialization";
import { McapIndexedReader, type McapTypes } from "@mcap/core";
import { InputError } from "@metrics-project/runtime";
import * as fzstd from "fzstd";
import lz4 from "lz4js";
import protobuf from "protobufjs";
import "protobufjs/ext/descriptor.js";

/** Name the topic here where the logs hold several of the type below. */
const wantedTopic: string | undefined = undefined;
const wantedType = "nav_msgs/Odometry";

/** Where the robot was at one moment. All other files work with this alone. */
export interface Pose {
  /** Nanoseconds since the epoch: when the message was logged. */
  time: bigint;
  /** Metres. */
  x: number;
  y: number;
  z: number;
  /** Metres per second, where the log tells it. */
  speed: number | undefined;
}

/** The part of nav_msgs/Odometry that is used here. */
interface Odometry {
  pose: { pose: { position: Vector } };
  twist?: { twist?: { linear?: Vector } };
}
interface Vector {
  x: number;
  y: number;
  z: number;
}

/** Reads all .mcap files below `logsDir`, one message at a time: a log may be larger than memory. */
export async function* readPoses(logsDir: string, signal?: AbortSignal): AsyncGenerator<Pose> {
  const names = await readdir(logsDir, { recursive: true });
  const files = names.filter((name) => name.toLowerCase().endsWith(".mcap"));
  if (files.length === 0) {
    throw new InputError(`no .mcap file in ${logsDir}`, {
      hint: "src/read-logs.ts reads MCAP only: change it there, or let the simulation write MCAP.",
    });
  }
  // A recording is often split into parts: run_2.mcap comes before run_10.mcap.
  files.sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  for (const file of files) yield* readFile(join(logsDir, file), signal);
}

async function* readFile(path: string, signal?: AbortSignal): AsyncGenerator<Pose> {
  await using file = await open(path);
  try {
    const reader = await openIndexed(file, path);
    const channel = findChannel(reader, path);
    const decode = decoderFor(reader, channel, path);
    for await (const message of reader.readMessages({ topics: [channel.topic] })) {
      signal?.throwIfAborted();
      const { pose, twist } = decode(message.data);
      const { x, y, z } = pose.pose.position;
      const velocity = twist?.twist?.linear;
      const speed = velocity && Math.hypot(velocity.x, velocity.y, velocity.z);
      yield { time: message.logTime, x, y, z, speed };
    }
  } catch (error) {
    if (error instanceof InputError || signal?.aborted) throw error;
    throw unreadable(path, error);
  }
}

/** Opens through the file's index, which tells where each chunk of a topic lies. */
async function openIndexed(file: FileHandle, path: string): Promise<McapIndexedReader> {
  const readable = {
    size: async () => BigInt((await file.stat()).size),
    read: async (offset: bigint, size: bigint) => {
      const bytes = new Uint8Array(Number(size));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, Number(offset));
      if (bytesRead < bytes.length)
        throw new Error(`it ends ${bytes.length - bytesRead} bytes early`);
      return bytes;
    },
  };
  const reader = await McapIndexedReader.Initialize({ readable, decompressHandlers });
  if (reader.chunkIndexes.length === 0) {
    throw unreadable(path, new Error("it has no index of chunks"));
  }
  return reader;
}

const decompressHandlers: McapTypes.DecompressHandlers = {
  lz4: (bytes, size) => lz4.decompress(bytes, Number(size)),
  // Built into Node since 22.15, and then many times faster.
  zstd: (bytes) => (zlib.zstdDecompressSync ?? fzstd.decompress)(bytes),
};

function findChannel(reader: McapIndexedReader, path: string): McapTypes.Channel {
  const channels = [...reader.channelsById.values()];
  const typeOf = ({ schemaId }: McapTypes.Channel) => reader.schemasById.get(schemaId)?.name ?? "";
  // ROS 2 says nav_msgs/msg/Odometry, Protobuf nav_msgs.Odometry.
  const plain = (type: string) => type.replace("/msg/", "/").replaceAll(".", "/");
  const found = channels.find((channel) =>
    wantedTopic === undefined
      ? plain(typeOf(channel)) === wantedType
      : channel.topic === wantedTopic,
  );
  if (found) return found;
  const seen = channels.map((channel) => `  ${channel.topic} (${typeOf(channel) || "no type"})`);
  throw new InputError(
    `${path} has no topic ${wantedTopic ?? `of type ${wantedType}`}. Its topics:\n${seen.join("\n")}`,
    { hint: "Name the one to read in src/read-logs.ts." },
  );
}

type Decode = (bytes: Uint8Array) => Odometry;

function decoderFor(
  reader: McapIndexedReader,
  { messageEncoding, schemaId }: McapTypes.Channel,
  path: string,
): Decode {
  const schema = reader.schemasById.get(schemaId);
  const encodings = `${messageEncoding} messages, ${schema?.encoding ?? "no"} schema`;
  switch (encodings) {
    case "cdr messages, ros2msg schema": {
      const definition = parse(new TextDecoder().decode(schema?.data), { ros2: true });
      const messages = new MessageReader(definition);
      return (bytes) => messages.readMessage<Odometry>(bytes);
    }
    case "protobuf messages, protobuf schema": {
      const root = protobuf.Root.fromDescriptor(schema?.data ?? new Uint8Array());
      const type = root.lookupType(schema?.name ?? "");
      return (bytes) => type.toObject(type.decode(bytes), { defaults: true }) as Odometry;
    }
    default:
      if (messageEncoding === "json") return (bytes) => JSON.parse(new TextDecoder().decode(bytes));
      throw new InputError(`${path} holds ${encodings}, which src/read-logs.ts cannot decode`, {
        hint: "It decodes CDR with ros2msg, Protobuf and JSON; add a case to decoderFor.",
      });
  }
}

function unreadable(path: string, cause: unknown): InputError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new InputError(
    `${path} cannot be read: it is truncated, damaged or not MCAP (${reason})`,
    {
      hint: "`mcap recover` saves what is left of an unfinished recording.",
      cause,
    },
  );
}
