import { loadLz4 } from "../decoders/loadLz4.js";
import { UnsupportedLogError } from "../logErrors.js";
import { quietly } from "../quietly.js";
import { BagRecordError } from "./bagRecords.js";

/**
 * Decompresses the bytes of a chunk.
 * @throws UnsupportedLogError if bags do not support the compression
 * @throws BagRecordError if the bytes are damaged, or do not decompress to `size` bytes
 */
export async function decompressChunk(
  bytes: Uint8Array,
  compression: string,
  size: number,
): Promise<Uint8Array> {
  const decompress = await decompressorFor(compression);
  let result: Uint8Array;
  try {
    result = decompress(bytes, size);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new BagRecordError(`a chunk cannot be decompressed from ${compression}: ${reason}`, {
      cause,
    });
  }
  if (result.length !== size) {
    throw new BagRecordError(`a chunk has ${result.length} bytes instead of ${size}`);
  }
  return result;
}

type Decompress = (bytes: Uint8Array, size: number) => Uint8Array;

async function decompressorFor(compression: string): Promise<Decompress> {
  switch (compression) {
    case "none":
      return (bytes) => bytes;
    case "lz4": {
      const decompress = await loadLz4();
      return (bytes, size) => decompress(bytes, size, true);
    }
    case "bz2": {
      const { default: bzip2 } = await import("seek-bzip");
      return (bytes, size) => quietly(() => bzip2.decode(Buffer.from(bytes), size));
    }
    default:
      throw new UnsupportedLogError(
        `chunks with the compression ${JSON.stringify(compression)} cannot be read`,
        {
          hint: "Convert the bag with `rosbag decompress`.",
        },
      );
  }
}
