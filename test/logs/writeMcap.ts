import { type IWritable, McapWriter, type McapWriterOptions } from "@mcap/core";

export interface McapMessage {
  /** Nanoseconds. */
  logTime: bigint;
  publishTime?: bigint;
  data: Uint8Array;
}

export interface McapTopic {
  topic: string;
  type: string;
  schemaEncoding: string;
  schema: Uint8Array;
  messageEncoding: string;
  messages: readonly McapMessage[];
}

/** An MCAP file with these topics. Messages follow each other by log time, as a recorder writes them. */
export async function writeMcap(
  topics: readonly McapTopic[],
  options: Omit<McapWriterOptions, "writable"> & { asGiven?: boolean } = {},
): Promise<Buffer> {
  const { asGiven = false, ...writerOptions } = options;
  const parts: Uint8Array[] = [];
  let size = 0n;
  const writable: IWritable = {
    position: () => size,
    async write(part) {
      // The writer uses its buffer again.
      parts.push(part.slice());
      size += BigInt(part.length);
    },
  };
  const writer = new McapWriter({ writable, ...writerOptions });
  await writer.start({ profile: "", library: "test" });
  const all: (McapMessage & { channelId: number })[] = [];
  for (const { topic, type, schemaEncoding, schema, messageEncoding, messages } of topics) {
    const schemaId =
      schemaEncoding === "" && type === ""
        ? 0
        : await writer.registerSchema({ name: type, encoding: schemaEncoding, data: schema });
    const metadata = new Map<string, string>();
    const channelId = await writer.registerChannel({ topic, schemaId, messageEncoding, metadata });
    for (const message of messages) all.push({ ...message, channelId });
  }
  if (!asGiven) all.sort((a, b) => Number(a.logTime - b.logTime));
  for (const [sequence, { channelId, logTime, publishTime, data }] of all.entries()) {
    const times = { logTime, publishTime: publishTime ?? logTime };
    await writer.addMessage({ channelId, sequence, ...times, data });
  }
  await writer.end();
  return Buffer.concat(parts);
}
