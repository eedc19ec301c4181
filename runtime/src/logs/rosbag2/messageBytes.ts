import * as fzstd from "fzstd";
import { zstdDecompressSync } from "../decoders/builtinZstd.js";

/** What every frame of zstd begins with. No message of CDR does. */
const zstdMagic = [0x28, 0xb5, 0x2f, 0xfd];

/** Takes messages out of their compression, where they are compressed one by one. */
export function messageBytes(): (data: unknown) => Uint8Array {
  const decompress = zstdDecompressSync ?? fzstd.decompress;
  return (data) => {
    if (!(data instanceof Uint8Array)) return new Uint8Array();
    return zstdMagic.every((byte, index) => data[index] === byte) ? decompress(data) : data;
  };
}
