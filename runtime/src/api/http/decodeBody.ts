import { type AnswerHead, BadAnswer, headerOf, type Received, TooLarge } from "./exchange.js";

const none: readonly string[] = [];

/** The content encodings of a body, innermost first; empty if it is plain. */
export function encodingsOf(head: AnswerHead): readonly string[] {
  const header = headerOf(head, "content-encoding");
  if (header === undefined) return none;
  return header
    .toLowerCase()
    .split(",")
    .map((name) => name.trim().replace(/^x-(?=gzip$)/, ""))
    .filter((name) => name !== "" && name !== "identity");
}

/**
 * The response with its decoded body (gzip, deflate or br).
 * @throws {BadAnswer} if it is truncated, damaged, or in another encoding
 * @throws {TooLarge} if the decoded body exceeds `maxBytes`
 */
export async function decodeBody(received: Received, maxBytes: number): Promise<Received> {
  const encodings = encodingsOf(received);
  if (encodings.length === 0 || received.bytes.byteLength === 0) return received;
  const zlib = await import("node:zlib");
  const options = { maxOutputLength: Math.max(1, Math.min(maxBytes, 2 ** 31 - 1)) };
  let { bytes } = received;
  for (const encoding of [...encodings].reverse()) {
    try {
      if (encoding === "gzip") bytes = zlib.gunzipSync(bytes, options);
      else if (encoding === "br") bytes = zlib.brotliDecompressSync(bytes, options);
      else if (encoding === "deflate") {
        // Some servers omit the wrapper that the standard requires.
        const isWrapped = ((bytes[0] ?? 0) & 0x0f) === 8;
        bytes = isWrapped ? zlib.inflateSync(bytes, options) : zlib.inflateRawSync(bytes, options);
      } else
        throw new BadAnswer(`the body has the unsupported encoding ${JSON.stringify(encoding)}`);
    } catch (error) {
      if (error instanceof BadAnswer) throw error;
      if (error instanceof RangeError) {
        throw new TooLarge(`the decompressed response exceeds the limit of ${maxBytes} bytes`);
      }
      const why = error instanceof Error ? error.message : String(error);
      throw new BadAnswer(
        `the body of ${received.bytes.byteLength} bytes is not valid ${encoding}: ${why}`,
      );
    }
  }
  return { ...received, bytes };
}
