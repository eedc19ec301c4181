import { type AnswerHead, BadAnswer, headerOf, type Received, TooLarge } from "./exchange.js";

const none: readonly string[] = [];

/** The encodings of a body that are undone, innermost first; empty where it is plain. */
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
 * The answer with its body as it was before gzip, deflate or br.
 * @throws {BadAnswer} where it is cut short, damaged, or encoded in another way
 * @throws {TooLarge} where more than `maxBytes` come out
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
        // Some servers leave the wrapper out that the standard asks for.
        const isWrapped = ((bytes[0] ?? 0) & 0x0f) === 8;
        bytes = isWrapped ? zlib.inflateSync(bytes, options) : zlib.inflateRawSync(bytes, options);
      } else throw new BadAnswer(`a body in the encoding ${JSON.stringify(encoding)}`);
    } catch (error) {
      if (error instanceof BadAnswer) throw error;
      if (error instanceof RangeError) {
        throw new TooLarge(
          `an answer that unpacks to more than the ${maxBytes} bytes that are taken`,
        );
      }
      const why = error instanceof Error ? error.message : String(error);
      throw new BadAnswer(
        `a body of ${received.bytes.byteLength} bytes that is no ${encoding}: ${why}`,
      );
    }
  }
  return { ...received, bytes };
}
