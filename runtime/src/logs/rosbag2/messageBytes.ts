import * as fzstd from "fzstd";
import { zstdDecompressSync } from "../decoders/builtinZstd.js";

/** The magic bytes of zstd frames. No CDR message starts with them. */
const zstdMagic = [0x28, 0xb5, 0x2f, 0xfd];

/** Decompresses messages that are compressed individually. */
export function messageBytes(): (data: unknown) => Uint8Array {
  const decompress = zstdDecompressSync ?? fzstd.decompress;
  return (data) => {
    if (!(data instanceof Uint8Array)) return new Uint8Array();
    return zstdMagic.every((byte, index) => data[index] === byte) ? decompress(data) : data;
  };
}
