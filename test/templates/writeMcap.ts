import { type IWritable, McapWriter, type McapWriterOptions } from "@mcap/core";

export interface McapTopic {
  topic: string;
  type: string;
  schemaEncoding: string;
  schema: Uint8Array;
  messageEncoding: string;
  messages: Uint8Array[];
}

/** An MCAP file with these topics; message i of each topic is logged at i + 1 seconds. */
export async function writeMcap(
  topics: readonly McapTopic[],
  options: Omit<McapWriterOptions, "writable"> = {},
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0n;
  const writable: IWritable = {
    position: () => size,
    async write(part) {
      parts.push(part.slice());
      size += BigInt(part.length);
    },
  };
  const writer = new McapWriter({ writable, ...options });
  await writer.start({ profile: "", library: "test" });
  for (const { topic, type, schemaEncoding, schema, messageEncoding, messages } of topics) {
    const schemaId = await writer.registerSchema({
      name: type,
      encoding: schemaEncoding,
      data: schema,
    });
    const metadata = new Map<string, string>();
    const channelId = await writer.registerChannel({ topic, schemaId, messageEncoding, metadata });
    for (const [sequence, data] of messages.entries()) {
      const logTime = BigInt(sequence + 1) * 1_000_000_000n;
      await writer.addMessage({ channelId, sequence, logTime, publishTime: logTime, data });
    }
  }
  await writer.end();
  return Buffer.concat(parts);
}

/** A zstd frame that holds the bytes as they are: valid, made without a compressor. */
export function zstdFrame(bytes: Uint8Array): Uint8Array {
  const largestBlock = 100_000;
  const header = Buffer.alloc(9);
  header.writeUInt32LE(0xfd2fb528);
  header[4] = 0b1010_0000; // Single segment, 4 bytes of content size.
  header.writeUInt32LE(bytes.length, 5);
  const blocks: Uint8Array[] = [];
  for (let at = 0; at === 0 || at < bytes.length; at += largestBlock) {
    const content = bytes.subarray(at, at + largestBlock);
    const isLast = at + largestBlock >= bytes.length;
    const head = Buffer.alloc(3);
    head.writeUIntLE((content.length << 3) | Number(isLast), 0, 3);
    blocks.push(head, content);
  }
  return Buffer.concat([header, ...blocks]);
}
