import type { McapTypes } from "@mcap/core";
import { loadDecoder } from "../decoders/loadDecoder.js";
import type { LogFile } from "../LogFile.js";
import type {
  LogChannel,
  LogFormat,
  OpenedLog,
  OpenFormatOptions,
  RawMessage,
} from "../LogFormat.js";
import type { McapContents } from "./McapContents.js";
import { mcapDecoders } from "./mcapDecoders.js";
import { readIndex } from "./readIndex.js";
import { readSegments } from "./readSegments.js";
import { magic } from "./records.js";
import { scanFile } from "./scanFile.js";

/**
 * MCAP, with CDR (ros2msg, ros2idl, omgidl), ROS 1, Protobuf and JSON messages, and chunks in zstd or lz4.
 * A file without a complete index is scanned from start to end.
 */
export const mcap: LogFormat = {
  name: "MCAP",
  sniff: (head) => magic.every((byte, index) => head[index] === byte),
  open: openMcap,
};

async function openMcap(file: LogFile, options: OpenFormatOptions): Promise<OpenedLog> {
  const contents = (await readIndex(file)) ?? (await scanFile(file, options));
  const channels = new Map<number, LogChannel>();
  for (const channel of contents.channels.values()) {
    channels.set(channel.id, channelOf(file, channel, contents));
  }
  return {
    channels: [...channels.values()],
    damage: contents.damage,
    read: (wanted, readOptions) =>
      readSegments(
        file,
        contents.segments,
        new Map([...channels].filter(([, channel]) => wanted.has(channel))),
        readOptions,
      ),
    last: async (channel) => await lastMessage(file, contents, channels, channel),
    close: async () => undefined,
  };
}

function channelOf(file: LogFile, channel: McapTypes.Channel, contents: McapContents): LogChannel {
  const schema = contents.schemas.get(channel.schemaId);
  const fact = contents.facts.get(channel.id);
  const about = {
    topic: channel.topic,
    type: schema?.name ?? "",
    encoding: channel.messageEncoding,
    schemaEncoding: schema?.encoding ?? "",
    schema: schema?.data ?? new Uint8Array(0),
  };
  const known = fact?.first !== undefined && fact.last !== undefined;
  return {
    ...about,
    count: contents.facts.size === 0 ? 0 : fact === undefined ? 0 : fact.count,
    times: known ? { log: { first: fact.first ?? 0n, last: fact.last ?? 0n } } : {},
    decoder: () => loadDecoder({ ...about, where: file.path }, mcapDecoders),
  };
}

/** The last message of a channel, from the last part of the file that has one. */
async function lastMessage(
  file: LogFile,
  { segments }: McapContents,
  channels: ReadonlyMap<number, LogChannel>,
  wanted: LogChannel,
): Promise<RawMessage | undefined> {
  const id = [...channels].find(([, channel]) => channel === wanted)?.[0];
  if (id === undefined) return undefined;
  const byEnd = segments
    .filter(({ channelIDs }) => channelIDs === undefined || channelIDs.has(id))
    .sort((a, b) => (a.last < b.last ? 1 : a.last > b.last ? -1 : b.offset - a.offset));
  for (const segment of byEnd) {
    let last: RawMessage | undefined;
    const options = { signal: undefined, onDamage: () => undefined };
    for await (const { messages } of readSegments(
      file,
      [segment],
      new Map([[id, wanted]]),
      options,
    )) {
      last = messages.at(-1) ?? last;
    }
    if (last !== undefined) return last;
  }
  return undefined;
}
