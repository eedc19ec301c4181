import { zstdDecompressSync } from "./builtinZstd.js";
import { decompressLz4Frames } from "./lz4Frames.js";

/**
 * Undoes the compression of a block. `complete` false: the block was cut off, and what can be had of
 * it is wanted.
 * @throws whatever the library throws, where the bytes are not what they should be
 */
export type Decompress = (bytes: Uint8Array, size: number, complete: boolean) => Uint8Array;

/** The compressions that recordings use, and how each is undone. Loads a library when it is needed. */
export async function loadDecompress(compression: string): Promise<Decompress | undefined> {
  switch (compression) {
    case "":
    case "none":
      return (bytes) => bytes;
    case "lz4": {
      const { decompressBlock } = (await import("lz4js")).default;
      return (bytes, size, complete) => decompressLz4Frames(bytes, size, complete, decompressBlock);
    }
    case "zstd": {
      const fzstd = await import("fzstd");
      return (bytes, size, complete) => {
        if (!complete) return partOfZstd(fzstd.Decompress, bytes, size);
        // Many times faster, where Node has it.
        return zstdDecompressSync?.(bytes) ?? fzstd.decompress(bytes, new Uint8Array(size));
      };
    }
    default:
      return undefined;
  }
}

type ZstdStream = new (
  ondata: (data: Uint8Array) => void,
) => { push(chunk: Uint8Array, final?: boolean): void };

/** The blocks of a frame that are whole. */
function partOfZstd(Stream: ZstdStream, bytes: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  let filled = 0;
  const stream = new Stream((data) => {
    out.set(data.subarray(0, size - filled), filled);
    filled = Math.min(size, filled + data.length);
  });
  try {
    stream.push(bytes);
  } catch {
    // The block that was cut off; what came before it has arrived.
  }
  return out.subarray(0, filled);
}
