type DecompressBlock = (
  source: Uint8Array,
  target: Uint8Array,
  from: number,
  length: number,
  to: number,
) => number;

const magic = 0x184d2204;
const skippable = 0x184d2a50;

/**
 * Decompresses consecutive LZ4 frames. lz4js can process frames, but expects the checksum of a
 * block before its bytes, although it comes after them.
 */
export function decompressLz4Frames(
  bytes: Uint8Array,
  size: number,
  complete: boolean,
  decompressBlock: DecompressBlock,
): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out = new Uint8Array(size);
  let filled = 0;
  try {
    for (let at = 0; at < bytes.length; ) {
      const word = view.getUint32(at, true);
      if (word >>> 4 === skippable >>> 4) {
        at += 8 + view.getUint32(at + 4, true);
        continue;
      }
      if (word !== magic) throw new Error(`not an LZ4 frame at byte ${at} of the block`);
      const flags = view.getUint8(at + 4);
      const blockChecksums = (flags & 0x10) !== 0;
      // Magic, flags, block size, [content size], [dictionary], checksum of the header.
      at += 7 + ((flags & 0x08) === 0 ? 0 : 8) + ((flags & 0x01) === 0 ? 0 : 4);
      for (;;) {
        const block = view.getUint32(at, true);
        at += 4;
        if (block === 0) break;
        const length = block & 0x7fff_ffff;
        if (at + length > bytes.length) throw new Error("an LZ4 block is truncated");
        if (block >>> 31 === 1) {
          out.set(bytes.subarray(at, at + length), filled);
          filled += length;
        } else {
          filled = decompressBlock(bytes, out, at, length, filled);
        }
        if (filled > size) throw new Error(`an LZ4 block is longer than ${size} bytes`);
        at += length + (blockChecksums ? 4 : 0);
      }
      if ((flags & 0x04) !== 0) at += 4;
    }
  } catch (error) {
    if (complete) throw error;
  }
  return filled === size ? out : out.subarray(0, filled);
}
