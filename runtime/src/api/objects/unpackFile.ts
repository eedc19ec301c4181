import { createReadStream, createWriteStream } from "node:fs";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

/** More came out than there should be, or what went in is damaged. */
class NotPacked extends Error {}

/**
 * Undoes the encodings of a file's bytes, writing at most `most`. False where they are damaged, are of
 * another kind, or hold more.
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
