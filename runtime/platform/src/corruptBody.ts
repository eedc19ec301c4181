import { Readable } from "node:stream";
import type { ReplyBody } from "./reply.js";

/** Number of bytes that are overwritten, with 0xff: no message and no common file begins with these. */
const damaged = 16;

/** The body with its object's first bytes overwritten. @param start the body's position in the object */
export function corruptBody(body: ReplyBody, start: number): ReplyBody {
  const count = Math.max(0, damaged - start);
  if (body instanceof Uint8Array) return body.slice().fill(0xff, 0, count);
  return {
    length: body.length,
    read: (length) =>
      Readable.from(
        (async function* () {
          let left = count;
          for await (const chunk of body.read(length) as AsyncIterable<Uint8Array>) {
            chunk.fill(0xff, 0, left);
            left = Math.max(0, left - chunk.length);
            yield chunk;
          }
        })(),
      ),
  };
}
