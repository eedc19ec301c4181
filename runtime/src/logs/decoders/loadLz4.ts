import type { Decompress } from "./Decompress.js";
import { decompressLz4Frames } from "./lz4Frames.js";

/** Loads the lz4 decompressor. */
export async function loadLz4(): Promise<Decompress> {
  const { decompressBlock } = (await import("lz4js")).default;
  return (bytes, size, complete) => decompressLz4Frames(bytes, size, complete, decompressBlock);
}
