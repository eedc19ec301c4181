import * as zlib from "node:zlib";

type Zstd = (bytes: Uint8Array) => Uint8Array;

/** Node's own zstd, since 22.15; the types of older versions do not have it. */
export const zstdDecompressSync = (zlib as { zstdDecompressSync?: Zstd }).zstdDecompressSync;
