import { createReadStream, createWriteStream } from "node:fs";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

/** The output is larger than expected, or the input is damaged. */
class NotPacked extends Error {}

/**
 * Decodes the bytes of a file, and writes at most `most`. False if they are damaged, have another encoding, or
 * decode to more.
 */
export async function unpackFile(
  from: string,
  to: string,
  encodings: readonly string[],
  most: number,
): Promise<boolean> {
  const zlib = await import("node:zlib");
  let written = 0;
  const bound = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      written += chunk.byteLength;
      if (written > most) done(new NotPacked());
      else done(null, chunk);
    },
  });
  const unpackers = encodings.toReversed().map((encoding) => {
    if (encoding === "gzip") return zlib.createGunzip();
    if (encoding === "br") return zlib.createBrotliDecompress();
    return encoding === "deflate" ? zlib.createInflate() : undefined;
  });
  const known = unpackers.filter((one) => one !== undefined);
  if (known.length < unpackers.length) return false;
  try {
    await pipeline([createReadStream(from), ...known, bound, createWriteStream(to)]);
    return true;
  } catch (error) {
    if (error instanceof NotPacked || isOfZlib(error)) return false;
    throw error;
  }
}

function isOfZlib(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return (
    code.startsWith("Z_") || code.startsWith("ERR_BROTLI") || code.startsWith("ERR__ERROR_FORMAT")
  );
}
