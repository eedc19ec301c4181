import type { Decompress } from "../decoders/Decompress.js";

/** Decompressors by compression of chunks. Loads libraries on demand. */
export async function loadDecompress(compression: string): Promise<Decompress | undefined> {
  switch (compression) {
    case "":
    case "none":
      return (bytes) => bytes;
    case "lz4":
      return (await import("../decoders/loadLz4.js")).loadLz4();
    case "zstd":
      return (await import("../decoders/loadZstd.js")).loadZstd();
    default:
      return undefined;
  }
}
