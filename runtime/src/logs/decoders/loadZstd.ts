import { zstdDecompressSync } from "./builtinZstd.js";
import type { Decompress } from "./Decompress.js";

/** Loads the zstd decompressor. */
export async function loadZstd(): Promise<Decompress> {
  const fzstd = await import("fzstd");
  return (bytes, size, complete) => {
    if (!complete) return partOfZstd(fzstd.Decompress, bytes, size);
    // Much faster, if Node has it.
    return zstdDecompressSync?.(bytes) ?? fzstd.decompress(bytes, new Uint8Array(size));
  };
}

type ZstdStream = new (
  ondata: (data: Uint8Array) => void,
) => { push(chunk: Uint8Array, final?: boolean): void };

/** The complete blocks of a frame. */
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
    // The truncated block; everything before it was received.
  }
  return out.subarray(0, filled);
}
