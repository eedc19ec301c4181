import { McapStreamReader, type McapTypes } from "@mcap/core";

/** The opcodes of the records that are examined here. */
export const opcodes = {
  header: 0x01,
  footer: 0x02,
  schema: 0x03,
  channel: 0x04,
  message: 0x05,
  chunk: 0x06,
  messageIndex: 0x07,
  dataEnd: 0x0f,
} as const;

export const magic = Uint8Array.of(0x89, 0x4d, 0x43, 0x41, 0x50, 0x30, 0x0d, 0x0a);

/** Size of the opcode and length before the content of each record. */
export const recordHeaderSize = 9;

/** Size of the footer with its header, and the magic bytes after it. */
export const tailSize = recordHeaderSize + 20 + magic.length;

export interface ChunkHeader {
  readonly start: bigint;
  readonly end: bigint;
  readonly uncompressedSize: number;
  readonly crc: number;
  readonly compression: string;
  /** Bytes from the record's content to the compressed records. */
  readonly prefix: number;
  readonly compressedSize: number;
}

/** The header of a chunk, from the start of its content; undefined if that is truncated. */
export function parseChunkHeader(content: Uint8Array): ChunkHeader | undefined {
  if (content.length < 32) return undefined;
  const view = viewOf(content);
  const nameLength = view.getUint32(28, true);
  const prefix = 32 + nameLength + 8;
  if (content.length < prefix) return undefined;
  return {
    start: view.getBigUint64(0, true),
    end: view.getBigUint64(8, true),
    uncompressedSize: Number(view.getBigUint64(16, true)),
    crc: view.getUint32(24, true),
    compression: new TextDecoder().decode(content.subarray(32, 32 + nameLength)),
    prefix,
    compressedSize: Number(view.getBigUint64(32 + nameLength, true)),
  };
}

/** Parses complete records, as @mcap/core does. */
export function parseRecords(bytes: Uint8Array): McapTypes.TypedMcapRecord[] {
  const reader = new McapStreamReader({ noMagicPrefix: true, includeChunks: true });
  reader.append(bytes);
  const records: McapTypes.TypedMcapRecord[] = [];
  for (let record = reader.nextRecord(); record !== undefined; record = reader.nextRecord()) {
    records.push(record);
  }
  return records;
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
