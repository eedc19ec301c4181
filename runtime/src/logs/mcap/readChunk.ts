import * as zlib from "node:zlib";
import type { Decompress } from "../decoders/Decompress.js";
import type { LogFile } from "../LogFile.js";
import { UnsupportedLogError } from "../logErrors.js";
import { loadDecompress } from "./loadDecompress.js";
import { type ChunkHeader, opcodes, parseChunkHeader, recordHeaderSize } from "./records.js";

/** The records of a chunk, and its problem, if any. */
export interface ChunkBytes {
  readonly header: ChunkHeader | undefined;
  readonly records: Uint8Array;
  /** As a clause. */
  readonly problem: string | undefined;
}

/** In the types since Node 22. */
const crc32 = (zlib as { crc32?: (bytes: Uint8Array) => number }).crc32;

const noRecords = new Uint8Array(0);

/** Reads and decompresses chunks of one file. */
export class ChunkReader {
  readonly #file: LogFile;
  readonly #decompressors = new Map<string, Decompress>();

  constructor(file: LogFile) {
    this.#file = file;
  }

  /** @throws {UnsupportedLogError} if the compression is unknown */
  async read(offset: number, end: number, cut: boolean): Promise<ChunkBytes> {
    const bytes = await this.#file.read(offset, end - offset);
    const content = bytes.subarray(recordHeaderSize);
    const header = parseChunkHeader(content);
    if (header === undefined || bytes[0] !== opcodes.chunk) {
      const problem =
        bytes[0] === opcodes.chunk
          ? "the file ends within the head of a chunk"
          : "there is no chunk where the index says";
      return { header: undefined, records: noRecords, problem };
    }
    const compressed = content.subarray(header.prefix, header.prefix + header.compressedSize);
    const complete = !cut && compressed.length === header.compressedSize;
    const missing = header.compressedSize - compressed.length;
    const problem = complete
      ? undefined
      : `the file ends ${missing} bytes before the end of a chunk of ${header.compressedSize}`;
    try {
      const decompress = await this.#decompressor(header.compression);
      const records = decompress(compressed, header.uncompressedSize, complete);
      if (!complete) return { header, records, problem };
      const wrong = checkRecords(records, header);
      return { header, records: wrong === undefined ? records : noRecords, problem: wrong };
    } catch (error) {
      if (error instanceof UnsupportedLogError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      return {
        header,
        records: noRecords,
        problem: `a chunk cannot be decompressed from ${header.compression}: ${reason}`,
      };
    }
  }

  async #decompressor(compression: string): Promise<Decompress> {
    const known = this.#decompressors.get(compression);
    if (known !== undefined) return known;
    const loaded = await loadDecompress(compression);
    if (loaded === undefined) {
      throw new UnsupportedLogError(
        `${this.#file.path} is compressed with ${JSON.stringify(compression)}, which cannot be read`,
        { hint: "Convert it with `mcap compress --compression zstd`; lz4 and zstd are supported." },
      );
    }
    this.#decompressors.set(compression, loaded);
    return loaded;
  }
}

function checkRecords(
  records: Uint8Array,
  { uncompressedSize, crc }: ChunkHeader,
): string | undefined {
  if (records.length !== uncompressedSize) {
    return `a chunk has ${records.length} bytes, but declares ${uncompressedSize}`;
  }
  if (crc === 0 || crc32 === undefined || crc32(records) === crc) return undefined;
  return "a chunk's bytes do not match their checksum";
}
