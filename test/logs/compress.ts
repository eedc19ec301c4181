import lz4 from "lz4js";

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

/** An LZ4 frame of blocks that are each followed by a checksum (which nobody looks at), as some recorders write them. */
export function lz4WithBlockChecksums(bytes: Uint8Array): Uint8Array {
  const blockSize = 1000;
  // Version 1, independent blocks, block checksums; blocks of at most 64 KiB; checksum of the header.
  const parts: Uint8Array[] = [Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x70, 0x40, 0x00])];
  for (let at = 0; at < bytes.length; at += blockSize) {
    const content = bytes.subarray(at, at + blockSize);
    const head = Buffer.alloc(4);
    head.writeUInt32LE((content.length | 0x80000000) >>> 0);
    parts.push(head, content, Buffer.from("sum!"));
  }
  return Buffer.concat([...parts, Buffer.alloc(4)]);
}

export const compressions: Record<string, ((chunk: Uint8Array) => Uint8Array) | undefined> = {
  none: undefined,
  lz4: (chunk) => lz4.compress(chunk),
  zstd: zstdFrame,
};
